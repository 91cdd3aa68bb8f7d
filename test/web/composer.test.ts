import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
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
  server = await startConsole(built.folder, Object.assign(deskWorld(now).handlers, screenHandlers(now)));
});
afterEach(async () => {
  await opened.page.context().close();
  await server.close();
});
const LATE = '482-109-379';
async function open(language: 'he' | 'en' = 'he'): Promise<{ page: Page; editor: Locator }> {
  opened = await openConsole(browser, server, { hash: `/inbox/open/${LATE}`, language });
  const editor = opened.page.locator('.composer .editor');
  await editor.click();
  return { page: opened.page, editor };
}
const directions = async (editor: Locator): Promise<string[]> => editor.locator('> div').evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dir));
const sent = (): string[] => server.calls.filter(({ route }) => route === `POST /cases/${LATE}/replies`).map(({ body }) => (body as { text: string }).text);

describe('the direction of a paragraph', () => {
  it('is turned by the keys that turn it elsewhere, under a Hebrew layout too, for that paragraph alone', async () => {
    const { page, editor } = await open();
    await page.keyboard.type('שלום,');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Order ORD-2026-55431');
    expect(await directions(editor)).toEqual(['rtl', 'ltr']);
    // Under a Hebrew layout the key X types ס; what counts is where it is.
    await page.keyboard.down('Control');
    await page.keyboard.down('Shift');
    await page.keyboard.press('KeyX');
    await page.keyboard.up('Shift');
    await page.keyboard.up('Control');
    expect(await directions(editor)).toEqual(['rtl', 'rtl']);
    await page.keyboard.type(' shipped');
    expect(await directions(editor)).toEqual(['rtl', 'rtl']);
    await page.reload();
    await editor.waitFor();
    expect([await directions(editor), await editor.innerText()]).toEqual([['rtl', 'rtl'], 'שלום,\nOrder ORD-2026-55431 shipped']);
  });

  it('is sent as it is seen, and seen so in the thread', async () => {
    const { page, editor } = await open();
    await page.keyboard.type('Order ORD-2026-55431');
    await page.getByRole('button', { name: 'כיוון הפסקה' }).click();
    expect(await directions(editor)).toEqual(['rtl']);
    await page.keyboard.press('Control+Enter');
    const line = page.locator('.entry.ours:not(.pending) .paragraph p').last();
    await page.locator('.entry.ours .send-state').waitFor({ timeout: 15_000 });
    expect([await line.getAttribute('dir'), await line.textContent(), sent()]).toEqual(['rtl', 'Order ORD-2026-55431', ['\u200fOrder ORD-2026-55431']]);
  });

  it('goes back to what its letters say when it is turned once more over Hebrew', async () => {
    const { page, editor } = await open('en');
    await page.keyboard.type('ההזמנה ORD-2026-55431');
    await page.keyboard.press('Control+Shift+KeyX');
    await page.keyboard.press('Control+Shift+KeyX');
    expect(await directions(editor)).toEqual(['rtl']);
  });

  it('of nothing is nothing: a turned empty line cannot be sent', async () => {
    const { page, editor } = await open('en');
    await page.keyboard.press('Control+Shift+KeyX');
    expect([await directions(editor), await page.getByRole('button', { name: /^Send/ }).first().isDisabled()]).toEqual([['ltr'], true]);
    await page.keyboard.type('שלום');
    expect(await directions(editor)).toEqual(['ltr']);
  });

  it('is told among the shortcuts', async () => {
    const { page } = await open('en');
    await page.keyboard.press('Control+/');
    expect(await page.locator('.shortcuts').innerText()).toMatch(/Direction of the paragraph\s+Ctrl\s+⇧\s+X/);
  });
});

describe('Hebrew and English in one answer', () => {
  it('stand each line by its letters, with order numbers and links whole', async () => {
    const { page, editor } = await open();
    for (const line of ['ORD-2026-55431 נשלחה שוב היום', 'Your tracking: https://shop.example/t/55431', 'המספר: 482-109-379 (שמרו אותו)', 'Daniel, זה בדרך אליך']) {
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    }
    expect((await directions(editor)).slice(0, 4)).toEqual(['rtl', 'ltr', 'rtl', 'rtl']);
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
    const { page, editor } = await open();
    await page.evaluate(async () => navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob(['<b style="color:red">Hello</b><br>שלום'], { type: 'text/html' }), 'text/plain': new Blob(['Hello\r\nשלום'], { type: 'text/plain' }) })]));
    await page.keyboard.press('Control+v');
    expect([await editor.innerText(), await directions(editor), await editor.locator('b, font, span').count()]).toEqual(['Hello\nשלום', ['ltr', 'rtl'], 0]);
  });
});
