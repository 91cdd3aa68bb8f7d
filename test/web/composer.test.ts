import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { UNDO_MS } from '../../web/sending.ts';
import { say } from '../../web/text.ts';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser, passes } from '../support/console-browser.ts';
import { entry } from '../support/console-cases.ts';
import { deskWithScreens } from '../support/console-screens.ts';

const LATE = '482-109-379';
// Turns what follows round, up to the end of the line: `exe.gpj` looks like `jpg.exe`.
const OVERRIDE = '\u202e';
const desk = consoleInBrowser(deskWithScreens);
const { open, bodiesOf } = desk;
const writing = async (language: 'he' | 'en' = 'he'): Promise<{ page: Page; editor: Locator }> => {
  const page = await open(`/inbox/open/${LATE}`, language);
  const editor = page.locator('.composer .editor');
  await editor.click();
  return { page, editor };
};
const directions = async (editor: Locator): Promise<string[]> => editor.locator('> div').evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dir));

describe('the direction of a paragraph', () => {
  it('is turned by the keys that turn it elsewhere, under a Hebrew layout too, for that paragraph alone', async () => {
    const { page, editor } = await writing();
    await page.keyboard.type('שלום,');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Order ORD-2026-55431');
    await becomes(async () => directions(editor), ['rtl', 'ltr']);
    // Under a Hebrew layout the key X types ס; what counts is where it is.
    await page.keyboard.down('Control');
    await page.keyboard.down('Shift');
    await page.keyboard.press('KeyX');
    await page.keyboard.up('Shift');
    await page.keyboard.up('Control');
    await becomes(async () => directions(editor), ['rtl', 'rtl']);
    await page.keyboard.type(' shipped');
    await becomes(async () => directions(editor), ['rtl', 'rtl']);
    await page.reload();
    await becomes(async () => [await directions(editor), await editor.innerText()], [['rtl', 'rtl'], 'שלום,\nOrder ORD-2026-55431 shipped']);
  });

  it('is sent as it is seen, and seen so in the thread', async () => {
    const { page, editor } = await writing();
    await page.keyboard.type('Order ORD-2026-55431');
    await page.getByRole('button', { name: 'כיוון הפסקה' }).click();
    await becomes(async () => directions(editor), ['rtl']);
    await page.keyboard.press('Control+Enter');
    await page.locator('.pending').waitFor();
    await passes(page, UNDO_MS);
    await page.locator('.entry.ours .send-state').waitFor();
    const line = page.locator('.entry.ours:not(.pending) .paragraph p').last();
    expect([await line.getAttribute('dir'), await line.textContent(), bodiesOf(`POST /cases/${LATE}/replies`)]).toEqual(['rtl', 'Order ORD-2026-55431', [expect.objectContaining({ text: '\u200fOrder ORD-2026-55431' })]]);
  });

  it('goes back to what its letters say when it is turned once more over Hebrew', async () => {
    const { page, editor } = await writing('en');
    await page.keyboard.type('ההזמנה ORD-2026-55431');
    await page.keyboard.press('Control+Shift+KeyX');
    await page.keyboard.press('Control+Shift+KeyX');
    await becomes(async () => directions(editor), ['rtl']);
  });

  it('of nothing is nothing: a turned empty line cannot be sent', async () => {
    const { page, editor } = await writing('en');
    await page.keyboard.press('Control+Shift+KeyX');
    expect([await directions(editor), await page.getByRole('button', { name: /^Send/ }).first().isDisabled()]).toEqual([['ltr'], true]);
    await page.keyboard.type('שלום');
    await becomes(async () => directions(editor), ['ltr']);
  });

  it('is told among the shortcuts', async () => {
    const { page } = await writing('en');
    await page.keyboard.press('Control+/');
    await becomes(async () => page.locator('.shortcuts').innerText(), expect.stringMatching(/Direction of the paragraph\s+Ctrl\s+⇧\s+X/));
  });
});

