import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BATCH_UNDO_MS } from '../../web/batch-sending.ts';
import { UNDO_MS } from '../../web/sending.ts';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser, passes } from '../support/console-browser.ts';
import { deskWorld } from '../support/console-world.ts';

const desk = consoleInBrowser(deskWorld);
const { open, bodiesOf } = desk;

const LATE = '482-109-379';
const editor = (page: Page) => page.getByRole('textbox', { name: /^(תשובה|המשך בפרטי|תגובה פומבית|הערה פנימית|Reply)$/ });

describe('the inbox', () => {
  it('takes the sign-in out of the address, and shows the most pressing case first', async () => {
    const page = await open();
    await page.locator('.case-row').first().waitFor();
    expect([page.url().includes('token'), await page.locator('.case-row').first().textContent()]).toEqual([false, expect.stringMatching(new RegExp(`${LATE}[^]*באיחור|באיחור[^]*${LATE}`)) as unknown]);
  });

  it('opens, answers and goes on by keyboard alone, and shows each line in its own direction', async () => {
    const page = await open();
    await page.locator('.case-row').first().waitFor();
    await page.keyboard.press('j');
    await page.getByText('לא הגיעה ואני מחכה').waitFor();
    const directions = await page.locator('.entry.theirs').first().locator('.paragraph p').evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dir));
    expect(directions.slice(0, 3)).toEqual(['rtl', 'rtl', 'ltr']);
    await page.keyboard.press('r');
    await page.keyboard.type('שלום נועה,');
    await page.keyboard.press('Enter');
    await page.keyboard.type('ORD-2026-55431 נשלחה שוב היום');
    expect(await editor(page).locator('div').evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dir))).toEqual(['rtl', 'rtl']);
    await page.keyboard.press('Control+Enter');
    await page.getByText('תישלח בעוד 5 שניות').waitFor();
    await passes(page, UNDO_MS);
    await page.locator('.entry.ours .send-state').filter({ hasText: 'מתוכנן' }).waitFor();
    expect(bodiesOf(`POST /cases/${LATE}/replies`)).toEqual([expect.objectContaining({ text: 'שלום נועה,\nORD-2026-55431 נשלחה שוב היום', version: '1.0', after: 'stay' })]);
  });

  it('takes an answer back within five seconds: nothing is sent, and the text is there again', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await editor(page).click();
    await page.keyboard.type('רגע');
    await page.keyboard.press('Control+Enter');
    expect(await page.locator('.pending .link-button').evaluate((button) => { const [at, box] = [button.getBoundingClientRect(), button.closest('.thread-scroll')!.getBoundingClientRect()]; return at.top >= box.top && at.bottom <= box.bottom; })).toBe(true);
    await page.locator('.pending').getByRole('button', { name: 'ביטול' }).click();
    await becomes(async () => editor(page).innerText(), 'רגע');
    await passes(page, UNDO_MS);
    expect(bodiesOf(`POST /cases/${LATE}/replies`)).toEqual([]);
  });

  it('says who was faster, keeps the answer, and sends it only when it is wanted all the same', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await editor(page).click();
    await page.keyboard.type('תשובה שנייה');
    desk.world.cases.get(LATE)!.version = '9.0';
    await page.keyboard.press('Control+Enter');
    await page.locator('.pending').waitFor();
    await passes(page, UNDO_MS);
    await page.getByText('תשובה נשלחה לפני 12 שניות על ידי יוסי ברק').waitFor();
    await page.locator('.pending.failed').filter({ hasText: 'תשובה שנייה' }).waitFor();
    await page.getByRole('button', { name: 'שליחה בכל זאת' }).click();
    await page.locator('.entry.ours:not(.pending)').filter({ hasText: 'תשובה שנייה' }).waitFor();
    const sent = bodiesOf(`POST /cases/${LATE}/replies`) as { key: string; version: string }[];
    expect([sent.map(({ version }) => version), new Set(sent.map(({ key }) => key)).size]).toEqual([['1.0', '9.0'], 1]);
  });

  it('refuses an edit over a case that has changed, and says what changed', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await page.getByRole('button', { name: 'סיום טיפול' }).waitFor();
    desk.world.cases.get(LATE)!.version = '9.0';
    desk.world.cases.get(LATE)!.case.status = 'snoozed';
    await page.keyboard.press('e');
    await page.getByRole('alert').filter({ hasText: 'הפנייה השתנתה בינתיים' }).waitFor();
    await becomes(async () => page.locator('.stale').textContent(), expect.stringContaining('סטטוס: נדחתה'));
  });

  it('writes a note on yellow ground that goes nowhere else', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await page.getByRole('button', { name: 'סיום טיפול' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('לבדוק מול המחסן');
    await page.getByRole('button', { name: 'הוספת הערה' }).click();
    await page.locator('.entry.note').filter({ hasText: 'לבדוק מול המחסן' }).waitFor();
    await becomes(() => bodiesOf(`PUT /cases/${LATE}/presence`).slice(0, 2), [{ state: 'viewing' }, { state: 'typing' }]);
    expect([bodiesOf(`POST /cases/${LATE}/notes`), bodiesOf(`POST /cases/${LATE}/replies`)]).toEqual([[expect.objectContaining({ text: 'לבדוק מול המחסן' })], []]);
  });

  it('switches to English without a reload and without losing a draft', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await editor(page).click();
    await page.keyboard.type('טיוטה שלי');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'All open' }).waitFor();
    await becomes(async () => [await page.locator('html').getAttribute('dir'), await editor(page).innerText()], ['ltr', 'טיוטה שלי']);
    await page.reload();
    await becomes(async () => editor(page).innerText(), 'טיוטה שלי');
  });

  it('counts as the platform counts, and does not send what is too long', async () => {
    const page = await open('/inbox/open/538-142-907');
    await editor(page).click();
    await page.keyboard.insertText(`${'א'.repeat(270)} https://shop.example/${'x'.repeat(80)}`);
    await page.getByText('294 מתוך 280').waitFor();
    expect([await page.getByRole('button', { name: 'שליחה', exact: false }).first().isDisabled(), await page.getByText('ארוך מדי ב-14').count()]).toEqual([true, 1]);
  });

  it('takes a public complaint to private, and warns of what should not be repeated in public', async () => {
    const page = await open('/inbox/open/264-907-118');
    await page.getByText('יש כאן פרטים אישיים בפומבי').waitFor();
    await page.getByRole('button', { name: 'המשך בפרטי' }).click();
    await page.keyboard.type('נמשיך כאן');
    await page.keyboard.press('Control+Enter');
    await page.locator('.pending').waitFor();
    await passes(page, UNDO_MS);
    await page.locator('.entry.ours:not(.pending)').filter({ hasText: 'נמשיך כאן' }).waitFor();
    expect(bodiesOf('POST /cases/264-907-118/replies')).toEqual([expect.objectContaining({ via: 'handOver', text: 'נמשיך כאן' })]);
  });

  it('answers several at once, after saying whom it cannot reach', async () => {
    const page = await open();
    await page.locator('.row-check').first().click();
    await page.locator('.row-check').nth(2).click({ modifiers: ['Shift'] });
    await page.getByText('נבחרו 3').waitFor();
    await page.getByRole('button', { name: 'מענה לכולן' }).click();
    await page.getByRole('textbox', { name: 'תשובה לכולן' }).fill('אנחנו מטפלים בתקלה. {number}');
    await page.getByRole('button', { name: 'מי יקבל?' }).click();
    await page.getByText('אחת לא תקבל').waitFor();
    await page.getByRole('button', { name: 'שליחת שתי תשובות' }).click();
    await page.getByRole('button', { name: 'ביטול', exact: true }).click();
    await page.getByRole('textbox', { name: 'תשובה לכולן' }).waitFor();
    await passes(page, BATCH_UNDO_MS);
    expect(bodiesOf('POST /answers')).toEqual([]);
  });

  it('finds a case by words, and goes to a queue by its name', async () => {
    const page = await open();
    await page.locator('.case-row').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('קורסת');
    await page.getByRole('option').filter({ hasText: '264-907-118' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'פנייה 264-907-118' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('חרגו');
    await page.getByRole('option').filter({ hasText: 'חרגו' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'חרגו' }).waitFor();
    await becomes(() => new URL(page.url()).hash, '#/inbox/breached');
  });

  it('scrolls through ten thousand cases with a few rows only', async () => {
    const some = [...desk.world.cases.values()].map((view) => view.case);
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...some[index % some.length]!, number: `${100 + Math.floor(index / 1000)}-${String(index % 1000).padStart(3, '0')}-000` }));
    desk.world.handlers['GET /cases'] = () => ({ cases: many, next: null, timeZone: 'Asia/Jerusalem', total: many.length });
    const page = await open();
    await page.locator('.case-row').first().waitFor();
    await page.locator('.virtual').evaluate((list) => { list.scrollTop = list.scrollHeight; });
    await page.getByText('109-999-000').waitFor();
    expect(await page.locator('.case-row').count()).toBeLessThan(60);
  });
});

