import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BATCH_UNDO_MS } from '../../web/batch-sending.ts';
import { UNDO_MS } from '../../web/sending.ts';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser, passes } from '../support/console-browser.ts';
import { deskWithScreens } from '../support/console-screens.ts';
import { Answer } from '../support/console-server.ts';

const LATE = '482-109-379';
const desk = consoleInBrowser(deskWithScreens);
const { bodiesOf } = desk;
const open: typeof desk.open = async (hash = `/inbox/open/${LATE}`, how = {}) => desk.open(hash, how);
const editorOf = (page: Page) => page.locator('.composer .editor');

describe('a network that is down', () => {
  it('is said, keeps what is typed, and sends what waited when it is back, once', async () => {
    const page = await open();
    await editorOf(page).click();
    await page.context().setOffline(true);
    await page.getByText('אין חיבור לשרת').waitFor();
    await page.keyboard.type('תשובה בלי רשת');
    await page.keyboard.press('Control+Enter');
    await page.locator('.pending').waitFor();
    await passes(page, UNDO_MS);
    await page.locator('.pending.failed').getByText('ממתין לרשת').waitFor();
    expect(await page.getByText('השליחה נכשלה').count()).toBe(0);
    await page.keyboard.type('ועוד טיוטה');
    await page.context().setOffline(false);
    await page.getByText('החיבור חזר.').waitFor();
    await page.locator('.entry.ours:not(.pending)').filter({ hasText: 'תשובה בלי רשת' }).waitFor();
    await becomes(async () => [await page.locator('.entry').filter({ hasText: 'תשובה בלי רשת' }).count(), await editorOf(page).innerText(), await page.locator('.offline').count()], [1, 'ועוד טיוטה', 0]);
    expect(bodiesOf(`POST /cases/${LATE}/replies`)).toEqual([expect.objectContaining({ text: 'תשובה בלי רשת' })]);
  });

  it('leaves on screen what was read before, without a second complaint', async () => {
    const page = await open('/inbox/open', 'en');
    await page.locator('.case-row').first().waitFor();
    await page.context().setOffline(true);
    await page.getByText('The server cannot be reached').waitFor();
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
    await page.locator('.pending').waitFor();
    await passes(page, UNDO_MS);
    await page.locator('.entry.ours:not(.pending)').filter({ hasText: 'נשלחה פעם אחת' }).waitFor();
    await page.locator('.pending').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => (window as unknown as { most: { count: number } }).most.count)).toBe(1);
  });
});

describe('a case that somebody else has changed', () => {
  it('says who did what, and keeps what is typed', async () => {
    const page = await open(undefined, 'en');
    await editorOf(page).click();
    await page.keyboard.type('half a sen');
    const view = desk.world.cases.get(LATE)!;
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
    desk.server.handlers['GET /sign-in.json'] = () => ({ authorize: `${desk.server.url}/authorize`, clientId: 'console', scope: 'openid' });
    desk.server.handlers['POST /sign-in'] = () => ({ token: desk.server.token });
    await page.route('**/authorize?**', async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      await route.fulfill({ status: 302, headers: { location: `${asked.get('redirect_uri')}?code=c0de&state=${asked.get('state')}` } });
    });
    await page.evaluate(() => { sessionStorage.setItem('token', 'an-old-one'); });
    await page.getByText('טיוטה אחת שמורה במכשיר הזה.').waitFor();
    await page.getByRole('button', { name: 'כניסה' }).click();
    await editorOf(page).waitFor();
    await becomes(async () => [await editorOf(page).innerText(), new URL(page.url()).hash], ['עוד לא נשלח', `#/inbox/open/${LATE}`]);
  });
});

