import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser } from '../support/console-browser.ts';
import { deskWithScreens } from '../support/console-screens.ts';

const desk = consoleInBrowser(deskWithScreens);
const { open, look, bodiesOf } = desk;
const acts = (): string[] => desk.server.calls.map(({ route }) => route).filter((route) => route.startsWith('POST /alerts'));
const place = (page: Page): string => new URL(page.url()).hash;

describe('an alert', () => {
  it('says in its first lines what rises, how far above normal and since when, and is muted for two hours', async () => {
    const page = await open('/alerts');
    const alert = page.getByRole('article').first();
    await alert.getByText('340').waitFor();
    await becomes(async () => alert.innerText(), expect.stringMatching(/זינוק באזכורים: פי 13 מהרגיל, מאז [^]*340 אזכורים ב-40 הדקות האחרונות; בשעה כזו נספרים בדרך כלל בין 18 ל-34/));
    const before = Date.now();
    await alert.getByRole('button', { name: 'השתקה לשעתיים' }).click();
    await alert.getByText('מושתקת').waitFor();
    const [{ until }] = bodiesOf('POST /alerts/A1/mute') as [{ until: number }];
    expect([until > before + 6_600_000, until <= Date.now() + 7_200_000]).toEqual([true, true]);
  });

  it('is taken up by whoever presses, in English too', async () => {
    const page = await open('/alerts', 'en');
    await page.getByRole('article').first().getByRole('button', { name: 'I am on it' }).click();
    await page.getByText('On it:').waitFor();
    expect(bodiesOf('POST /alerts/A1/acknowledge')).toHaveLength(1);
  });
});

describe('mentions', () => {
  it('become a case by one key, wherever the keyboard stands among them', async () => {
    const page = await open('/mentions');
    await page.getByText('guy.l').waitFor();
    await page.keyboard.press('j');
    await page.locator('.mention:focus').waitFor();
    await page.keyboard.press('m');
    await page.getByText('נפתחה פנייה 482-109-379').waitFor();
    expect([bodiesOf('POST /mentions/T2/M2/promote').length, bodiesOf('POST /mentions/T1/M1/promote').length]).toEqual([1, 0]);
  });

  it('that could be seen otherwise have a list of their own', async () => {
    const page = await open('/mentions');
    await page.getByText('maya').waitFor();
    await page.getByRole('button', { name: 'לא ודאי' }).click();
    await page.getByText('maya').waitFor({ state: 'detached' });
    await becomes(async () => page.getByRole('article').count(), 1);
  });
});

describe('figures', () => {
  it('show mentions against what is usual, and how many alerts are open, which are one press away', async () => {
    const page = await open('/now', 'en');
    await page.getByRole('img', { name: /most 87.*3 to 14/ }).waitFor();
    await page.getByRole('link', { name: 'Open alerts 2' }).click();
    await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
    await becomes(async () => page.getByRole('article').count(), 2);
  });

  it('open to the cases behind them, and leave as a table that holds the same', async () => {
    const page = await open('/now');
    await page.getByRole('button', { name: /^חרגו 1/ }).click();
    await becomes(async () => page.getByRole('dialog').getByRole('link').allInnerTexts(), ['482-109-379']);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'ייצוא CSV' }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const shown = /\d+/.exec(await page.getByRole('button', { name: /^פניות חדשות/ }).innerText())?.[0];
    expect(Buffer.concat(chunks).toString('utf8')).toContain(`"פניות חדשות","${shown}"`);
  });
});

describe('settings', () => {
  it('are saved over the version that was read; who was slower is told, and loses nothing that was typed', async () => {
    const page = await open('/settings');
    await page.getByLabel('שם באנגלית').fill('Acme Ltd');
    await desk.server.handlers['PUT /known-fault']!({ path: {}, query: {}, body: { fault: null, version: '1' } });
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByText('השתנה בינתיים בידי מישהו אחר').waitFor();
    expect(await page.getByLabel('שם באנגלית').inputValue()).toBe('Acme Ltd');
    await page.getByRole('button', { name: 'הצגת המצב החדש' }).click();
    await page.getByLabel('שם באנגלית').fill('Acme');
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByText('נשמר.').waitFor();
    expect((bodiesOf('PUT /settings').at(-1) as { settings: { company: { en: string } } }).settings.company.en).toBe('Acme');
  });

  it('do not take hours that end before they begin', async () => {
    const page = await open('/settings');
    await page.getByLabel('יום ראשון, עד שעה').fill('08:00');
    await page.getByText('שעות הפעילות חופפות או מסתיימות לפני שהתחילו').waitFor();
    expect(await page.getByRole('button', { name: 'שמירה' }).isDisabled()).toBe(true);
  });
});

