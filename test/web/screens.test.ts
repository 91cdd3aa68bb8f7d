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
  const { handlers } = deskWorld(now);
  server = await startConsole(built.folder, Object.assign(handlers, screenHandlers(now)));
});
afterEach(async () => {
  await opened.page.context().close();
  await server.close();
});
async function open(hash: string, language: 'he' | 'en' = 'he'): Promise<Page> {
  opened = await openConsole(browser, server, { hash, language });
  return opened.page;
}
const bodiesOf = (route: string): unknown[] => server.calls.filter((call) => call.route === route).map(({ body }) => body);

describe('an alert', () => {
  it('says in its first lines what rises, how far above normal and since when, and is muted for two hours', async () => {
    const page = await open('/alerts');
    const alert = page.getByRole('article').first();
    await alert.getByText('340').waitFor();
    expect(await alert.innerText()).toMatch(/זינוק באזכורים: פי 13 מהרגיל, מאז [^]*340 אזכורים ב-40 הדקות האחרונות; בשעה כזו נספרים בדרך כלל בין 18 ל-34/);
    const before = Date.now();
    await alert.getByRole('button', { name: 'השתקה לשעתיים' }).click();
    await alert.getByText('מושתקת').waitFor();
    const [{ until }] = bodiesOf('POST /alerts/A1/mute') as [{ until: number }];
    expect(Math.abs(until - before - 7_200_000)).toBeLessThan(60_000);
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
    await page.keyboard.press('m');
    await page.getByText('נפתחה פנייה 482-109-379').waitFor();
    expect([bodiesOf('POST /mentions/T2/M2/promote').length, bodiesOf('POST /mentions/T1/M1/promote').length]).toEqual([1, 0]);
  });

  it('that could be seen otherwise have a list of their own', async () => {
    const page = await open('/mentions');
    await page.getByText('maya').waitFor();
    await page.getByRole('button', { name: 'לא ודאי' }).click();
    await page.getByText('maya').waitFor({ state: 'detached' });
    expect(await page.getByRole('article').count()).toBe(1);
  });
});

describe('figures', () => {
  it('show mentions against what is usual, and how many alerts are open, which are one press away', async () => {
    const page = await open('/now', 'en');
    await page.getByRole('img', { name: /most 87.*3 to 14/ }).waitFor();
    await page.getByRole('link', { name: 'Open alerts 2' }).click();
    await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
    expect(await page.getByRole('article').count()).toBe(2);
  });

  it('open to the cases behind them, and leave as a table that holds the same', async () => {
    const page = await open('/now');
    await page.getByRole('button', { name: /^חרגו 1/ }).click();
    expect(await page.getByRole('dialog').getByRole('link').allInnerTexts()).toEqual(['482-109-379']);
    await page.keyboard.press('Escape');
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
    await server.handlers['PUT /known-fault']!({ path: {}, query: {}, body: { fault: null, version: '1' } });
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

  it('switch a known fault on in both languages', async () => {
    const page = await open('/settings');
    await page.getByRole('button', { name: 'הפעלה' }).click();
    await page.getByLabel('אנחנו מודעים לתקלה ב… (עברית)').fill('אפליקציה');
    await page.getByLabel('אנחנו מודעים לתקלה ב… (אנגלית)').fill('the app');
    await page.getByRole('button', { name: 'הפעלה' }).click();
    await page.locator('.fault.on').waitFor();
    expect(bodiesOf('PUT /known-fault')).toEqual([{ version: '1', fault: { what: { he: 'אפליקציה', en: 'the app' }, nextUpdateAt: expect.any(Number) as unknown } }]);
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
    await server.handlers['PUT /known-fault']!({ path: {}, query: {}, body: { fault: null, version: '2' } });
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByRole('dialog').getByText('חל שינוי בינתיים.').waitFor();
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByRole('row').filter({ hasText: 'עברית, English' }).filter({ hasText: 'יוסי ברק' }).getByText('4 מתוך 7').waitFor();
    const { members, teams } = await server.handlers['GET /team']!({ path: {}, query: {}, body: undefined });
    expect([teams!.at(-1), members.at(-1)]).toEqual([expect.objectContaining({ name: 'משלוחים', topics: ['delivery'], channels: ['facebook'] }), expect.objectContaining({ skills: ['facebook'], languages: ['he', 'en'], capacity: 7, teams: [teams!.at(-1)!.id] })]);
  });
});

describe('one’s own history', () => {
  const rows = Array.from({ length: 10 * 288 }, (_, slot) => `${new Date(Date.UTC(2026, 8, 1) + slot * 300_000).toISOString().slice(0, 19)},${slot >= 2500 && slot < 2506 ? 120 : 4 + (slot % 3)}`);

  it('is played in the browser with three sensitivities, and sent to nobody', async () => {
    const page = await open('/replay');
    await page.locator('input[type=file]').setInputFiles({ name: 'counts.csv', mimeType: 'text/csv', buffer: Buffer.from(['timestamp,value', ...rows].join('\n')) });
    await page.getByRole('row').filter({ hasText: 'תחילת זינוק' }).first().waitFor();
    await page.getByRole('img', { name: /השיא 120/ }).waitFor();
    expect([await page.getByRole('group', { name: 'רגישות' }).getByRole('button').count(), server.calls.filter(({ route }) => !route.startsWith('GET ')), opened.foreign, opened.complaints]).toEqual([3, [], [], []]);
  });

  it('that cannot be played says which line is wrong', async () => {
    const page = await open('/replay', 'en');
    await page.locator('input[type=file]').setInputFiles({ name: 'counts.csv', mimeType: 'text/csv', buffer: Buffer.from('timestamp,value\nyesterday,4\n') });
    expect(await page.getByRole('alert').innerText()).toContain('Line 2: "yesterday" is not a time');
  });
});

describe('what a person may not do', () => {
  it('is not on their screen: no route, no control', async () => {
    const allowed = ['GET /me', 'GET /cases', 'GET /cases/:number', 'GET /settings'];
    server.handlers['GET /me'] = () => ({ id: 'a', name: 'דנה', roles: ['agent'], routes: allowed });
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
    server.handlers['GET /channels'] = async () => { throw new Error('down'); };
    const page = await open('/channels');
    await page.getByText('משהו השתבש אצלנו').waitFor({ timeout: 30_000 });
    expect(await page.getByRole('button', { name: 'ניסיון נוסף' }).count()).toBe(1);
  });
});