describe('Hebrew and English in one answer', () => {
  it('stand each line by its letters, with order numbers and links whole', async () => {
    const { page, editor } = await writing();
    for (const line of ['ORD-2026-55431 נשלחה שוב היום', 'Your tracking: https://shop.example/t/55431', 'המספר: 482-109-379 (שמרו אותו)', 'Daniel, זה בדרך אליך']) {
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    }
    await becomes(async () => (await directions(editor)).slice(0, 4), ['rtl', 'ltr', 'rtl', 'rtl']);
    // The number reads from left to right, also inside Hebrew: its first digit stands further left than its last.
    const places = await editor.locator('> div').nth(2).evaluate((element) => {
      const text = element.firstChild as Text;
      const at = text.data.indexOf('482-109-379');
      const left = (from: number): number => { const range = document.createRange(); range.setStart(text, from); range.setEnd(text, from + 1); return range.getBoundingClientRect().left; };
      return [left(at), left(at + 4), left(at + 10)];
    });
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('pasted text comes without its clothes, line by line', async () => {
    const { page, editor } = await writing();
    await page.evaluate(async () => navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob(['<b style="color:red">Hello</b><br>שלום'], { type: 'text/html' }), 'text/plain': new Blob(['Hello\r\nשלום'], { type: 'text/plain' }) })]));
    await page.keyboard.press('Control+v');
    await becomes(async () => [await editor.innerText(), await directions(editor), await editor.locator('b, font, span').count()], ['Hello\nשלום', ['ltr', 'rtl'], 0]);
  });
});

describe('the palette', () => {
  const typed = async (hash: string, words: string, language: 'he' | 'en' = 'he'): Promise<Page> => {
    const page = await open(hash, language);
    await page.locator('.case-row').first().waitFor();
    if (hash !== '/inbox/open') await page.getByRole('toolbar').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(words);
    return page;
  };

  it.each([['he', 'עדיפות', 'נמוכה'], ['en', 'priority', 'Low']] as const)('does to the open case what its buttons do, in %s', async (language, words, choice) => {
    const page = await typed('/inbox/open/715-330-624', words, language);
    await page.getByRole('option').filter({ hasText: new RegExp(words, 'i') }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: choice }).or(page.getByRole('menuitem', { name: choice })).first().click();
    await becomes(() => bodiesOf('PATCH /cases/715-330-624'), [expect.objectContaining({ priority: 'low' })]);
  });

  it('offers nothing to do where no case is open', async () => {
    const page = await typed('/inbox/open', 'סיום');
    await page.getByText('אין תוצאות').waitFor();
    expect(await page.getByRole('option').allInnerTexts()).toEqual([]);
  });
});

describe('a customer whose name nobody knows', () => {
  it('is called so, and never by a number of the platform; a mail address is a name', async () => {
    for (const [number, customer] of [['264-907-118', { id: '701455443168', name: null }], ['715-330-624', { id: 'daniel@customer.example', name: null }]] as const) Object.assign(desk.world.cases.get(number)!.case, { customer });
    const page = await open();
    const named = (number: string) => page.locator('.case-row').filter({ hasText: number }).locator('.row-who');
    expect([await named('264-907-118').innerText(), await named('715-330-624').innerText()]).toEqual(['ללא שם (אינסטגרם)', 'daniel@customer.example']);
  });
});