describe('the team', () => {
  it('gets a team with its topics, and colleagues with what they know; what was saved meanwhile is not written over', async () => {
    const page = await open('/team');
    await page.getByRole('button', { name: 'צוות חדש' }).click();
    await page.getByLabel('שם הצוות').fill('משלוחים');
    await page.getByRole('group', { name: 'נושאים' }).getByLabel('משלוחים').check();
    await page.getByRole('group', { name: 'ערוצים' }).getByLabel('פייסבוק').check();
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByRole('button', { name: 'עריכה: משלוחים' }).waitFor();
    await page.getByRole('button', { name: 'עריכה: יוסי ברק' }).click();
    await page.getByRole('group', { name: 'צוותים' }).getByLabel('משלוחים').check();
    await page.getByRole('group', { name: 'שפות' }).getByLabel('English').check();
    await page.getByLabel('כמה פניות פתוחות לכל היותר').fill('7');
    await desk.server.handlers['PUT /known-fault']!({ path: {}, query: {}, body: { fault: null, version: '2' } });
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByRole('dialog').getByText('חל שינוי בינתיים.').waitFor();
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByRole('row').filter({ hasText: 'עברית, English' }).filter({ hasText: 'יוסי ברק' }).getByText('4 מתוך 7').waitFor();
    const { members, teams } = await desk.server.handlers['GET /team']!({ path: {}, query: {}, body: undefined });
    expect([teams!.at(-1), members.at(-1)]).toEqual([expect.objectContaining({ name: 'משלוחים', topics: ['delivery'], channels: ['facebook'] }), expect.objectContaining({ skills: ['facebook'], languages: ['he', 'en'], capacity: 7, teams: [teams!.at(-1)!.id] })]);
  });
});

describe('one’s own history', () => {
  const rows = Array.from({ length: 10 * 288 }, (_, slot) => `${new Date(Date.UTC(2026, 8, 1) + slot * 300_000).toISOString().slice(0, 19)},${slot >= 2500 && slot < 2506 ? 120 : 4 + (slot % 3)}`);

  it('is played in the browser with three sensitivities, and sent to nobody', async () => {
    const { page, foreign, complaints } = await look('/replay');
    await page.locator('input[type=file]').setInputFiles({ name: 'counts.csv', mimeType: 'text/csv', buffer: Buffer.from(['timestamp,value', ...rows].join('\n')) });
    await page.getByRole('row').filter({ hasText: 'תחילת זינוק' }).first().waitFor();
    await page.getByRole('img', { name: /השיא 120/ }).waitFor();
    expect([await page.getByRole('group', { name: 'רגישות' }).getByRole('button').count(), desk.server.calls.filter(({ route }) => !route.startsWith('GET ')), foreign, complaints]).toEqual([3, [], [], []]);
  });

  it('that cannot be played says which line is wrong', async () => {
    const page = await open('/replay', 'en');
    await page.locator('input[type=file]').setInputFiles({ name: 'counts.csv', mimeType: 'text/csv', buffer: Buffer.from('timestamp,value\nyesterday,4\n') });
    await becomes(async () => page.getByRole('alert').innerText(), expect.stringContaining('Line 2: "yesterday" is not a time'));
  });
});

describe('what a person may not do', () => {
  it('is not on their screen: no route, no control', async () => {
    const allowed = ['GET /me', 'GET /cases', 'GET /cases/:number', 'GET /settings'];
    desk.server.handlers['GET /me'] = () => ({ id: 'a', name: 'דנה', roles: ['agent'], routes: allowed });
    const page = await open('/inbox/open/482-109-379');
    await page.getByText('לא הגיעה ואני מחכה').waitFor();
    expect([await page.locator('.nav-item').allInnerTexts(), await page.locator('.case-bar .button').count(), await page.locator('.row-check').count(), await page.getByRole('button', { name: 'הערה פנימית' }).count()]).toEqual([['כל הפתוחות', 'הגדרות', 'ניסיון על ההיסטוריה'], 0, 0, 0]);
  });

  it('a screen whose file is gone since a new version came offers to load again, the queues stay', async () => {
    const page = await open('/inbox/open');
    await page.locator('.case-row').first().waitFor();
    await page.route('**/assets/channels-*.js', async (route) => route.abort());
    await page.getByRole('link', { name: 'תקינות הערוצים' }).click();
    await page.getByText('המסך נתקע, או שיש גרסה חדשה').waitFor();
    expect([await page.getByRole('button', { name: 'טעינה מחדש' }).count(), await page.getByRole('link', { name: /^שלי/ }).count()]).toEqual([1, 1]);
  });

  it('a screen whose answer does not come says so and offers another try', async () => {
    desk.server.handlers['GET /channels'] = async () => { throw new Error('down'); };
    const page = await open('/channels');
    await page.getByText('משהו השתבש אצלנו').waitFor();
    expect(await page.getByRole('button', { name: 'ניסיון נוסף' }).count()).toBe(1);
  });
});

