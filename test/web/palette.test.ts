import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { startConsole } from '../support/console-server.ts';
import type { ConsoleServer } from '../support/console-server.ts';
import { deskWorld } from '../support/console-world.ts';
import type { World } from '../support/console-world.ts';

let browser: Browser;
let built: ReturnType<typeof buildConsole>;
let server: ConsoleServer;
let world: World;
let opened: Opened;
beforeAll(async () => {
  built = buildConsole();
  browser = await startBrowser();
  world = deskWorld(Date.now());
  server = await startConsole(built.folder, world.handlers);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  built.remove();
});
afterEach(async () => opened.page.context().close());

async function typed(hash: string, words: string, language: 'he' | 'en' = 'he'): Promise<Page> {
  opened = await openConsole(browser, server, { hash, language });
  const { page } = opened;
  await page.locator('.case-row').first().waitFor();
  if (hash !== '/inbox/open') await page.getByRole('toolbar').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  return page;
}

describe('the palette', () => {
  it.each([['he', 'עדיפות', 'נמוכה'], ['en', 'priority', 'Low']] as const)('does to the open case what its buttons do, in %s', async (language, words, choice) => {
    const page = await typed('/inbox/open/715-330-624', words, language);
    await page.keyboard.press('Enter');
    const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === 'PATCH'), page.getByRole('menuitemradio', { name: choice }).or(page.getByRole('menuitem', { name: choice })).first().click()]);
    expect(answer.request().postDataJSON()).toMatchObject({ priority: 'low' });
  });

  it('offers nothing to do where no case is open', async () => {
    const page = await typed('/inbox/open', 'סיום');
    await page.getByText('אין תוצאות').waitFor();
    expect(await page.getByRole('option').allInnerTexts()).toEqual([]);
  });
});

describe('a customer whose name nobody knows', () => {
  it('is called so, and never by a number of the platform; a mail address is a name', async () => {
    for (const [number, customer] of [['264-907-118', { id: '701455443168', name: null }], ['715-330-624', { id: 'daniel@customer.example', name: null }]] as const) Object.assign(world.cases.get(number)!.case, { customer });
    opened = await openConsole(browser, server, {});
    const { page } = opened;
    const named = (number: string) => page.locator('.case-row').filter({ hasText: number }).locator('.row-who');
    expect([await named('264-907-118').innerText(), await named('715-330-624').innerText()]).toEqual(['ללא שם (אינסטגרם)', 'daniel@customer.example']);
  });
});
