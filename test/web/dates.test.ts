import { describe, expect, it } from '@jest/globals';
import { fromLocalInput } from '../../web/local-input.ts';
import { dateOf, datePasted, dateStepped, partsOf, timeLeft, timeStepped, timeTyped } from '../../web/date-typed.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { violationsOf } from '../support/accessible.ts';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser } from '../support/console-browser.ts';
import { deskWithScreens } from '../support/console-screens.ts';

const LATE = '482-109-379';
const YEAR = new Date().getUTCFullYear() + 1;

describe('a date that is typed', () => {
  it('is one when such a day exists', () => {
    expect([dateOf({ day: '9', month: '3', year: '2027' }), dateOf({ day: '29', month: '02', year: '2028' }), dateOf({ day: '29', month: '02', year: '2027' }), dateOf({ day: '31', month: '04', year: '2027' }), dateOf({ day: '1', month: '13', year: '2027' }), dateOf({ day: '1', month: '1', year: '27' }), dateOf(partsOf(''))]).toEqual(['2027-03-09', '2028-02-29', '', '', '', '', '']);
  });

  it('has its day before its month when it is pasted, unless it begins with the year', () => {
    expect([datePasted('5.12.2026'), datePasted(' 05/12/26 '), datePasted('2026-12-05T10:00'), datePasted('tomorrow'), datePasted('12')]).toEqual([...Array.from({ length: 3 }, () => ({ day: '05', month: '12', year: '2026' })), undefined, undefined]);
  });

  it('goes on by days over the end of a month, and by months to its last day', () => {
    expect([dateStepped('2026-12-31', 'day', 1), dateStepped('2026-03-31', 'month', -1), dateStepped('2028-02-29', 'year', 1), dateStepped('', 'day', 1)]).toEqual(['2027-01-01', '2026-02-28', '2029-02-28', '']);
  });
});

describe('a time that is typed', () => {
  it('is one of a clock of 24 hours, with its colon or without', () => {
    expect([timeTyped('8:30'), timeTyped('0830'), timeTyped('830'), timeTyped('23:59'), timeTyped('24:00'), timeTyped('24:00', true), timeTyped('12:60'), timeTyped('8'), timeLeft('8'), timeTyped('8pm')]).toEqual(['08:30', '08:30', '08:30', '23:59', '', '24:00', '', '', '08:00', '']);
  });

  it('goes by quarters of an hour, and ends with the day', () => {
    expect([timeStepped('08:50', 1), timeStepped('09:05', -1), timeStepped('23:50', 1), timeStepped('00:10', -1)]).toEqual(['09:05', '08:50', '23:50', '00:10']);
  });
});

