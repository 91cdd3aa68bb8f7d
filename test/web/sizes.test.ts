import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { entry } from '../support/console-cases.ts';
import { screenHandlers } from '../support/console-screens.ts';
import { startConsole } from '../support/console-server.ts';
import type { ConsoleServer } from '../support/console-server.ts';
import { deskWorld } from '../support/console-world.ts';
import type { World } from '../support/console-world.ts';

let browser: Browser;
let built: ReturnType<typeof buildConsole>;
let server: ConsoleServer;
let world: World;
let opened: Opened;
const LATE = '482-109-379';
const now = Date.now();
beforeAll(async () => {
  built = buildConsole();
  browser = await startBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  built.remove();
});
beforeEach(async () => {
  world = deskWorld(now);
  server = await startConsole(built.folder, Object.assign(world.handlers, screenHandlers(now)));
});
afterEach(async () => {
  await opened.page.context().close();
  await server.close();
});
async function open(hash: string, options: Partial<Parameters<typeof openConsole>[2]> = {}): Promise<Page> {
  opened = await openConsole(browser, server, { hash, ...options });
  return opened.page;
}
const asked = (route: string): number => server.calls.filter((call) => call.route === route).length;

describe('a thread of three thousand messages', () => {
  it('opens at its end with what a person can read, and goes further back a hundred at a time without losing the place', async () => {
    world.cases.get(LATE)!.entries.push(...Array.from({ length: 3_000 }, (_, index) => entry(`t${index}`, { at: now - 3_600_000 + index * 1_000, text: `הודעה ${index} על ORD-2026-55431` })));
    const page = await open(`/inbox/open/${LATE}`);
    await page.getByText('הודעה 2999 ').waitFor();
    expect([await page.locator('.thread > *').count() < 130, await page.locator('.thread-scroll').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 5)]).toEqual([true, true]);
    const first = page.locator('.entry').first();
    await first.scrollIntoViewIfNeeded();
    const text = (await first.innerText()).match(/הודעה \d+/)![0];
    const place = async (): Promise<number> => page.locator('.entry').filter({ hasText: `${text} ` }).evaluate((element) => element.getBoundingClientRect().top);
    const button = page.getByRole('button', { name: /^הצגת .* קודמות/ });
    const top = await place();
    await button.evaluate((element) => (element as HTMLElement).click());
    await page.waitForFunction(() => document.querySelectorAll('.entry').length > 150);
    expect(Math.abs(await place() - top) < 5).toBe(true);
  });
});

describe('a list of five thousand cases', () => {
  it('that somebody has scrolled far down is not read anew from end to end when one case changes, and shows none twice', async () => {
    const some = [...world.cases.values()].map((view) => view.case);
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...some[index % some.length]!, number: `${100 + Math.floor(index / 1000)}-${String(index % 1000).padStart(3, '0')}-000` }));
    server.handlers['GET /cases'] = ({ query }) => { const from = Number(query['after'] ?? 0); return { cases: many.slice(from, from + 50), next: from + 50 < many.length ? String(from + 50) : null, timeZone: 'Asia/Jerusalem', total: many.length }; };
    const page = await open('/inbox/open');
    await page.locator('.case-row').first().waitFor();
    for (let step = 0; step < 11; step++) await Promise.all([page.waitForResponse((response) => response.url().includes('after=')), page.locator('.virtual').evaluate((list) => { list.scrollTop = list.scrollHeight; })]);
    await page.locator('.virtual').evaluate((list) => { list.scrollTop = 0; });
    const before = asked('GET /cases');
    // What stood far below becomes pressing: it stands first now, and nowhere else.
    many.unshift(many.splice(220, 1)[0]!);
    many[0] = { ...many[0]!, subject: 'הפכה לדחופה' };
    world.elsewhere(LATE, {});
    await page.locator('.case-row').first().getByText('הפכה לדחופה').waitFor({ timeout: 15_000 });
    await page.locator('.virtual').evaluate((list) => { list.scrollTop = 215 * 88; });
    await page.getByText('100-221-000').waitFor();
    expect([before >= 12, asked('GET /cases') - before <= 2, await page.getByText('100-220-000').count()]).toEqual([true, true, 0]);
  });
});

describe('very long names and subjects', () => {
  it.each([['he', 1280], ['en', 390]] as const)('are cut where they stand, and push nothing away (%s, %i px)', async (language, width) => {
    const view = world.cases.get(LATE)!;
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
  it('scrolls the case as a whole: its last message is seen above the composer, which grows when somebody writes', async () => {
    const page = await open(`/inbox/open/${LATE}`, { width: 640, height: 400 });
    const note = page.locator('.entry.note');
    await note.waitFor();
    const above = async (): Promise<boolean> => page.evaluate(() => { const [last, composer] = [document.querySelector('.entry.note')!.getBoundingClientRect(), document.querySelector('.composer')!.getBoundingClientRect()]; return last.top > 50 && last.bottom <= composer.top + 1; });
    expect(await above()).toBe(true);
    const low = await page.locator('.composer').evaluate((element) => element.clientHeight);
    await page.locator('.composer .editor').click();
    await page.keyboard.type('שלום');
    expect([low < 110, await page.getByRole('button', { name: /^שליחה/ }).first().isVisible(), await page.locator('.composer').evaluate((element) => element.getBoundingClientRect().bottom <= innerHeight)]).toEqual([true, true, true]);
  });
});
