import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { ReplyBody, UploadsBody } from '../../shared/api-shapes/desk.ts';
import { UNDO_MS } from '../../web/sending.ts';
import { barriersOf, violationsOf } from '../support/accessible.ts';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser, passes } from '../support/console-browser.ts';
import type { Look } from '../support/console-browser.ts';
import { deskWithScreens } from '../support/console-screens.ts';
import { Answer } from '../support/console-server.ts';

const LATE = '482-109-379';
const LIMIT = 1_000_000;
const BILL = 'חשבונית מס 2026.pdf';

/** A desk whose mails take files; `arrived` is the bucket, `lost` what the way there swallows. */
function deskWithFiles(now: number) {
  const world = deskWithScreens(now);
  const arrived = new Map<string, number>();
  const lost = new Set<string>();
  let tickets = 0;
  for (const view of world.cases.values()) view.noteFiles = { count: 3, bytes: LIMIT };
  for (const view of world.cases.values()) view.ways = (view.ways ?? []).map((way) => (way.channel === 'email' ? { ...way, files: { count: 3, bytes: LIMIT } } : way));
  Object.assign(world.handlers, {
    'POST /cases/:number/uploads': ({ body }: { body: UploadsBody }) => {
      if (body.files.reduce((sum, { size }) => sum + size, 0) > LIMIT) throw new Answer(400, { error: { key: 'filesTooLarge', values: { max: '0.9' } } });
      return { uploads: body.files.filter(({ key }) => !key).map(({ name }) => ({ key: `upload-${++tickets}`, url: '/bucket', fields: { key: `upload-${tickets}`, name } })) };
    },
    'GET /cases/:number/uploads/:key': ({ path }: { path: Record<string, string> }) => {
      const size = arrived.get(path['key']!);
      if (size === undefined) throw new Answer(404, { error: { key: 'notFound', values: {} } });
      return { size };
    },
  });
  return { ...world, arrived, lost };
}
const desk = consoleInBrowser(deskWithFiles);
const replies = (): ReplyBody[] => desk.bodiesOf(`POST /cases/${LATE}/replies`) as ReplyBody[];

async function open(how: Look = {}): Promise<Page> {
  const page = await desk.open(`/inbox/open/${LATE}`, how);
  await page.route('**/bucket', async (route) => {
    const body = route.request().postDataBuffer()?.toString('latin1') ?? '';
    const [key, name] = ['key', 'name'].map((field) => Buffer.from(new RegExp(`name="${field}"\\r\\n\\r\\n([^\\r]*)`).exec(body)?.[1] ?? '', 'latin1').toString('utf8'));
    const bytes = /name="file"[^]*?\r\n\r\n([^]*)\r\n--/.exec(body)?.[1] ?? '';
    if (!desk.world.lost.delete(name!)) desk.world.arrived.set(key!, bytes.length);
    await route.fulfill({ status: 204 });
  });
  await page.locator('.composer .editor').click();
  return page;
}
const choose = async (page: Page, ...files: { name: string; text?: string }[]): Promise<void> => page.locator('.composer input[type=file]').setInputFiles(files.map(({ name, text = '%PDF-' }) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(text) })));
const listed = async (page: Page): Promise<string[]> => page.locator('.attached-name').allInnerTexts();
const sendButton = (page: Page) => page.locator('.composer .button.main').first();

