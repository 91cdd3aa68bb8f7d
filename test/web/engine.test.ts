import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { QuarantineList } from '../../shared/api-shapes.ts';
import { openConsole, startBrowser } from '../support/browser.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { read } from '../support/letters.ts';

let engine: TestEngine;
let browser: Browser;
beforeAll(async () => {
  engine = await startEngine();
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await engine.stop();
});

const mail = (subject: string, text: string, more = ''): string => `From: =?utf-8?B?${Buffer.from('נועה לוי').toString('base64')}?= <noa@customer.example>\r\nTo: care@company.example\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\nMessage-ID: <${Buffer.from(subject).toString('hex').slice(0, 24)}@customer.example>\r\n${more}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64')}\r\n`;
/** Of a mail that was sent: its parts, whichever of the two encodings they are in. */
const wordsOf = (raw: string): string => Buffer.from(raw, 'base64').toString('utf8').split('\r\n\r\n').map((part) => part + Buffer.from(part, 'base64').toString('utf8') + Buffer.from(part.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, octet: string) => String.fromCharCode(Number.parseInt(octet, 16))), 'latin1').toString('utf8')).join('\n');
const ENVELOPE = { from: 'noa@customer.example', to: 'care@company.example' };

describe('the console on the whole product', () => {
  it('shows what a customer wrote in Hebrew, and sends them the answer', async () => {
    await engine.sendMail(mail('ההזמנה שלי', 'ORD-2026-55431 לא הגיעה ואני מחכה'), ENVELOPE);
    const { page, foreign, complaints } = await openConsole(browser, { url: engine.ready.api, token: engine.ready.token });
    await page.locator('.case-row').filter({ hasText: 'נועה לוי' }).waitFor({ timeout: 90_000 });
    await page.keyboard.press('j');
    const line = page.locator('.entry.theirs p').filter({ hasText: 'ORD-2026-55431' });
    await line.waitFor();
    expect(await line.getAttribute('dir')).toBe('rtl');
    await page.keyboard.press('r');
    await page.keyboard.type('ההזמנה ORD-2026-55431 תגיע מחר.');
    await page.keyboard.press('Control+Enter');
    const answer = await engine.until(async () => (await engine.sent()).find(({ raw }) => wordsOf(raw).includes('ההזמנה ORD-2026-55431 תגיע מחר.')), 'the answer has left');
    expect(answer.to).toEqual(['noa@customer.example']);
    await page.locator('.entry.ours .send-state').waitFor({ timeout: 90_000 });
    expect([foreign, complaints]).toEqual([[], []]);
    await page.context().close();
  });

  it('sends a file from the agent’s machine past the console’s own policy, and gives it back from the thread', async () => {
    await engine.sendMail(mail('חשבונית', 'אפשר לקבל את החשבונית?'), { ...ENVELOPE, from: 'noa@customer.example' });
    const { page, foreign, complaints } = await openConsole(browser, { url: engine.ready.api, token: engine.ready.token });
    await page.locator('.case-row').filter({ hasText: 'חשבונית' }).first().click({ timeout: 90_000 });
    await page.locator('.composer .editor').click();
    await page.keyboard.type('מצורפת החשבונית שביקשת.');
    const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7) % 256));
    await page.locator('.composer input[type=file]').setInputFiles([{ name: 'חשבונית 2026.pdf', mimeType: 'application/pdf', buffer: bytes }]);
    await page.locator('.send-group > .button:first-child:enabled').click();
    const sent = await engine.until(async () => (await Promise.all((await engine.sent()).map(async ({ raw }) => read(raw)))).find(({ attachments }) => attachments.length > 0), 'the answer has left with its file');
    expect(sent.attachments.map(({ filename, contentType, content }) => [filename, contentType, content.equals(bytes)])).toEqual([['חשבונית 2026.pdf', 'application/pdf', true]]);
    const shown = page.locator('.entry.ours button.attachment').filter({ hasText: '2026.pdf' });
    const [download] = await Promise.all([page.waitForEvent('download'), shown.click({ timeout: 90_000 })]);
    expect([download.suggestedFilename(), readFileSync(await download.path()).equals(bytes)]).toEqual(['חשבונית 2026.pdf', true]);
    // The bucket is the only other place that the page has anything to do with.
    expect([new Set(foreign.map((address) => new URL(address).pathname.split('/')[1])).size, complaints]).toEqual([1, []]);
    await page.context().close();
  });

  it('says why an automatic reply was filtered, and makes it a case', async () => {
    await engine.sendMail(mail('מענה אוטומטי', 'אני בחופשה', 'Auto-Submitted: auto-replied\r\n'), ENVELOPE);
    await engine.until(async () => ((await (await engine.api('/quarantine')).json()) as QuarantineList).messages.length, 'the mail is filtered');
    const { page } = await openConsole(browser, { url: engine.ready.api, token: engine.ready.token }, { hash: '/quarantine' });
    await page.getByRole('button', { name: 'פתיחת פנייה' }).click();
    const number = /\d{3}-\d{3}-\d{3}/.exec(await page.getByText(/נפתחה פנייה/).innerText())?.[0];
    expect((await engine.api(`/cases/${number}`)).status).toBe(200);
    await page.context().close();
  });
});