describe('signing in', () => {
  it('goes by the issuer and back: the code is exchanged with the secret that never left, a foreign answer is refused', async () => {
    desk.server.handlers['GET /sign-in.json'] = () => ({ authorize: `${desk.server.url}/authorize`, clientId: 'console', scope: 'openid' });
    desk.server.handlers['POST /sign-in'] = () => ({ token: desk.server.token });
    const page = await desk.newPage();
    let challenge = '';
    await page.route('**/authorize?**', async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      challenge = asked.get('code_challenge') ?? '';
      await route.fulfill({ status: 302, headers: { location: `${asked.get('redirect_uri')}?code=c0de&state=${asked.get('state')}` } });
    });
    await page.goto(`${desk.server.url}/?code=stolen&state=foreign`);
    await page.getByText('הכניסה הזו לא התחילה כאן').waitFor();
    await page.getByRole('button', { name: 'כניסה' }).click();
    await page.locator('.case-row').first().waitFor();
    const [exchanged] = bodiesOf('POST /sign-in') as { code: string; verifier: string; redirect: string }[];
    expect([bodiesOf('POST /sign-in').length, exchanged!.code, createHash('sha256').update(exchanged!.verifier).digest('base64url'), page.url()]).toEqual([1, 'c0de', challenge, `${desk.server.url}/`]);
  });

  it('ends when the token does, and keeps what was typed', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await editor(page).click();
    await page.keyboard.type('עוד לא נשלח');
    await page.evaluate(() => { sessionStorage.setItem('token', 'an-old-one'); });
    await page.getByText('יש לפתוח את הכתובת שהודפסה').waitFor();
    expect(await page.evaluate(() => Object.values(localStorage).join())).toContain('עוד לא נשלח');
  });
});

