import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser } from '../support/console-browser.ts';
import { wholeConsole } from '../support/console-day.ts';

const desk = consoleInBrowser(wholeConsole);
const { bodiesOf } = desk;
const open: typeof desk.open = async (hash, how) => {
  const page = await desk.open(hash, how);
  await page.locator('main :is(h1, h2)').first().waitFor();
  return page;
};
const place = (page: Page): string => new URL(page.url()).hash;
const LATE = '482-109-379';

describe('a list', () => {
  it('is narrowed down, keeps that in its address, and is saved under a name for the team', async () => {
    const page = await open('/inbox/open', 'en');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('combobox', { name: 'Priority' }).selectOption('high');
    await page.waitForFunction(() => document.querySelectorAll('.case-row').length === 1);
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('.case-row').length === 1);
    await page.getByRole('button', { name: 'This view' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByLabel('Name of the view').fill('High ones');
    await page.getByLabel('For the whole team').check();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'High ones 1' }).waitFor();
    await becomes(async () => [desk.world.day.views().at(-1), place(page), await page.getByRole('heading', { level: 1 }).innerText()], [expect.objectContaining({ name: 'High ones', shared: true, filter: { queue: 'open', priority: 'high' } }) as unknown, `#/view/${desk.world.day.views().at(-1)!.id}`, 'High ones']);
  });

  it('that was saved is renamed, changed and deleted, and takes no other with it', async () => {
    const page = await open('/view/v1');
    await page.waitForFunction(() => document.querySelectorAll('.case-row').length === 1);
    await page.getByRole('button', { name: 'פעולות על התצוגה' }).click();
    await page.getByRole('menuitem', { name: 'שם ושיתוף' }).click();
    await page.getByLabel('שם התצוגה').fill('משלוחים');
    // Meanwhile somebody else saves one.
    desk.world.day.elsewhere({ id: 'v2', name: 'של יוסי', filter: { queue: 'mine' }, shared: true });
    await page.getByRole('button', { name: 'שמירה' }).click();
    await page.getByRole('heading', { name: 'משלוחים', level: 1 }).waitFor();
    await page.getByRole('button', { name: /סינון/ }).click();
    await page.getByRole('combobox', { name: 'עדיפות' }).selectOption('urgent');
    await page.getByRole('button', { name: 'פעולות על התצוגה' }).click();
    await page.getByRole('menuitem', { name: 'עדכון „משלוחים”' }).click();
    await page.getByText('התצוגה נשמרה: משלוחים').last().waitFor();
    await becomes(() => desk.world.day.views().map(({ name, filter }) => [name, filter]), [['משלוחים', { queue: 'open', topic: 'delivery', priority: 'urgent' }], ['של יוסי', { queue: 'mine' }]]);
    await page.getByRole('button', { name: 'פעולות על התצוגה' }).click();
    await page.getByRole('menuitem', { name: 'מחיקת התצוגה' }).click();
    await page.getByText('התצוגה נמחקה: משלוחים').waitFor();
    expect(desk.world.day.views().map(({ name }) => name)).toEqual(['של יוסי']);
  });

  it('that is no more says so, and one whose filter hides all offers to clear it', async () => {
    const page = await open('/view/gone');
    await page.getByText('התצוגה הזו כבר לא קיימת').waitFor();
    await page.evaluate(() => { location.hash = '/filter/queue%3Dmine%26topic%3Dnothing'; });
    await page.getByText('אין פניות שמתאימות לסינון').waitFor();
    await page.getByRole('button', { name: 'ניקוי הסינון' }).click();
    await becomes(() => place(page), '#/inbox/mine');
  });
});

describe('a team', () => {
  it('gets a case by one key, has a queue of its own, and the history says who gave it', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    await page.getByRole('button', { name: 'צוות', exact: true }).waitFor();
    await page.keyboard.press('t');
    await page.getByRole('menuitem', { name: 'החזרים' }).click();
    await page.getByText('נשמר.').waitFor();
    expect(bodiesOf(`PATCH /cases/${LATE}`)).toEqual([{ version: '1.0', team: 'returns' }]);
    desk.world.cases.get(LATE)!.events.push({ at: Date.now(), what: 'team', by: 'local-agent', byName: 'דנה', values: { team: 'returns', teamName: 'החזרים' } });
    desk.world.elsewhere(LATE, { teamName: 'החזרים' });
    await page.getByRole('link', { name: /^החזרים/ }).click();
    await page.getByRole('heading', { name: 'החזרים', level: 1 }).waitFor();
    await page.locator('.case-row').first().click();
    await page.locator('.thread .event').filter({ hasText: 'הועברה לצוות החזרים · דנה' }).waitFor();
    await becomes(async () => [place(page), await page.locator('.case-row').count()], [`#/teams/returns/${LATE}`, 1]);
    // A name in other letters turns nothing round: what was done, by whom, when.
    desk.world.cases.get(LATE)!.events.push({ at: Date.now(), what: 'assigned', by: 'local-agent', byName: 'דנה', values: { assignee: 'noa', assigneeName: 'Noa' } });
    desk.world.elsewhere(LATE, {});
    const line = page.locator('.thread .event').filter({ hasText: 'שויכה אל Noa · דנה' });
    await line.waitFor();
    const starts = await line.evaluate((one) => [...one.children].map((part) => part.getBoundingClientRect().right));
    expect([starts.length, starts.toSorted((a, b) => b - a)]).toEqual([3, starts]);
  });

  it('gets many at once, as tags and topics do', async () => {
    const page = await open('/inbox/open');
    await page.locator('.row-check').first().click();
    await page.locator('.row-check').nth(1).click();
    await page.getByRole('toolbar', { name: 'לכל הנבחרות' }).getByRole('button', { name: 'עוד פעולות' }).click();
    await page.getByRole('menuitem', { name: 'החזרים' }).click();
    await page.getByText('בוצע בשתי פניות').waitFor();
    await page.locator('.row-check').first().click();
    await page.getByRole('button', { name: 'עוד פעולות' }).click();
    await page.getByRole('menuitem', { name: 'vip' }).click();
    await page.getByText('בוצע בפנייה אחת').waitFor();
    expect(bodiesOf('POST /cases/bulk')).toEqual([{ numbers: expect.any(Array) as unknown, act: { kind: 'team', team: 'returns' } }, { numbers: [LATE], act: { kind: 'tag', tag: 'vip' } }]);
  });

  it('can be rid of those tags that some of them have', async () => {
    const page = await open('/inbox/open');
    await page.locator('.row-check').first().click();
    await page.getByRole('button', { name: 'עוד פעולות' }).click();
    expect(await page.getByRole('menuitem', { name: /^ללא / }).allTextContents()).toEqual(['ללא צוות', 'ללא משלוחים']);
    await page.getByRole('menuitem', { name: 'ללא משלוחים' }).click();
    await page.getByText('בוצע בפנייה אחת').waitFor();
    expect(bodiesOf('POST /cases/bulk').at(-1)).toEqual({ numbers: [LATE], act: { kind: 'untag', tag: 'משלוחים' } });
  });
});

