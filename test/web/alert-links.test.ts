import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
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
}, 60_000);
afterAll(async () => {
  await browser.close();
  built.remove();
});
beforeEach(async () => {
  const now = Date.now();
  server = await startConsole(built.folder, Object.assign(deskWorld(now).handlers, screenHandlers(now)));
});
afterEach(async () => {
  await opened.page.context().close();
  await server.close();
});
async function open(hash: string, language: 'he' | 'en' = 'he'): Promise<Page> {
  opened = await openConsole(browser, server, { hash, language });
  return opened.page;
}
const acts = (): string[] => server.calls.map(({ route }) => route).filter((route) => route.startsWith('POST /alerts'));
const place = (page: Page): string => new URL(page.url()).hash;

describe('a link of an alert’s mail', () => {
  it('scrolls to that alert, and the keyboard stands on it', async () => {
    const page = await open('/alerts/A2');
    const alert = page.getByRole('article').filter({ hasText: 'שקט חריג בפייסבוק' });
    await alert.waitFor();
    expect([await alert.evaluate((element) => element === document.activeElement), await alert.evaluate((element) => { const { top, bottom } = element.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; })]).toEqual([true, true]);
  });

  it('opens what is over already among the earlier ones, and offers nothing there', async () => {
    const { alerts } = await server.handlers['GET /alerts']!({ path: {}, query: {}, body: undefined });
    Object.assign(alerts[0]!, { state: 'over', endedAt: alerts[0]!.since + 3_600_000 });
    const page = await open('/alerts/A1/mute');
    await page.getByText('ההתראה כבר הסתיימה.').waitFor();
    expect(await page.getByRole('article').filter({ hasText: '340' }).getByRole('button').allInnerTexts()).toEqual(['סגירה']);
  });

  it.each([
    ['he', 'acknowledge', 'לקחת את ההתראה לטיפולך?', 'בטיפולי', 'POST /alerts/A1/acknowledge'], ['en', 'mute', 'Mute this alert for two hours?', 'Mute for 2 hours', 'POST /alerts/A1/mute'],
    ['he', 'notASpike', 'לסמן את העלייה כרגילה?', 'לא חריג', 'POST /alerts/A1/notASpike'],
  ] as const)('asks before it acts (%s, %s): following it changes nothing, one press does', async (language, act, question, press, route) => {
    const page = await open(`/alerts/A1/${act}`, language);
    const asked = page.getByRole('group', { name: question });
    await asked.waitFor();
    expect(acts()).toEqual([]);
    // The keyboard is where the answer is.
    await expect(asked.getByRole('button', { name: press }).evaluate((element) => element === document.activeElement)).resolves.toBe(true);
    await page.keyboard.press('Enter');
    await asked.waitFor({ state: 'detached' });
    expect([acts(), place(page)]).toEqual([[route], '#/alerts/A1']);
  });

  it('does nothing when it is not wanted after all', async () => {
    const page = await open('/alerts/A1/mute');
    await page.getByRole('button', { name: 'לא עכשיו' }).click();
    await page.locator('.asked').waitFor({ state: 'detached' });
    expect([acts(), place(page)]).toEqual([[], '#/alerts/A1']);
  });

  it('says who may when one may not, and what is done when it is done', async () => {
    const me = server.handlers['GET /me']!;
    server.handlers['GET /me'] = async (asked) => { const all = await me(asked); return { ...all, roles: ['agent'], routes: all.routes.filter((route) => !/mute|notASpike/.test(route)) }; };
    const page = await open('/alerts/A1/mute');
    await page.getByText('רק ראשי צוות ומנהלי מערכת יכולים לעשות את זה.').waitFor();
    await page.evaluate(() => { location.hash = '/alerts/A1/acknowledge'; });
    await page.locator('.asked').getByRole('button', { name: 'בטיפולי' }).click();
    await page.getByText('בטיפול: דנה').waitFor();
    await page.evaluate(() => { location.hash = '/alerts/A1/acknowledge'; });
    await page.getByText('כבר נעשה.').waitFor();
    expect(acts()).toEqual(['POST /alerts/A1/acknowledge']);
  });

  it('to an alert that is no more says so, and the others are there', async () => {
    const page = await open('/alerts/long-ago', 'en');
    await page.getByText('The alert of this link is no longer in the list.').waitFor();
    expect(await page.getByRole('article').count()).toBe(2);
  });

  it('survives signing in on the way', async () => {
    server.handlers['GET /sign-in.json'] = () => ({ authorize: `${server.url}/authorize`, clientId: 'console', scope: 'openid' });
    server.handlers['POST /sign-in'] = () => ({ token: server.token });
    const context = await browser.newContext();
    const page = await context.newPage();
    opened = { page, foreign: [], complaints: [] };
    await page.route('**/authorize?**', async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      await route.fulfill({ status: 302, headers: { location: `${asked.get('redirect_uri')}?code=c0de&state=${asked.get('state')}` } });
    });
    await page.goto(`${server.url}/#/alerts/A1/mute`);
    await page.getByRole('button', { name: 'כניסה' }).click();
    await page.getByRole('group', { name: 'להשתיק את ההתראה לשעתיים?' }).waitFor();
    expect(place(page)).toBe('#/alerts/A1/mute');
  });
});