describe('a slow server', () => {
  it('shows where things will be, and nothing jumps when they come', async () => {
    const gates: (() => void)[] = [];
    for (const route of ['GET /cases', 'GET /cases/:number', 'GET /queues'] as const) {
      const quick = desk.world.handlers[route] as (asked: unknown) => unknown;
      desk.server.handlers[route] = (async (asked: unknown) => { await new Promise<void>((resolve) => { gates.push(resolve); }); return quick(asked); }) as never;
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
    const quick = desk.world.handlers['GET /cases']!;
    desk.server.handlers['GET /cases'] = (asked) => { if (down) throw new Answer(503, { error: { key: 'tryLater', values: { seconds: '5' } } }); return quick(asked); };
    const page = await open('/inbox/open');
    await page.getByRole('alert').getByRole('button', { name: 'ניסיון נוסף' }).waitFor();
    down = false;
    await page.getByRole('alert').getByRole('button', { name: 'ניסיון נוסף' }).click();
    await page.locator('.case-row').first().waitFor();
    await becomes(async () => page.getByRole('alert').count(), 0);
  });
});

describe('answers to many', () => {
  it('begin in their text, and are seen on their way after the dialog is gone, with what takes them back', async () => {
    const page = await open('/inbox/open');
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
    await becomes(async () => (await page.getByRole('textbox', { name: 'תשובה לכולן' }).innerText()).trim(), 'We know, מטפלים');
    expect([asked, bodiesOf('POST /answers')]).toEqual(['beforeunload', []]);
    await page.getByRole('button', { name: 'מי יקבל?' }).click();
    await page.getByRole('button', { name: 'שליחת תשובה אחת' }).click();
    await page.locator('.pending-answers').getByRole('button', { name: 'ביטול', exact: true }).click();
    await page.getByRole('textbox', { name: 'תשובה לכולן' }).waitFor();
    await page.locator('.pending-answers').waitFor({ state: 'detached' });
    await passes(page, BATCH_UNDO_MS);
    expect(bodiesOf('POST /answers')).toEqual([]);
  });
});

describe('a merge', () => {
  it('begins in its number, and is undone from where it is told', async () => {
    const page = await open(undefined, 'en');
    await page.getByRole('button', { name: 'More', exact: false }).last().waitFor();
    await page.locator('.case-bar').getByRole('button', { name: /More/ }).click();
    await page.getByRole('menuitem', { name: 'Merge' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('264907118');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.locator('.entry.note').getByRole('link', { name: LATE }).waitFor();
    await page.locator('.toast').filter({ hasText: 'Merged' }).getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('region', { name: `Case ${LATE}` }).waitFor();
    await becomes(() => desk.server.calls.filter(({ route }) => route.endsWith('/unmerge')).map(({ route, body }) => [route, body]), [['POST /cases/264-907-118/unmerge', { id: 'M1' }]]);
  });
});

describe('the keyboard', () => {
  it('that walks on by J leaves what was pressed before', async () => {
    const page = await open('/inbox/open');
    await page.locator('.case-row').first().waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'All open' }).waitFor();
    await page.keyboard.press('j');
    await page.locator('.case-row.current').waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('that asks for teams where there are none says so, and leads to where one is made', async () => {
    desk.world.handlers['GET /team'] = () => ({ members: [], teams: [], version: '0' });
    const page = await open('/team');
    // That there is none is known once this screen has shown it.
    await page.getByRole('button', { name: 'צוות חדש' }).waitFor();
    await page.evaluate((number) => { location.hash = `/inbox/open/${number}`; }, LATE);
    await page.locator('.case-bar').waitFor();
    await page.keyboard.press('t');
    await page.locator('.toast').filter({ hasText: 'עוד אין צוותים' }).locator('.toast-act').first().click();
    await becomes(() => new URL(page.url()).hash, '#/team');
  });

  it.each([['Escape', async (page: Page) => page.keyboard.press('Escape')], ['the browser’s Back', async (page: Page) => page.goBack()]])('closes a phone’s menu by %s, and the page below stays', async (_, close) => {
    const page = await open('/inbox/mine', { width: 390, height: 844 });
    const before = page.url();
    await page.getByRole('button', { name: 'תפריט' }).click();
    await page.locator('.drawer-open').waitFor();
    await close(page);
    await page.locator('.drawer-open').waitFor({ state: 'detached' });
    await becomes(() => page.url(), before);
    await page.getByRole('button', { name: 'תפריט' }).click();
    await page.locator('.drawer-open .nav-item').first().click();
    await page.locator('.drawer-open').waitFor({ state: 'detached' });
    await page.goBack();
    await becomes(() => page.url(), before);
  });
});

describe('at 1280 by 800', () => {
  it('the foot of the sidebar is in sight, and an order number in a Hebrew line is cut whole or not at all', async () => {
    desk.world.cases.get(LATE)!.case.subject = 'איפה ההזמנה שלי ORD-2026-55431 שהוזמנה בשבוע שעבר';
    const page = await open('/inbox/open', { width: 1280, height: 800 });
    await page.locator('.case-row').first().waitFor();
    const foot = page.getByRole('button', { name: 'English' });
    expect(await foot.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return box.bottom <= innerHeight && element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    })).toBe(true);
    const code = page.locator('.row-subject [dir=rtl] bdi', { hasText: 'ORD-2026-55431' }).first();
    expect(await code.evaluate((element) => [getComputedStyle(element).display, getComputedStyle(element).direction])).toEqual(['inline-block', 'ltr']);
  });
});
