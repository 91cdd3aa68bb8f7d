import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriersOf, violationsOf } from '../support/accessible.ts';
import { becomes } from '../support/becomes.ts';
import type { Opened } from '../support/browser.ts';
import { consoleInBrowser } from '../support/console-browser.ts';
import { entry } from '../support/console-cases.ts';
import { wholeConsole } from '../support/console-day.ts';
import { SCREENS } from '../support/console-pages.ts';

const LATE = '482-109-379';
const desk = consoleInBrowser(wholeConsole, { worldFor: 'file' });
const { open, look } = desk;
const walked = new Map<string, Opened>();

/** One page for each language and theme, that goes from screen to screen as people do. */
async function go(language: 'he' | 'en', theme: 'light' | 'dark', hash: string, there: RegExp): Promise<Opened> {
  const key = `${language} ${theme}`;
  const opened = walked.get(key) ?? await look('/inbox/mine', { language, theme });
  walked.set(key, opened);
  const { page } = opened;
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.locator('main').getByText(there).first().waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
  return opened;
}

// What is wider than its place, at this width.
const tooWide = async (page: Page): Promise<string[]> => page.evaluate(() => [document.documentElement, ...document.querySelectorAll('main, .page, .case-main, .list-pane')].filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1).map((element) => `${innerWidth}: ${element.className} ${element.scrollWidth} > ${element.clientWidth}`));

describe('every screen', () => {
  it.each(SCREENS.flatMap(([screen, hash, there]) => [['he', 'light'] as const, ['en', 'dark'] as const].map(([language, theme]) => [screen, language, theme, hash, there] as const)))('%s in %s, %s: can be used by everybody, asks nobody else, breaks no policy, fits a phone and 200 %%', async (_, language, theme, hash, there) => {
    const { page, foreign, complaints } = await go(language, theme, hash, there);
    const barriers = [...await barriersOf(page), ...await violationsOf(page, { contrast: false, without: hash === '/inbox/open' ? [] : ['.virtual'] })];
    await page.setViewportSize({ width: 390, height: 844 });
    await becomes(async () => tooWide(page), []);
    // 1280 pixels at 200 % are 640.
    await page.setViewportSize({ width: 640, height: 500 });
    await becomes(async () => tooWide(page), []);
    await page.setViewportSize({ width: 1440, height: 900 });
    // What came since the last screen counts here.
    expect([barriers, foreign.splice(0), complaints.splice(0)]).toEqual([[], [], []]);
  });
});

describe('a mail in its own design', () => {
  const openDesign = async () => {
    const { page, foreign } = await look(`/inbox/open/${LATE}`);
    await page.getByRole('button', { name: 'בעיצוב המקורי' }).click();
    const frame = page.frameLocator('iframe[title="בעיצוב המקורי"]');
    await frame.getByRole('heading', { name: 'ההזמנה' }).waitFor();
    return { page, frame, foreign };
  };

  it('keeps its design and its direction, runs no script and asks for no picture', async () => {
    const { page, frame, foreign } = await openDesign();
    expect([await frame.locator('p').evaluate((element) => [getComputedStyle(element).color, document.body.dir]), await page.getByRole('dialog').count(), foreign]).toEqual([['rgb(153, 0, 0)', 'rtl'], 0, []]);
  });

  it('asks for pictures only once it is told to', async () => {
    const { page } = await openDesign();
    await page.route('https://tracker.example/**', async (route) => route.abort());
    const [asked] = await Promise.all([page.waitForRequest('https://tracker.example/p.gif'), page.getByRole('button', { name: /הצגת תמונות/ }).click()]);
    expect(asked.headers()['referer']).toBeUndefined();
  });

  it('shows where a link leads before it is followed', async () => {
    const { page, frame } = await openDesign();
    await frame.getByRole('link', { name: 'company.example' }).click();
    const dialog = page.getByRole('dialog', { name: 'קישור מתוך הודעה' });
    await dialog.getByText('https://evil.example/login').first().waitFor();
    expect(await dialog.getByRole('link').getAttribute('rel')).toBe('noopener noreferrer');
  });
});