describe('whether I take cases', () => {
  it('is mine to say at my name, and says until when', async () => {
    const page = await open('/inbox/open');
    const before = Date.now();
    await page.getByRole('button', { name: /^דנה בעמדה/ }).click();
    await page.getByRole('menuitem', { name: 'הפסקה של שעה' }).click();
    await page.getByRole('button', { name: /^דנה בהפסקה עד / }).waitFor();
    const [said] = bodiesOf('PUT /me/presence') as { presence: string; until: number }[];
    expect([said!.presence, said!.until > before + 3_000_000, said!.until <= Date.now() + 3_600_000]).toEqual(['break', true, true]);
  });
});

describe('an incident', () => {
  it('is opened from the palette, and by its words says before how many cases it will gather', async () => {
    const page = await open('/inbox/open');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('פתיחת תקלה');
    await page.getByRole('option', { name: 'פתיחת תקלה רוחבית' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('שם לצוות (עברית)').fill('אין קליטה');
    await form.getByLabel('מילים שקושרות אליה פניות (עברית)').fill('אפליקציה, אין  קליטה ,');
    await form.getByText('מהיומיים האחרונים').waitFor();
    await form.getByRole('button', { name: 'פתיחת תקלה רוחבית' }).click();
    await page.locator('.incident').getByRole('heading', { name: 'אין קליטה' }).waitFor();
    expect(bodiesOf('POST /incidents')).toMatchObject([{ incident: { title: { he: 'אין קליטה', en: 'אין קליטה' }, what: null, told: false, words: { he: ['אפליקציה', 'אין קליטה'], en: [] } } }]);
  });

  it('opened from an alert knows which; who may not tell customers is not asked to', async () => {
    desk.server.handlers['GET /me'] = () => ({ id: 'local-agent', name: 'דנה', roles: ['agent'], routes: Object.keys(desk.server.handlers).filter((route) => route !== 'PUT /incidents/:id') });
    const page = await open('/alerts', 'en');
    await page.getByRole('link', { name: 'Open an incident from this' }).first().click();
    await page.getByText('Telling customers is for leads.').waitFor();
    await page.getByLabel('Name for the team (English)').fill('Router trouble');
    await page.getByRole('button', { name: 'Open an incident' }).last().click();
    await becomes(async () => bodiesOf('POST /incidents').length, 1);
    expect(bodiesOf('POST /incidents')).toMatchObject([{ alert: 'A1', incident: { title: { he: 'Router trouble', en: 'Router trouble' } } }]);
  });

  it('stands on its cases, gathers chosen ones, and lets one go by one press', async () => {
    const page = await open('/inbox/open', 'en');
    await page.getByRole('checkbox', { name: `Select case ${LATE}` }).check();
    await page.getByRole('button', { name: 'More acts' }).click();
    await page.getByRole('menuitem', { name: 'The app does not start' }).click();
    await page.locator('.nav-item').filter({ hasText: 'The app does not start' }).getByText('2').click();
    await becomes(async () => page.locator('.case-row .incident-badge').count(), 2);
    await page.locator('.case-row').filter({ hasText: LATE }).locator('a').click();
    await page.getByRole('button', { name: 'Unlink from the incident' }).click();
    await becomes(async () => page.locator('.case-row .incident-badge').count(), 1);
    expect(bodiesOf(`PATCH /cases/${LATE}`)).toMatchObject([{ incident: null }]);
  });

  it('takes over a known fault that stands in the settings from before', async () => {
    await desk.server.handlers['PUT /known-fault']!({ path: {}, query: {}, body: { fault: { what: { he: 'אתר', en: 'the site' }, nextUpdateAt: Date.now() + 3_600_000 }, version: '1' } });
    const page = await open('/incidents', 'en');
    await page.getByRole('button', { name: 'Make it an incident' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Open an incident' }).click();
    await page.locator('.incident').getByRole('heading', { name: 'the site' }).waitFor();
    await page.getByText('Known fault from the settings').waitFor({ state: 'detached' });
    expect([bodiesOf('POST /incidents'), bodiesOf('PUT /known-fault')]).toMatchObject([[{ incident: { told: true, what: { he: 'אתר', en: 'the site' } } }], [{ fault: null }]]);
  });
});