describe('dates on the screen', () => {
  const desk = consoleInBrowser(deskWithScreens);
  const bodyOf = (route: string): unknown => desk.bodiesOf(route).at(-1);

  it.each([['he', 'עד יום ושעה לבחירה…', /^הפנייה תחזור ביום .*09:30/, 'נשמר.'], ['en', 'Until a day and hour…', /^It comes back on .*09:30/, 'Saved.']] as const)('a case is snoozed by keyboard until a day and an hour of the company’s clock, day before month (%s)', async (language, choice, said, saved) => {
    const page = await desk.open(`/inbox/open/${LATE}`, language);
    await page.locator('.case-bar .button').first().waitFor();
    await page.keyboard.press('z');
    await page.getByRole('menuitem', { name: choice }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-part=day]:focus').waitFor();
    await page.keyboard.type(`0902${YEAR}`);
    await page.keyboard.press('Tab');
    await page.keyboard.type('930');
    await page.getByText(said).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText(saved).waitFor();
    expect(bodyOf(`PATCH /cases/${LATE}`)).toMatchObject({ status: 'snoozed', until: fromLocalInput(`${YEAR}-02-09T09:30`, 'Asia/Jerusalem') });
  });

  it.each([['he', /^נדחתה עד .*09:30 · דנה/], ['en', /^Snoozed until .*09:30 · דנה/]] as const)('the history says until when a case was put off, in thread and panel (%s)', async (language, said) => {
    desk.world.cases.get(LATE)!.events.push({ at: Date.now(), what: 'snoozed', by: 'local-agent', byName: 'דנה', until: fromLocalInput(`${YEAR}-02-09T09:30`, 'Asia/Jerusalem')! });
    const page = await desk.open(`/inbox/open/${LATE}`, language);
    for (const place of ['.thread', '.history']) expect(await page.locator(`${place} .event, ${place} li`).filter({ hasText: '09:30' }).first().innerText()).toMatch(said);
  });

  it('a case is not snoozed into the past, nor until a day that does not exist', async () => {
    const page = await desk.open(`/inbox/open/${LATE}`, 'he');
    await page.locator('.case-bar .button').first().waitFor();
    await page.keyboard.press('z');
    await page.getByRole('menuitem', { name: 'עד יום ושעה לבחירה…' }).click();
    await page.locator('[data-part=day]:focus').waitFor();
    await page.keyboard.type('01012020');
    await page.getByText('המועד הזה כבר עבר.').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-part=day]').click();
    await page.keyboard.type('3104');
    await page.getByText('חסר יום או שעה.').waitFor();
    expect([bodyOf(`PATCH /cases/${LATE}`), await page.getByRole('button', { name: 'דחייה', exact: true }).last().isDisabled()]).toEqual([undefined, true]);
  });

  it('many cases are put off at once until a day of one’s own', async () => {
    const page = await desk.open('/inbox/open', 'en');
    await page.locator('.row-check').first().click();
    await page.locator('.row-check').nth(1).click();
    await page.getByRole('toolbar', { name: 'For all chosen' }).getByRole('button', { name: 'Snooze' }).click();
    await page.getByRole('menuitem', { name: 'Until a day and hour…' }).click();
    await page.locator('[data-part=day]:focus').waitFor();
    await page.keyboard.type(`0902${YEAR}`);
    await page.keyboard.press('Enter');
    await page.getByText('2 cases done').waitFor();
    expect(bodyOf('POST /cases/bulk')).toMatchObject({ act: { kind: 'status', status: 'snoozed', until: fromLocalInput(`${YEAR}-02-09T09:00`, 'Asia/Jerusalem') } });
  });

  it.each(['he', 'en'] as const)('a holiday and its hours are typed day first, on a clock of 24 hours, whatever the browser’s language is (%s)', async (language) => {
    const page = await desk.open('/settings', language);
    const calendar = page.locator('section[aria-labelledby=s-calendar]');
    await calendar.locator('> .button').click();
    await calendar.locator('.special [data-part=day]').click();
    await page.keyboard.type('0904');
    await page.keyboard.type('27');
    await page.keyboard.press('Tab');
    await calendar.locator('.week .typed-time').nth(1).fill('24:00');
    await page.locator('.save-bar .button.main').click();
    await page.getByText(language === 'he' ? 'נשמר.' : 'Saved.').waitFor();
    const { settings } = bodyOf('PUT /settings') as { settings: { calendar: { specialDays: { date: string }[]; weekdays: Record<string, string[][]> } } };
    expect([settings.calendar.specialDays.map(({ date }) => date), settings.calendar.weekdays['0'], await page.locator('input[type=date], input[type=time], input[type=datetime-local]').count()]).toEqual([['2027-04-09'], [['08:30', '24:00']], 0]);
  });

  it.each([['he', 'שתי הגדרות נשמרו בעבר, אינן מתאימות עוד ואינן בתוקף.'], ['en', '2 stored settings no longer fit and are not in force.']] as const)('settings that are stored and not in force are named where they are looked for (%s)', async (language, said) => {
    const read = desk.server.handlers['GET /settings']!;
    desk.server.handlers['GET /settings'] = async (asked) => ({ ...await read(asked), notInForce: ['calendar.weekdays.0', 'capPerHour'] });
    const page = await desk.open('/settings', language);
    const line = page.locator('.warn-line').filter({ hasText: said });
    await line.waitFor();
    expect(await line.locator('code').allInnerTexts()).toEqual(['calendar.weekdays.0', 'capPerHour']);
    desk.server.handlers['GET /settings'] = read;
    await line.getByRole('button').click();
    await line.waitFor({ state: 'detached' });
    expect(bodyOf('PUT /settings')).toMatchObject({ settings: DEFAULT_SETTINGS });
  });

  it('a known fault is told of by the company’s clock, whatever screen the console was opened on', async () => {
    const me = desk.server.handlers['GET /me']!;
    desk.server.handlers['GET /me'] = async (asked) => ({ ...await me(asked), timeZone: 'Asia/Jerusalem' });
    const page = await desk.open('/incidents/new', 'en');
    const form = page.getByRole('dialog');
    await form.getByLabel('We know of a fault in … (Hebrew)').fill('אפליקציה');
    await form.getByLabel('We know of a fault in … (English)').fill('the app');
    await form.locator('[data-part=day]').click();
    await page.keyboard.type(`0902${YEAR}`);
    await page.keyboard.press('Tab');
    await page.keyboard.type('1400');
    await form.getByLabel('Tell customers').check();
    await form.getByRole('button', { name: 'Open an incident' }).click();
    await page.getByText(/^Next update .*9 February at 14:00/).waitFor();
    expect(bodyOf('POST /incidents')).toMatchObject({ incident: { told: true, title: { he: 'אפליקציה', en: 'the app' }, what: { he: 'אפליקציה', en: 'the app' }, nextUpdateAt: fromLocalInput(`${YEAR}-02-09T14:00`, 'Asia/Jerusalem') } });
  });

  it('the bar of chosen cases is one row at every width, and its words go before it breaks', async () => {
    for (const [width, language] of [[1280, 'he'], [390, 'en'], [320, 'he']] as const) {
      const page = await desk.open('/inbox/open', { language, width, height: 700 });
      await page.locator('.row-check').first().click();
      const bar = page.locator('.bulk');
      await bar.waitFor();
      await becomes(async () => [width, await bar.evaluate((element) => element.scrollWidth <= element.clientWidth && element.clientHeight < 60)], [width, true]);
    }
  });

  it('the chart is drawn in a browser whose own name for its language is none', async () => {
    const page = await desk.newPage();
    await page.addInitScript(() => { Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true }); });
    await page.goto(`${desk.server.url}/?token=${desk.server.token}#/now`);
    // Mentions, and two of the period.
    await becomes(async () => page.locator('.chart canvas').count(), 3);
  });

  it('figures of a period say what changed and what they mean, open to their cases by mouse and keyboard, and leave as a file with the same values', async () => {
    const page = await desk.open('/now', 'en');
    const card = page.getByRole('article', { name: 'New cases' });
    await card.getByText(/^up by|^down by|^no change/).waitFor();
    await page.getByRole('button', { name: 'What is this? New cases' }).press('Enter');
    await card.getByText('spam counts nowhere').waitFor();
    const value = (await card.getByRole('button', { name: /^Show the cases/ }).innerText()).trim();
    await card.getByRole('button', { name: /^Show the cases/ }).press('Enter');
    await becomes(async () => page.getByRole('dialog').getByRole('link').count(), Number(value));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the period (CSV)' }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString('utf8')).toMatch(new RegExp(`^\ufeff[^]*"New cases","","number","${value}",`));
    // The week's hours are one stop for the keyboard: arrows lead from hour to hour.
    const heat = page.getByRole('table', { name: 'Busiest times' });
    await becomes(async () => heat.locator('button[tabindex="0"]').count(), 1);
    await heat.locator('button[tabindex="0"]').focus();
    const before = await heat.locator('button:focus').getAttribute('data-at');
    await page.keyboard.press(before?.endsWith('.23') ? 'ArrowLeft' : 'ArrowRight');
    await becomes(async () => heat.locator('button:focus').getAttribute('data-at'), expect.not.stringMatching(new RegExp(`^${before!.replace('.', '\\.')}$`)));
  });

  it('figures of other dates and of one channel are asked for anew, and a period without a case says so', async () => {
    const page = await desk.open('/now');
    const fresh = async (): Promise<string> => (await page.getByRole('article', { name: 'פניות חדשות' }).locator('.figure-value').innerText()).trim();
    await page.getByRole('article', { name: 'פניות חדשות' }).waitFor();
    const all = Number(await fresh());
    await page.getByRole('combobox', { name: 'ערוץ' }).selectOption('facebook');
    await becomes(async () => Number(await fresh()) < all, true);
    await page.getByRole('button', { name: 'תאריכים אחרים' }).click();
    for (const which of ['מיום', 'עד יום']) {
      await page.getByLabel(`${which}: שנה`).fill('2024');
      await page.getByLabel(`${which}: יום`).fill('05');
    }
    await page.getByRole('heading', { name: 'אין פניות בתקופה הזו' }).waitFor();
  });
});
