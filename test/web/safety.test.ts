import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { barriersOf, violationsOf } from '../support/accessible.ts';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { dayHandlers } from '../support/console-day.ts';
import { SCREENS } from '../support/console-pages.ts';
import { startConsole } from '../support/console-server.ts';
import type { ConsoleServer } from '../support/console-server.ts';
import { screenHandlers } from '../support/console-screens.ts';
import { deskWorld } from '../support/console-world.ts';

let browser: Browser;
let built: ReturnType<typeof buildConsole>;
let server: ConsoleServer;
let opened: Opened;

beforeAll(async () => {
  built = buildConsole();
  browser = await startBrowser();
  const now = Date.now();
  const world = deskWorld(now);
  Object.assign(world.handlers, screenHandlers(now));
  server = await startConsole(built.folder, dayHandlers(now, world).handlers);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  built.remove();
});
afterEach(async () => opened.page.context().close());

// What is wider than its place, at this width.
const tooWide = async (page: Page): Promise<string[]> => page.evaluate(() => [document.documentElement, ...document.querySelectorAll('main, .page, .case-main, .list-pane')].filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1).map((element) => `${innerWidth}: ${element.className} ${element.scrollWidth} > ${element.clientWidth}`));

describe('every screen', () => {
  it.each(SCREENS.flatMap(([screen, hash, there]) => [['he', 'light'], ['en', 'dark']].map(([language, theme]) => [screen, language, theme, hash, there] as const)))('%s in %s, %s: can be used by everybody, asks nobody else, breaks no policy, fits a phone and 200 %%', async (_, language, theme, hash, there) => {
    opened = await openConsole(browser, server, { hash, language: language as 'he' | 'en', theme: theme as 'light' | 'dark' });
    const { page, foreign, complaints } = opened;
    await page.locator('main').getByText(there).first().waitFor({ state: 'attached' });
    await page.evaluate(() => document.fonts.ready);
    const barriers = [...await barriersOf(page), ...await violationsOf(page, { contrast: false })];
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await tooWide(page);
    // 1280 pixels at 200 % are 640.
    await page.setViewportSize({ width: 640, height: 500 });
    expect([barriers, foreign, complaints, wide, await tooWide(page)]).toEqual([[], [], [], [], []]);
  });
});

describe('a mail in its own design', () => {
  const openDesign = async () => {
    opened = await openConsole(browser, server, { hash: '/inbox/open/482-109-379' });
    const { page } = opened;
    await page.getByRole('button', { name: 'בעיצוב המקורי' }).click();
    const frame = page.frameLocator('iframe[title="בעיצוב המקורי"]');
    await frame.getByRole('heading', { name: 'ההזמנה' }).waitFor();
    return { page, frame };
  };

  it('keeps its design and its direction, runs no script and asks for no picture', async () => {
    const { page, frame } = await openDesign();
    expect([await frame.locator('p').evaluate((element) => [getComputedStyle(element).color, document.body.dir]), await page.getByRole('dialog').count(), opened.foreign]).toEqual([['rgb(153, 0, 0)', 'rtl'], 0, []]);
  });

  it('asks for pictures only once it is told to', async () => {
    const { page } = await openDesign();
    const asked = page.waitForRequest('https://tracker.example/p.gif');
    await page.route('https://tracker.example/**', async (route) => route.abort());
    await page.getByRole('button', { name: /הצגת תמונות/ }).click();
    expect((await asked).headers()['referer']).toBeUndefined();
  });

  it('shows where a link leads before it is followed', async () => {
    const { page, frame } = await openDesign();
    await frame.getByRole('link', { name: 'company.example' }).click();
    const dialog = page.getByRole('dialog', { name: 'קישור מתוך הודעה' });
    expect(await dialog.textContent()).toContain('https://evil.example/login');
    expect(await dialog.getByRole('link').getAttribute('rel')).toBe('noopener noreferrer');
  });
});

describe('the keyboard', () => {
  it('reaches list, case and composer in the order in which they are seen, and always shows where it is', async () => {
    opened = await openConsole(browser, server, { hash: '/inbox/open/482-109-379' });
    const { page } = opened;
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
    opened = await openConsole(browser, server);
    const { page } = opened;
    const button = page.getByRole('button', { name: 'קיצורי מקלדת' });
    await button.click();
    for (let step = 0; step < 4; step++) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});
