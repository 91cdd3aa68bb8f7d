import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { screenHandlers } from '../support/console-screens.ts';
import { Answer, startConsole } from '../support/console-server.ts';
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
}, 60_000);
afterAll(async () => {
  await browser.close();
  built.remove();
});
beforeEach(async () => {
  const now = Date.now();
  world = deskWorld(now);
  server = await startConsole(built.folder, Object.assign(world.handlers, screenHandlers(now)));
});
afterEach(async () => {
  await opened.page.context().close();
  await server.close();
});
const LATE = '482-109-379';
async function open(hash = `/inbox/open/${LATE}`, language: 'he' | 'en' = 'he'): Promise<Page> {
  opened = await openConsole(browser, server, { hash, language });
  return opened.page;
}
const editorOf = (page: Page) => page.locator('.composer .editor');
const replies = (): { text: string; key: string }[] => server.calls.filter(({ route }) => route === `POST /cases/${LATE}/replies`).map(({ body }) => body as { text: string; key: string });

describe('a network that is down', () => {
  it('is said, keeps what is typed, and sends what waited when it is back, once', async () => {
    const page = await open();
    await editorOf(page).click();
    await page.context().setOffline(true);
    await page.getByText('אין חיבור לשרת').waitFor({ timeout: 15_000 });
    await page.keyboard.type('תשובה בלי רשת');
    await page.keyboard.press('Control+Enter');
    await page.locator('.pending.failed').getByText('ממתין לרשת').waitFor({ timeout: 15_000 });
    expect(await page.getByText('השליחה נכשלה').count()).toBe(0);
    await page.keyboard.type('ועוד טיוטה');
    await page.context().setOffline(false);
    await page.getByText('החיבור חזר.').waitFor({ timeout: 15_000 });
    await page.locator('.entry.ours:not(.pending)').filter({ hasText: 'תשובה בלי רשת' }).waitFor();
    expect([replies().map(({ text }) => text), await page.locator('.entry').filter({ hasText: 'תשובה בלי רשת' }).count(), await editorOf(page).innerText(), await page.locator('.offline').count()]).toEqual([['תשובה בלי רשת'], 1, 'ועוד טיוטה', 0]);
  });

  it('leaves on screen what was read before, without a second complaint', async () => {
    const page = await open('/inbox/open', 'en');
    await page.locator('.case-row').first().waitFor();
    await page.context().setOffline(true);
    await page.getByText('The server cannot be reached').waitFor({ timeout: 15_000 });
    expect([await page.locator('.case-row').count() > 3, await page.locator('.problem').count()]).toEqual([true, 0]);
  });
});

describe('an answer', () => {
  it('is never shown twice while it goes', async () => {
    const page = await open();
    await page.evaluate(() => {
      const most = { count: 0 };
      Object.assign(window, { most });
      new MutationObserver(() => { most.count = Math.max(most.count, [...document.querySelectorAll('.entry')].filter((one) => one.textContent?.includes('נשלחה פעם אחת')).length); }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    await editorOf(page).click();
    await page.keyboard.type('נשלחה פעם אחת');
    await page.keyboard.press('Control+Enter');
    await page.locator('.entry.ours:not(.pending)').filter({ hasText: 'נשלחה פעם אחת' }).waitFor({ timeout: 15_000 });
    await page.locator('.pending').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => (window as unknown as { most: { count: number } }).most.count)).toBe(1);
  });
});

describe('a case that somebody else has changed', () => {
  it('says who did what, and keeps what is typed', async () => {
    const page = await open(undefined, 'en');
    await editorOf(page).click();
    await page.keyboard.type('half a sen');
    const view = world.cases.get(LATE)!;
    view.version = '9.0';
    view.case.assignee = 'yossi';
    view.events = [...view.events, { at: Date.now(), what: 'assigned', by: 'yossi', byName: 'יוסי ברק', values: { assignee: 'yossi', assigneeName: 'יוסי ברק' } }];
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    const said = page.getByRole('alert').filter({ hasText: 'The case has changed meanwhile' });
    await said.getByText('Assigned to יוסי ברק · יוסי ברק').waitFor();
    expect(await editorOf(page).innerText()).toBe('half a sen');
  });
});

describe('a sign-in that has ended', () => {
  it('says that the drafts are here, and after signing in again one is where one was', async () => {
    const page = await open();
    await editorOf(page).click();
    await page.keyboard.type('עוד לא נשלח');
    server.handlers['GET /sign-in.json'] = () => ({ authorize: `${server.url}/authorize`, clientId: 'console', scope: 'openid' });
    server.handlers['POST /sign-in'] = () => ({ token: server.token });
    await page.route('**/authorize?**', async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      await route.fulfill({ status: 302, headers: { location: `${asked.get('redirect_uri')}?code=c0de&state=${asked.get('state')}` } });
    });
    await page.evaluate(() => { sessionStorage.setItem('token', 'an-old-one'); });
    await page.getByText('טיוטה אחת שמורה במכשיר הזה.').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: 'כניסה' }).click();
    await editorOf(page).waitFor();
    expect([await editorOf(page).innerText(), new URL(page.url()).hash]).toEqual(['עוד לא נשלח', `#/inbox/open/${LATE}`]);
  });
});

describe('a slow server', () => {
  it('shows where things will be, and nothing jumps when they come', async () => {
    const gates: (() => void)[] = [];
    for (const route of ['GET /cases', 'GET /cases/:number', 'GET /queues'] as const) {
      const quick = world.handlers[route] as (asked: unknown) => unknown;
      server.handlers[route] = (async (asked: unknown) => { await new Promise<void>((resolve) => { gates.push(resolve); }); return quick(asked); }) as never;
    }
    const page = await open();
    await page.locator('.skeleton-row').first().waitFor();
    await page.locator('.skeleton-entry').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.evaluate(() => {
      const moved = { sum: 0 };
      Object.assign(window, { moved });
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) moved.sum += (entry as unknown as { value: number }).value; }).observe({ type: 'layout-shift', buffered: false });
    });
    const open1 = setInterval(() => { for (const let1 of gates.splice(0)) let1(); }, 20);
    await page.getByText('לא הגיעה ואני מחכה').waitFor();
    await page.locator('.case-row').first().waitFor();
    clearInterval(open1);
    for (const let1 of gates.splice(0)) let1();
    expect(await page.evaluate(() => (window as unknown as { moved: { sum: number } }).moved.sum)).toBeLessThan(0.05);
  });

  it('that fails says so in words and tries again when asked to', async () => {
    let down = true;
    const quick = world.handlers['GET /cases']!;
    server.handlers['GET /cases'] = (asked) => { if (down) throw new Answer(503, { error: { key: 'tryLater', values: { seconds: '5' } } }); return quick(asked); };
    const page = await open('/inbox/open');
    await page.getByRole('alert').getByRole('button', { name: 'ניסיון נוסף' }).waitFor({ timeout: 20_000 });
    down = false;
    await page.getByRole('alert').getByRole('button', { name: 'ניסיון נוסף' }).click();
    await page.locator('.case-row').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
