import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { violationsOf } from '../support/accessible.ts';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { dayHandlers } from '../support/console-day.ts';
import { screenHandlers } from '../support/console-screens.ts';
import { startConsole } from '../support/console-server.ts';
import type { ConsoleServer } from '../support/console-server.ts';
import { deskWorld } from '../support/console-world.ts';

let browser: Browser;
let built: ReturnType<typeof buildConsole>;
let server: ConsoleServer;
const opened = new Map<string, Opened>();

beforeAll(async () => {
  built = buildConsole();
  browser = await startBrowser();
  const now = Date.now();
  const world = deskWorld(now);
  Object.assign(world.handlers, screenHandlers(now));
  server = await startConsole(built.folder, dayHandlers(now, world).handlers);
  for (const [language, theme] of [['he', 'dark'], ['en', 'light']] as const) opened.set(language, await openConsole(browser, server, { language, theme }));
}, 90_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  built.remove();
});

/** One page for each language, that goes from screen to screen as people do. */
async function go(language: string, hash: string, there: RegExp): Promise<Page> {
  const { page } = opened.get(language)!;
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.locator('main').getByText(there).first().waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
  return page;
}

describe.each(['he', 'en'])('axe finds nothing in the way, in %s', (language) => {
  it.each<[string, (page: Page) => Promise<void>]>([
    ['the palette', async (page) => { await page.keyboard.press('Control+k'); await page.getByRole('listbox').waitFor(); }],
    ['the shortcuts', async (page) => { await page.keyboard.press('Control+/'); await page.locator('.shortcuts').waitFor(); }],
    ['a menu', async (page) => { await page.keyboard.press('p'); await page.getByRole('menu').waitFor(); }],
    ['the bar of chosen cases', async (page) => { await page.keyboard.press('x'); await page.locator('.bulk').waitFor(); }],
    ['the filter', async (page) => { await page.locator('.pane-head [aria-expanded]').first().click(); await page.locator('.filters').waitFor(); }],
    ['the dialog for paper', async (page) => { await page.locator('.case-bar [aria-haspopup]').last().click(); await page.getByRole('menuitem').filter({ hasText: /הדפסה|Print/ }).click(); await page.getByRole('dialog').waitFor(); }],
    ['a note', async (page) => { await page.keyboard.press('n'); await page.locator('.mode-note').waitFor(); }],
  ])('in %s', async (_, reach) => {
    const page = await go(language, '/inbox/open/482-109-379', /ORD-2026-55431/);
    await page.locator('.case-bar .button').first().waitFor();
    await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur(); });
    await reach(page);
    const found = await violationsOf(page);
    await page.keyboard.press('Escape');
    expect(found).toEqual([]);
  });
});