/** What a person drags over the page, or has copied. */
async function hold(page: Page, selector: string, kind: 'drop' | 'paste', name: string): Promise<void> {
  await page.locator(selector).evaluate((element, { what, file }) => {
    const data = new DataTransfer();
    data.items.add(new File(['picture'], file, { type: 'image/png' }));
    if (what === 'paste') element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    else for (const type of ['dragover', 'drop']) element.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, { what: kind, file: name });
}

describe('files of an answer', () => {
  it.each([['he', 'שליחה'], ['en', 'Send']] as const)('are chosen, dropped and pasted, and go with it (%s)', async (language, send) => {
    const page = await open({ language });
    await page.keyboard.type('מצורפת החשבונית');
    await choose(page, { name: BILL });
    await hold(page, '.thread-scroll', 'drop', 'photo.png');
    await hold(page, '.composer .editor', 'paste', 'image.png');
    await becomes(async () => (await listed(page)).map((one) => one.replace(/\s+\S+\s+\S+$/, '')), [BILL, 'photo.png', 'image.png']);
    expect(await page.locator('.composer .editor').innerText()).toBe('מצורפת החשבונית');
    await becomes(async () => sendButton(page).isEnabled(), true);
    await page.getByRole('button', { name: send, exact: false }).first().click();
    await page.locator('.pending .attachment').nth(2).waitFor();
    await passes(page, UNDO_MS);
    await becomes(() => replies().map(({ files }) => files), [[{ key: 'upload-1', name: BILL, type: 'application/pdf', size: 5 }, { key: 'upload-2', name: 'photo.png', type: 'image/png', size: 7 }, { key: 'upload-3', name: 'image.png', type: 'image/png', size: 7 }]]);
    expect(await listed(page)).toEqual([]);
  });

  it('stand beside it again when it is taken back, and are kept when the page is read anew', async () => {
    const page = await open();
    await page.keyboard.type('רגע');
    await choose(page, { name: BILL });
    await becomes(async () => sendButton(page).isEnabled(), true);
    await page.keyboard.press('Control+Enter');
    await page.locator('.pending').getByText('ביטול').click();
    await becomes(async () => (await listed(page)).length, 1);
    await page.reload();
    await becomes(async () => [(await listed(page))[0]?.startsWith(BILL), await page.locator('.composer .editor').innerText()], [true, 'רגע']);
    await becomes(async () => sendButton(page).isEnabled(), true);
    expect(replies()).toEqual([]);
  });

  it('show how far each is on its way, to whoever looks and to whoever hears', async () => {
    const page = await open();
    let arrive = (): void => undefined;
    // It takes what comes, and says nothing until the test does.
    const bucket = createServer((request, response) => {
      request.resume();
      arrive = () => { desk.world.arrived.set('upload-1', LIMIT / 2); response.end(); };
    });
    await new Promise<void>((resolve) => { bucket.listen(0, '127.0.0.1', resolve); });
    await page.route('**/bucket', async (route) => route.continue({ url: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}/bucket` }));
    await choose(page, { name: BILL, text: 'x'.repeat(LIMIT / 2) });
    const bar = page.locator('.attached-file progress');
    await becomes(async () => [await bar.getAttribute('aria-valuetext'), await page.locator('.attached-file .percent').innerText(), await bar.getAttribute('aria-label')], ['99%', '99%', `בהעלאה: ${BILL}`]);
    expect(await page.locator('.attached [aria-live], .attached [role=status]').count()).toBe(0);
    arrive();
    await becomes(async () => [await bar.count(), await page.locator('.attached-file.failed').count()], [0, 0]);
    bucket.closeAllConnections();
    bucket.close();
  });

  it('that did not arrive say so, hold the answer back, and are sent once more', async () => {
    const page = await open();
    desk.world.lost.add(BILL);
    await page.keyboard.type('מצורפת החשבונית');
    await choose(page, { name: BILL });
    await page.locator('.attached-file.failed').getByText('הקובץ לא הועלה.').waitFor();
    await page.keyboard.press('Control+Enter');
    expect([await sendButton(page).isEnabled(), await page.locator('.pending').count()]).toEqual([false, 0]);
    await page.locator('.attached-file').getByRole('button', { name: `ניסיון נוסף: ${BILL}` }).click();
    await becomes(async () => sendButton(page).isEnabled(), true);
  });

  it('that are too large together are refused in words before anything is uploaded, and removed by key', async () => {
    const page = await open({ language: 'en' });
    await choose(page, { name: 'small.pdf' }, { name: 'large.zip', text: 'x'.repeat(LIMIT) });
    await page.locator('.attached-file.failed').getByText('Files of one answer may be 0.9 MB together here.').waitFor();
    await becomes(() => desk.world.arrived.size, 1);
    const uploads = desk.bodiesOf(`POST /cases/${LATE}/uploads`) as UploadsBody[];
    expect(uploads.map(({ via, files }) => [via, files.map(({ name, key }) => [name, key])])).toEqual([['reply', [['small.pdf', undefined]]], ['reply', [['small.pdf', 'upload-1'], ['large.zip', undefined]]]]);
    await page.getByRole('button', { name: 'Remove large.zip' }).focus();
    await page.keyboard.press('Enter');
    await becomes(async () => [(await listed(page)).length, await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))], [1, 'Remove small.pdf']);
  });

  it('go with a note to colleagues alone, and stand below it to be downloaded', async () => {
    const page = await open();
    await page.locator('.modes').getByRole('button', { name: 'הערה פנימית' }).click();
    await page.keyboard.type('ראו את החשבונית');
    await choose(page, { name: BILL });
    await becomes(async () => sendButton(page).isEnabled(), true);
    await page.keyboard.press('Control+Enter');
    await page.locator('.entry.note .attachment').getByText('חשבונית מס').waitFor();
    expect(desk.bodiesOf(`POST /cases/${LATE}/notes`)).toMatchObject([{ text: 'ראו את החשבונית', files: [{ key: 'upload-1', name: BILL, type: 'application/pdf', size: 5 }] }]);
    expect([desk.bodiesOf(`POST /cases/${LATE}/uploads`), await listed(page), replies()]).toEqual([[expect.objectContaining({ via: 'note' })], [], []]);
  });

  it('are not offered where the network takes none', async () => {
    const other = await desk.open('/inbox/open/264-907-118');
    await other.locator('.composer .editor').waitFor();
    expect(await other.locator('.composer .attach').count()).toBe(0);
    // The browser does not open it in the console's place either.
    await hold(other, '.thread-scroll', 'drop', 'photo.png');
    expect([await listed(other), await other.locator('.composer').count()]).toEqual([[], 1]);
  });

  it.each(['he', 'en'] as const)('fit a phone, long names whole, and keep nobody out (%s)', async (language) => {
    const page = await open({ language, width: 1300 });
    desk.world.lost.add('broken.png');
    await choose(page, { name: `${'קבלה_ארוכה_מאוד_'.repeat(6)}.pdf` }, { name: BILL }, { name: 'broken.png' });
    await page.locator('.attached-file.failed').waitFor();
    await becomes(async () => page.locator('.attached-file progress').count(), 0);
    expect([await violationsOf(page), await barriersOf(page)]).toEqual([[], []]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => [...document.querySelectorAll('.composer, .attached, .attached-file, .attached-file button')].filter((one) => { const { left, right } = one.getBoundingClientRect(); return left < 0 || right > innerWidth; }).length)).toBe(0);
  });
});