it('a gap in the books is red and says what is missing; what is stuck goes back by one press', async () => {
  const page = await open('/ledger');
  await page.getByRole('alert').filter({ hasText: 'שתי הודעות התקבלו לפני יותר משעה' }).waitFor();
  await becomes(async () => page.locator('tr.missing').allInnerTexts(), [expect.stringMatching(/דוא״ל[^]*חסרות שתיים[^]*742/)]);
  await page.getByRole('link', { name: 'הודעות תקועות' }).last().click();
  const entry = page.getByRole('article', { name: 'אישור קבלה, פייסבוק' });
  await entry.getByRole('button', { name: 'ניסיון נוסף' }).click();
  await entry.waitFor({ state: 'detached' });
  expect(bodiesOf('POST /stuck/outbox/S1/retry')).toHaveLength(1);
});

describe('a link of an alert’s mail', () => {
  it('scrolls to that alert, and the keyboard stands on it', async () => {
    const page = await open('/alerts/A2');
    const alert = page.getByRole('article').filter({ hasText: 'שקט חריג בפייסבוק' });
    await alert.waitFor();
    await becomes(async () => alert.evaluate((element) => { const { top, bottom } = element.getBoundingClientRect(); return [element === document.activeElement, top >= 0, bottom <= innerHeight]; }), [true, true, true]);
  });

  it('opens what is over already among the earlier ones, and offers nothing there', async () => {
    const { alerts } = await desk.server.handlers['GET /alerts']!({ path: {}, query: {}, body: undefined });
    Object.assign(alerts[0]!, { state: 'over', endedAt: alerts[0]!.since + 3_600_000 });
    const page = await open('/alerts/A1/mute');
    await page.getByText('ההתראה כבר הסתיימה.').waitFor();
    await becomes(async () => page.getByRole('article').filter({ hasText: '340' }).getByRole('button').allInnerTexts(), ['סגירה']);
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
    await becomes(async () => asked.getByRole('button', { name: press }).evaluate((element) => element === document.activeElement), true);
    await page.keyboard.press('Enter');
    await asked.waitFor({ state: 'detached' });
    await becomes(() => [acts(), place(page)], [[route], '#/alerts/A1']);
  });

  it('does nothing when it is not wanted after all', async () => {
    const page = await open('/alerts/A1/mute');
    await page.getByRole('button', { name: 'לא עכשיו' }).click();
    await page.locator('.asked').waitFor({ state: 'detached' });
    await becomes(() => [acts(), place(page)], [[], '#/alerts/A1']);
  });

  it('says who may when one may not, and what is done when it is done', async () => {
    const me = desk.server.handlers['GET /me']!;
    desk.server.handlers['GET /me'] = async (asked) => { const all = await me(asked); return { ...all, roles: ['agent'], routes: all.routes.filter((route) => !/mute|notASpike/.test(route)) }; };
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
    await becomes(async () => page.getByRole('article').count(), 2);
  });

  it('survives signing in on the way', async () => {
    desk.server.handlers['GET /sign-in.json'] = () => ({ authorize: `${desk.server.url}/authorize`, clientId: 'console', scope: 'openid' });
    desk.server.handlers['POST /sign-in'] = () => ({ token: desk.server.token });
    const page = await desk.newPage();
    await page.route('**/authorize?**', async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      await route.fulfill({ status: 302, headers: { location: `${asked.get('redirect_uri')}?code=c0de&state=${asked.get('state')}` } });
    });
    await page.goto(`${desk.server.url}/#/alerts/A1/mute`);
    await page.getByRole('button', { name: 'כניסה' }).click();
    await page.getByRole('group', { name: 'להשתיק את ההתראה לשעתיים?' }).waitFor();
    await becomes(() => place(page), '#/alerts/A1/mute');
  });
});