describe('the keyboard', () => {
  it('reaches list, case and composer in the order in which they are seen, and always shows where it is', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await page.getByText('לא הגיעה ואני מחכה').waitFor();
    const seen: string[] = [];
    for (let step = 0; step < 130 && !seen.includes('editor'); step++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const style = getComputedStyle(element);
        const box = element.closest('.composer') ?? element;
        const visible = style.outlineStyle !== 'none' || getComputedStyle(box).borderColor !== '' || element.classList.contains('skip');
        return { part: ['sidebar', 'list-pane', 'case-head', 'thread-scroll', 'editor'].find((name) => element.closest(`.${name}`)) ?? element.className, visible };
      });
      expect([at.part, at.visible]).toEqual([at.part, true]);
      if (seen.at(-1) !== at.part) seen.push(at.part);
    }
    expect(seen.filter((part) => ['sidebar', 'list-pane', 'case-head', 'thread-scroll', 'editor'].includes(part))).toEqual(['sidebar', 'list-pane', 'case-head', 'thread-scroll', 'editor']);
  });

  it('stays in a dialog, and comes back to where it was', async () => {
    const page = await open();
    const button = page.getByRole('button', { name: 'קיצורי מקלדת' });
    await button.click();
    await page.getByRole('dialog').waitFor();
    for (let step = 0; step < 4; step++) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await becomes(async () => button.evaluate((element) => element === document.activeElement), true);
  });
});

describe.each([['he', 'dark'], ['en', 'light']] as const)('axe finds nothing in the way, in %s, %s', (language, theme) => {
  it.each<[string, (page: Page) => Promise<void>]>([
    ['the palette', async (page) => { await page.keyboard.press('Control+k'); await page.getByRole('listbox').waitFor(); }],
    ['the shortcuts', async (page) => { await page.keyboard.press('Control+/'); await page.locator('.shortcuts').waitFor(); }],
    ['a menu', async (page) => { await page.keyboard.press('p'); await page.getByRole('menu').waitFor(); }],
    ['the bar of chosen cases', async (page) => { await page.keyboard.press('x'); await page.locator('.bulk').waitFor(); }],
    ['the filter', async (page) => { await page.locator('.pane-head [aria-expanded]').first().click(); await page.locator('.filters').waitFor(); }],
    ['the dialog for paper', async (page) => { await page.locator('.case-bar [aria-haspopup]').last().click(); await page.getByRole('menuitem').filter({ hasText: /הדפסה|Print/ }).click(); await page.getByRole('dialog').waitFor(); }],
    ['a note', async (page) => { await page.keyboard.press('n'); await page.locator('.mode-note').waitFor(); }],
  ])('in %s', async (_, reach) => {
    const { page } = await go(language, theme, `/inbox/open/${LATE}`, /ORD-2026-55431/);
    await page.locator('.case-bar .button').first().waitFor();
    await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur(); });
    await reach(page);
    const found = await violationsOf(page, { without: ['.virtual', '.thread'] });
    await page.keyboard.press('Escape');
    expect(found).toEqual([]);
  });
});

describe('a thread of three thousand messages', () => {
  beforeEach(desk.begin);

  it('opens at its end with what a person can read, and goes further back a hundred at a time without losing the place', async () => {
    desk.world.cases.get(LATE)!.entries.push(...Array.from({ length: 3_000 }, (_, index) => entry(`t${index}`, { at: Date.now() - 3_600_000 + index * 1_000, text: `הודעה ${index} על ORD-2026-55431` })));
    const page = await open(`/inbox/open/${LATE}`);
    await page.getByText('הודעה 2999 ').waitFor();
    await becomes(async () => [await page.locator('.thread > *').count() < 130, await page.locator('.thread-scroll').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 5)], [true, true]);
    const first = page.locator('.entry').first();
    await first.scrollIntoViewIfNeeded();
    const text = (await first.innerText()).match(/הודעה \d+/)![0];
    const place = async (): Promise<number> => page.locator('.entry').filter({ hasText: `${text} ` }).evaluate((element) => element.getBoundingClientRect().top);
    const button = page.getByRole('button', { name: /^הצגת .* קודמות/ });
    const top = await place();
    await button.evaluate((element) => (element as HTMLElement).click());
    await page.waitForFunction(() => document.querySelectorAll('.entry').length > 150);
    await becomes(async () => Math.abs(await place() - top) < 5, true);
  });
});

