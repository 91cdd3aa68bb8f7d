import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
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
async function open(hash: string, language: 'he' | 'en' = 'he'): Promise<Page> {
  opened = await openConsole(browser, server, { hash, language });
  return opened.page;
}
const asked = (route: string): number => server.calls.filter((call) => call.route === route).length;

describe('the morning', () => {
  it('is reached from the palette, and says what came, by topic, what is urgent and what is mine', async () => {
    const page = await open('/inbox/open');
    await page.locator('.case-row').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('מאז שיצאת');
    await page.keyboard.press('Enter');
    await page.getByText('(הסגירה האחרונה)').waitFor();
    const part = (name: string) => page.getByRole('region', { name, exact: true });
    expect([await part('שלי').getByRole('link').allInnerTexts(), await part('בעדיפות עליונה').getByRole('link').getAttribute('href')]).toEqual([[expect.stringContaining('Daniel Amsalem') as unknown], '#/inbox/open/482-109-379']);
    await part('מה נפתח, לפי נושא').getByRole('row').filter({ hasText: 'משלוחים' }).getByRole('button').click();
    expect(await page.getByRole('dialog').getByRole('link').allInnerTexts()).toEqual(['482-109-379']);
  });

  it('goes further back when asked to, and asks once', async () => {
    const page = await open('/since', 'en');
    await page.getByText('(the last closing)').waitFor();
    await page.getByLabel('Since when').selectOption('rangeWeek');
    await page.getByText('(as you chose)').waitFor();
    expect(asked('GET /since-i-left')).toBe(3);
  });
});

describe('before closing', () => {
  it('says what is due before, while closed and after, what customers are told, and who is on call', async () => {
    const page = await open('/closing', 'en');
    await page.getByText('The desk closes').waitFor();
    const groups = await page.locator('main section h2').allInnerTexts();
    expect(groups).toEqual(['Late', 'Due before closing', 'Due while closed', 'Due within two hours after opening', 'Unassigned', 'What customers who write now are told', 'On call', 'Drafts not sent']);
    expect([await page.getByRole('region', { name: 'What customers who write now are told' }).innerText(), await page.getByRole('region', { name: 'On call' }).getByRole('link').first().getAttribute('href')]).toEqual([expect.stringMatching(/Urgent\s+an answer by 13:00 today[^]*Who writes after closing\s+an answer by 14:00 on Sunday[^]*While closed: holiday eve/) as unknown, 'tel:0545550199']);
  });

  it('lists what was written here and not sent; a draft deleted by mistake is there again', async () => {
    const page = await open('/inbox/open/482-109-379');
    await page.getByRole('textbox', { name: 'תשובה' }).click();
    await page.keyboard.type('עוד לא גמרתי');
    await page.evaluate(() => { location.hash = '/closing'; });
    const drafts = page.getByRole('region', { name: 'טיוטות שלא נשלחו' });
    await drafts.getByText('עוד לא גמרתי').waitFor();
    await drafts.getByRole('button', { name: 'מחיקת הטיוטה' }).click();
    await drafts.getByText('אין טיוטות במכשיר הזה').waitFor();
    await page.getByRole('button', { name: 'ביטול', exact: true }).click();
    await drafts.getByRole('link').click();
    await page.getByRole('textbox', { name: 'תשובה' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'תשובה' }).innerText()).toBe('עוד לא גמרתי');
  });
});