describe('a number within a message', () => {
  const rules = { numberPatterns: [{ id: 'order', name: { he: 'הזמנה', en: 'Order' }, masks: ['ORD-####-#####'], target: 'https://crm.example/?q={number}' }], phoneTarget: 'tel:{number}' };
  beforeEach(async () => {
    desk.world.cases.get(LATE)!.entries.push(entry('m9', { at: Date.now() - 60_000, text: 'ORD-2026-55431 לא הגיעה. הטלפון שלי 050-5550123' }));
    await desk.server.handlers['PUT /settings']!({ path: {}, query: {}, body: { settings: { ...DEFAULT_SETTINGS, ...rules }, topics: [], tags: [], version: '1' } });
  });

  it('of an order is copied by the keyboard alone, and leads to where it is looked up', async () => {
    const page = await open(`/inbox/open/${LATE}`);
    const copy = page.getByRole('button', { name: 'העתקת הזמנה ORD-2026-55431' }).last();
    await copy.focus();
    await page.keyboard.press('Enter');
    await page.getByText('הועתק: ORD-2026-55431').waitFor();
    const link = page.getByRole('link', { name: 'פתיחת הזמנה ORD-2026-55431' }).last();
    expect([await page.evaluate(async () => navigator.clipboard.readText()), await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual(['ORD-2026-55431', 'https://crm.example/?q=ORD-2026-55431', 'noopener noreferrer']);
  });

  it('of a telephone is called and copied as one dials it, and stays whole on a phone', async () => {
    const page = await open(`/inbox/open/${LATE}`, { language: 'en', width: 390 });
    const chip = page.locator('.chip').filter({ hasText: '050-5550123' });
    await chip.getByRole('button', { name: 'Copy 0505550123' }).click();
    await becomes(async () => page.evaluate(async () => navigator.clipboard.readText()), '0505550123');
    expect([await chip.getByRole('link', { name: 'Call 0505550123' }).getAttribute('href'), (await chip.locator('bdi').evaluate((element) => element.getClientRects().length))]).toEqual(['tel:0505550123', 1]);
  });

  it('is found by forms that the settings show at once, and keep back what cannot be read', async () => {
    const page = await open('/settings', 'en');
    const forms = page.getByLabel('How it is written, one form a line');
    await forms.fill('KL-#{4-8}\n###');
    await page.getByText('A form that cannot be read: ###').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await forms.fill('KL-#{4-8}\n');
    await page.getByLabel('Try it: a sentence with numbers').fill('KL-90210 and 050-5550123');
    await becomes(async () => page.locator('.tried .chip').allInnerTexts(), ['KL-90210', '050-5550123']);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect((await desk.server.handlers['GET /settings']!({ path: {}, query: {}, body: undefined })).settings.numberPatterns[0]!.masks).toEqual(['KL-#{4-8}']);
  });
});

describe('what turns text round unseen', () => {
  it.each(['he', 'en'] as const)('is in nothing that is shown: names, subjects, what was written, posts, mentions, hits of a search (%s)', async (language) => {
    const view = desk.world.cases.get(LATE)!;
    Object.assign(view.case, { subject: `חשבונית ${OVERRIDE}gpj`, customer: { id: 'noa@customer.example', name: `נועה ${OVERRIDE}לוי` } });
    Object.assign(view.entries[0]!, { subject: `עוד ${OVERRIDE}נושא`, text: `הקובץ ${OVERRIDE}gpj.exe`, replyText: `הקובץ ${OVERRIDE}gpj.exe`, author: { id: 'noa@customer.example', name: `נועה ${OVERRIDE}לוי` } });
    const { handlers } = desk.server;
    const [mentions, post] = [handlers['GET /mentions']!, handlers['GET /posts/:id']!];
    handlers['GET /mentions'] = async (asked) => { const found = await mentions(asked); return { ...found, mentions: found.mentions.map((row) => ({ ...row, text: `${row.text} ${OVERRIDE}gpj`, author: { ...row.author, name: `${OVERRIDE}מאיה` } })) }; };
    handlers['GET /posts/:id'] = async (asked) => { const found = await post(asked); return { ...found, text: `${found.text} ${OVERRIDE}gpj`, author: `${OVERRIDE}Brand` }; };
    handlers['GET /search'] = () => ({ hits: [{ kind: 'case', id: LATE, title: `הקובץ ${OVERRIDE}gpj`, excerpt: `${OVERRIDE}exe`, channel: 'email', status: 'open', at: 0 }] });
    const page = await open(`/inbox/open/${LATE}`, language);
    const raw = async (): Promise<string[]> => page.evaluate((control) => [document.body.textContent ?? '', ...[...document.querySelectorAll('body *')].flatMap((element) => [...(element.children.length === 0 ? [element.textContent ?? ''] : []), element.getAttribute('aria-label') ?? '', element.getAttribute('title') ?? ''])].filter((text) => text.includes(control)), OVERRIDE);
    await page.locator('.entry').first().getByText('gpj.exe').waitFor();
    expect(await raw()).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('gpj');
    await page.getByRole('option').filter({ hasText: LATE }).waitFor();
    expect(await raw()).toEqual([]);
    await page.keyboard.press('Escape');
    for (const [hash, there] of [['/mentions', '.mention'], ['/post/P1', '.card']] as const) {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.locator(there).filter({ hasText: 'gpj' }).first().waitFor();
      expect([hash, await raw()]).toEqual([hash, []]);
    }
  });

  it('comes into no text of the console by a name', () => {
    expect(say('he', 'view.saved', { name: `${OVERRIDE}שלי` })).toBe('התצוגה נשמרה: שלי');
  });
});