describe('a list of five thousand cases', () => {
  beforeEach(desk.begin);

  it('that somebody has scrolled far down is not read anew from end to end when one case changes, and shows none twice', async () => {
    const some = [...desk.world.cases.values()].map((view) => view.case);
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...some[index % some.length]!, number: `${100 + Math.floor(index / 1000)}-${String(index % 1000).padStart(3, '0')}-000` }));
    const read = new Set<number>();
    let again = 0;
    desk.server.handlers['GET /cases'] = ({ query }) => { const from = Number(query['after'] ?? 0); if (read.has(from)) again++; read.add(from); return { cases: many.slice(from, from + 50), next: from + 50 < many.length ? String(from + 50) : null, timeZone: 'Asia/Jerusalem', total: many.length }; };
    const page = await open('/inbox/open');
    await page.locator('.case-row').first().waitFor();
    const scrollTo = async (place: number): Promise<void> => page.locator('.virtual').evaluate((list, top) => { list.scrollTop = Math.min(top, list.scrollHeight); }, place);
    await becomes(async () => { await scrollTo(1e9); return read.size >= 12; }, true);
    await scrollTo(0);
    again = 0;
    // What stood far below becomes pressing: it stands first now, and nowhere else.
    many.unshift(many.splice(220, 1)[0]!);
    many[0] = { ...many[0]!, subject: 'הפכה לדחופה' };
    desk.world.elsewhere(LATE, {});
    await page.locator('.case-row').first().getByText('הפכה לדחופה').waitFor();
    await scrollTo(215 * 88);
    await page.getByText('100-221-000').waitFor();
    expect([again <= 2, await page.getByText('100-220-000').count()]).toEqual([true, 0]);
  });
});

describe('very long names and subjects', () => {
  beforeEach(desk.begin);

  it.each([['he', 1280], ['en', 390]] as const)('are cut where they stand, and push nothing away (%s, %i px)', async (language, width) => {
    const view = desk.world.cases.get(LATE)!;
    const long = 'אלכסנדרה־ויקטוריה לוינסון בן־אברהם המכונה נועה'.repeat(4);
    Object.assign(view.case, { subject: `${'דחוף'.repeat(60)} ${'x'.repeat(200)}`, customer: { id: `${'a'.repeat(80)}@${'b'.repeat(60)}.example`, name: long }, assignee: 'yossi', assigneeName: long, tags: ['ת'.repeat(80)] });
    view.entries[0]!.author.name = long;
    view.entries[0]!.text = `${'w'.repeat(400)} https://shop.example/${'y'.repeat(300)}`;
    view.entries[0]!.replyText = view.entries[0]!.text;
    view.entries[0]!.attachments[0]!.name = `${'קבלה'.repeat(50)}.pdf`;
    const page = await open(`/inbox/open/${LATE}`, { language, width, height: 800 });
    await page.locator('.entry').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.case-main, .thread-scroll, .list-pane, .case-row, .case-head, .entry, .context')].filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1).map((element) => `${element.className} ${element.scrollWidth} > ${element.clientWidth}`));
    expect([wide, await page.locator('.thread-scroll').evaluate((box) => box.clientHeight > 150)]).toEqual([[], true]);
  });
});

describe('a low screen, as at 200 %', () => {
  beforeEach(desk.begin);

  it('scrolls the case as a whole: its last message is seen above the composer, which grows when somebody writes', async () => {
    const page = await open(`/inbox/open/${LATE}`, { width: 640, height: 400 });
    const note = page.locator('.entry.note');
    await note.waitFor();
    const above = async (): Promise<boolean> => page.evaluate(() => { const [last, composer] = [document.querySelector('.entry.note')!.getBoundingClientRect(), document.querySelector('.composer')!.getBoundingClientRect()]; return last.top > 50 && last.bottom <= composer.top + 1; });
    await becomes(above, true);
    const low = await page.locator('.composer').evaluate((element) => element.clientHeight);
    await page.locator('.composer .editor').click();
    await page.keyboard.type('שלום');
    await page.getByRole('button', { name: /^שליחה/ }).first().waitFor();
    expect([low < 110, await page.getByRole('button', { name: /^שליחה/ }).first().isVisible(), await page.locator('.composer').evaluate((element) => element.getBoundingClientRect().bottom <= innerHeight)]).toEqual([true, true, true]);
  });
});
