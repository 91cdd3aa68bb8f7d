import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
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
}, 60_000);
afterAll(async () => {
  await browser.close();
  built.remove();
});
beforeEach(async () => {
  const world = deskWorld(Date.now());
  world.cases.get(LATE)!.case.subject = 'איפה ההזמנה שלי ORD-2026-55431 שהוזמנה בשבוע שעבר';
  server = await startConsole(built.folder, Object.assign(world.handlers, { 'GET /team': () => ({ members: [], teams: [], v: 0 }) }));
});
afterEach(async () => {
  await opened.page.context().close();
  await server.close();
});
const LATE = '482-109-379';
async function open(options: Parameters<typeof openConsole>[2] = {}): Promise<Page> {
  opened = await openConsole(browser, server, options);
  await opened.page.locator('.case-row').first().waitFor();
  return opened.page;
}
const answers = (): unknown[] => server.calls.filter(({ route }) => route === 'POST /answers').map(({ body }) => body);

describe('answers to many', () => {
  it('begin in their text, and are seen on their way after the dialog is gone, with what takes them back', async () => {
    const page = await open();
    await page.locator('.row-check').first().click();
    await page.locator('.row-check').nth(1).click();
    await page.getByRole('button', { name: 'מענה לכולן' }).click();
    await page.getByRole('textbox', { name: 'תשובה לכולן' }).waitFor();
    await page.keyboard.type(' We know, מטפלים');
    await page.getByRole('button', { name: 'מי יקבל?' }).click();
    await page.getByRole('button', { name: 'שליחת תשובה אחת' }).click();
    await page.locator('.pending-answers').getByText('ביטול אפשרי').waitFor();
    await page.keyboard.press('Escape');
    await page.evaluate(() => { location.hash = '#/settings'; });
    // Whoever leaves is asked, and what had not left asks when somebody is here again.
    let asked = '';
    page.once('dialog', (dialog) => { asked = dialog.type(); void dialog.accept(); });
    await page.reload();
    await page.locator('.pending-answers').getByText('הדף נסגר לפני שתשובה אחת נשלחה').waitFor();
    await page.locator('.pending-answers').getByRole('button', { name: 'חזרה לעריכה' }).click();
    expect([asked, (await page.getByRole('textbox', { name: 'תשובה לכולן' }).innerText()).trim(), answers()]).toEqual(['beforeunload', 'We know, מטפלים', []]);
    await page.getByRole('button', { name: 'מי יקבל?' }).click();
    await page.getByRole('button', { name: 'שליחת תשובה אחת' }).click();
    await page.locator('.pending-answers').getByRole('button', { name: 'ביטול', exact: true }).click();
    await page.getByRole('textbox', { name: 'תשובה לכולן' }).waitFor();
    expect([await page.locator('.pending-answers').count(), answers()]).toEqual([0, []]);
  });
});

describe('a merge', () => {
  it('begins in its number, and is undone from where it is told', async () => {
    const page = await open({ hash: `/inbox/open/${LATE}`, language: 'en' });
    await page.getByRole('button', { name: 'More', exact: false }).last().waitFor();
    await page.locator('.case-bar').getByRole('button', { name: /More/ }).click();
    await page.getByRole('menuitem', { name: 'Merge' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('264907118');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.locator('.toast').filter({ hasText: 'Merged' }).getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('region', { name: `Case ${LATE}` }).waitFor();
    expect(server.calls.filter(({ route }) => route.endsWith('/unmerge')).map(({ route, body }) => [route, body])).toEqual([['POST /cases/264-907-118/unmerge', { id: 'M1' }]]);
  });
});

describe('the keyboard', () => {
  it('that walks on by J leaves what was pressed before', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'English' }).click();
    await page.keyboard.press('j');
    await page.locator('.case-row.current').waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('that asks for teams where there are none says so, and leads to where one is made', async () => {
    const page = await open({ hash: `/inbox/open/${LATE}` });
    const team = page.waitForResponse((answer) => answer.url().includes('/team'));
    await page.reload();
    await team;
    await page.locator('.case-bar').waitFor();
    await page.keyboard.press('t');
    await page.locator('.toast').filter({ hasText: 'עוד אין צוותים' }).locator('.toast-act').first().click();
    expect(new URL(page.url()).hash).toBe('#/team');
  });

  it.each([['Escape', async (page: Page) => page.keyboard.press('Escape')], ['the browser’s Back', async (page: Page) => page.goBack()]])('closes a phone’s menu by %s, and the page below stays', async (_, close) => {
    const page = await open({ width: 390, height: 844, hash: '/inbox/mine' });
    const before = page.url();
    await page.getByRole('button', { name: 'תפריט' }).click();
    await page.locator('.drawer-open').waitFor();
    await close(page);
    await page.locator('.drawer-open').waitFor({ state: 'detached' });
    expect(page.url()).toBe(before);
    await page.getByRole('button', { name: 'תפריט' }).click();
    await page.locator('.drawer-open .nav-item').first().click();
    await page.locator('.drawer-open').waitFor({ state: 'detached' });
    await page.goBack();
    expect(page.url()).toBe(before);
  });
});

describe('at 1280 by 800', () => {
  it('the foot of the sidebar is in sight, and an order number in a Hebrew line is cut whole or not at all', async () => {
    const page = await open({ width: 1280, height: 800 });
    const foot = page.getByRole('button', { name: 'English' });
    expect(await foot.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return box.bottom <= innerHeight && element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    })).toBe(true);
    const code = page.locator('.row-subject [dir=rtl] bdi', { hasText: 'ORD-2026-55431' }).first();
    expect(await code.evaluate((element) => [getComputedStyle(element).display, getComputedStyle(element).direction])).toEqual(['inline-block', 'ltr']);
  });
});