describe('the first view', () => {
  it('needs less than 200 kilobytes of compressed script, and no more than the inbox', async () => {
    // With nothing kept from before.
    const context = await desk.browser.newContext();
    const page = await context.newPage();
    const sizes: Promise<[string, number]>[] = [];
    page.on('response', (response) => { if (response.url().endsWith('.js')) sizes.push(response.request().sizes().then(({ responseBodySize }) => [response.url(), responseBodySize])); });
    await page.goto(`${desk.server.url}/?token=${desk.server.token}`, { waitUntil: 'networkidle' });
    await page.locator('.case-row').first().waitFor();
    const all = await Promise.all(sizes);
    await context.close();
    const sum = all.reduce((so, [, size]) => so + size, 0);
    expect([sum > 50_000, sum < 200_000, all.filter(([url]) => url.includes('chart'))]).toEqual([true, true, []]);
  });
});

describe('what was filtered', () => {
  it('says why, and becomes a case', async () => {
    const page = await open('/quarantine');
    const held = page.getByRole('article').filter({ hasText: 'גיל שחר' });
    await held.getByText('הודעת היעדרות').waitFor();
    await held.getByRole('button', { name: 'פתיחת פנייה' }).click();
    await page.getByText('נפתחה פנייה 538-142-907').waitFor();
    await held.waitFor({ state: 'detached' });
    expect(bodiesOf(`POST /quarantine/${'q'.repeat(22)}/release`)).toEqual([{ acknowledge: false }]);
  });

  it('offers no acknowledgement to a sender who never gets one', async () => {
    const page = await open('/quarantine');
    const held = page.getByRole('article').filter({ hasText: 'Undelivered Mail' });
    await held.waitFor();
    expect([await held.getByRole('checkbox').count(), await held.textContent()]).toEqual([0, expect.stringContaining('לא נשלח טקסט אוטומטי') as unknown]);
  });
});
