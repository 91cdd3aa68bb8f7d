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
