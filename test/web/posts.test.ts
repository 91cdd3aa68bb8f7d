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
}, 120_000);
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

describe('a post', () => {
  it('shows its comments in order, and of them the angry, the asking and the unanswered', async () => {
    const page = await open('/post/P1');
    await page.getByText('מתי יהיה תיקון?').waitFor();
    const shown = async (): Promise<string[]> => page.getByRole('listitem').getByRole('article').evaluateAll((articles) => articles.map((one) => one.getAttribute('aria-label') ?? ''));
    expect(await shown()).toEqual(['rotem_k', 'tal', 'shira']);
    for (const [filter, names] of [['כועסות', ['rotem_k']], ['שאלות ותלונות', ['rotem_k', 'shira']], ['ללא מענה', ['rotem_k', 'shira']], ['עם פנייה', ['rotem_k', 'shira']]] as const) {
      await page.getByRole('button', { name: new RegExp(`^${filter}`) }).click();
      expect(await shown()).toEqual(names);
    }
  });

  it('is taken by one person, and given back', async () => {
    const page = await open('/post/P1');
    await page.getByRole('button', { name: 'לקיחת הפוסט לטיפול' }).click();
    await page.getByText('הפוסט בטיפולך').waitFor();
    await page.getByRole('button', { name: 'שחרור' }).click();
    await page.getByRole('button', { name: 'לקיחת הפוסט לטיפול' }).waitFor();
    expect(bodiesOf('PUT /posts/P1/owner')).toEqual([{ take: true, over: null }, { take: false, over: 'local-agent' }]);
  });

  it('has a comment hidden and shown again; what did not work says why and is tried once more', async () => {
    const page = await open('/post/P1', 'en');
    const comment = page.getByRole('article', { name: 'rotem_k' });
    await comment.getByRole('button', { name: 'Hide' }).click();
    await comment.getByText('hidden', { exact: true }).waitFor();
    await comment.getByRole('button', { name: 'Show again' }).click();
    await comment.getByRole('button', { name: 'Hide' }).waitFor();
    await comment.getByRole('button', { name: 'Like', exact: true }).click();
    await comment.getByText('Like: did not work (the network has not given us this permission)').waitFor();
    await comment.getByRole('button', { name: 'Like: try again' }).click();
    await comment.getByRole('button', { name: 'Take the like back' }).waitFor();
    expect(bodiesOf('POST /items/T9/K1/acts')).toEqual(['hide', 'unhide', 'like', 'like'].map((act) => ({ act })));
  });

  it('is answered in several wordings: who gets which is seen first, and may be changed', async () => {
    const page = await open('/post/P1', 'en');
    await page.getByRole('checkbox', { name: 'Select all 3 shown' }).check();
    await page.getByRole('button', { name: 'Answer 3 comments' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Wording 1' }).fill('{Hello|Hi} {name}, we look into it');
    await dialog.getByRole('button', { name: 'Who gets it?' }).click();
    await dialog.getByText('2 people get the same words').waitFor();
    await dialog.getByRole('textbox', { name: 'Answer to shira' }).fill('Tomorrow, shira');
    await dialog.getByText('Each gets other words.').waitFor();
    await dialog.getByRole('button', { name: 'Send 3 answers' }).click();
    await dialog.getByText('3 answers are on their way').waitFor();
    expect(bodiesOf('POST /posts/P1/answers')).toEqual([{
      key: expect.any(String) as unknown,
      answers: [{ thread: 'T9', id: 'K1', text: 'Hello rotem_k, we look into it' }, { thread: 'T9', id: 'K2', text: 'Hi tal, we look into it' }, { thread: 'T9', id: 'K3', text: 'Tomorrow, shira' }],
    }]);
  });
});

describe('what waits for approval', () => {
  it('is counted beside its screen, and goes out over an answer that came between only when pressed all the same', async () => {
    const page = await open('/approvals');
    await page.getByRole('link', { name: /ממתינות לאישור\s*1/ }).waitFor();
    await page.getByRole('textbox', { name: 'התשובה' }).fill('בדקנו: התיקון עולה היום.');
    await page.getByRole('button', { name: 'אישור בנוסח ששונה' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'גיל' });
    await alert.waitFor();
    expect(await alert.innerText()).toContain('12');
    await page.getByRole('button', { name: 'אישור בכל זאת' }).click();
    await page.getByText('אין תשובות שממתינות לאישור').waitFor();
    expect(bodiesOf('POST /approvals/264-907-118/W1/approve')).toEqual([{ text: 'בדקנו: התיקון עולה היום.' }, { text: 'בדקנו: התיקון עולה היום.', version: '1.2' }]);
  });

  it('is given back with a note', async () => {
    const page = await open('/approvals', 'en');
    await page.getByRole('button', { name: 'Give back with a note' }).click();
    await page.getByRole('textbox', { name: 'Note to the writer' }).fill('Promise no date.');
    await page.getByRole('button', { name: 'Give back', exact: true }).click();
    await page.getByText('Nothing waits for approval').waitFor();
    expect(bodiesOf('POST /approvals/264-907-118/W1/return')).toEqual([{ note: 'Promise no date.' }]);
  });

  it('that came back shows why in its case, and is written again from there', async () => {
    const page = await open('/inbox/open/264-907-118');
    const waiting = page.getByRole('article', { name: 'הוחזרה' });
    await waiting.getByText('בלי מספר טלפון').waitFor();
    await waiting.getByRole('button', { name: 'כתיבה מחדש' }).click();
    await page.getByRole('textbox', { name: 'תגובה פומבית' }).waitFor();
    expect((await page.getByRole('textbox', { name: 'תגובה פומבית' }).innerText()).trim()).toBe('בודקים את זה עכשיו.');
  });

  it('follows from the mark on the team’s page', async () => {
    const page = await open('/team', 'en');
    await page.getByRole('row', { name: /יוסי ברק/ }).getByRole('button').click();
    await page.getByRole('checkbox', { name: 'Public answers wait for approval' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /יוסי ברק.*Public answers wait for approval/ }).waitFor();
    expect(bodiesOf('PUT /team')).toMatchObject([{ members: [{ id: 'local-agent' }, { id: 'yossi', approval: true }] }]);
  });
});
