import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { violationsOf } from '../support/accessible.ts';
import { becomes } from '../support/becomes.ts';
import { startBrowser, watch } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { mail } from '../support/make.ts';
import { startStatusServer } from '../support/status-server.ts';

const FAULT = { what: { he: 'התשלומים באתר', en: 'payments on our site' }, nextUpdateAt: Date.parse('2026-11-22T14:00Z') };
const HEBREW = 'שלום,\nההזמנה ORD-2026-55431 לא הגיעה.\nhttps://shop.example/orders/ORD-2026-55431?from=mail&list=everything-i-ever-ordered';
const ENGLISH = 'Hello,\nmy order ORD-2026-55431 has not come.';

let browser: Browser;
const contexts = new Map<boolean, BrowserContext>();
let world: Awaited<ReturnType<typeof startStatusServer>>;
const paths: Record<string, string> = {};

async function makeCase(name: string, language: 'he' | 'en', after?: 'resolve'): Promise<void> {
  const text = language === 'he' ? HEBREW : ENGLISH;
  const number = await world.receive(mail({ from: `${name}@example.org`, text, replyText: text, language, attachments: [{ name: 'חשבונית מספר 17.pdf', type: 'application/pdf', size: 123_456, key: 'parts/x', contentId: null, inline: false }] }));
  await world.answer(number, language === 'he' ? 'שלום דנה,\n\nההזמנה ORD-2026-55431 בדרך אליך.' : 'Hello Dana,\n\nyour order is on its way.', after);
  paths[name] = `/s/${world.tokenOf(number)}`;
}

beforeAll(async () => {
  browser = await startBrowser();
  world = await startStatusServer({ settings: { incident: FAULT, urgentPhone: '*6050', privacyLink: 'https://company.example/privacy', accessLink: 'https://company.example/access' } });
  for (const language of ['he', 'en'] as const) {
    await makeCase(`waiting-${language}`, language);
    await makeCase(`resolved-${language}`, language, 'resolve');
  }
  paths['miss-he'] = '/s/nothing?lang=he';
  paths['miss-en'] = '/s/nothing?lang=en';
  for (const script of [true, false]) {
    const context = await browser.newContext({ locale: 'en-US', javaScriptEnabled: script, reducedMotion: 'reduce' });
    context.setDefaultTimeout(60_000);
    contexts.set(script, context);
    // As long as one page of this origin is open, the next need no process of their own.
    await (await context.newPage()).goto(`${world.origin}/s/nothing`);
  }
});
afterEach(async () => {
  for (const context of contexts.values()) for (const page of context.pages().slice(1)) await page.close();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

interface Look { width?: number; theme?: 'light' | 'dark'; script?: boolean }

async function open(path: string, { width = 390, theme = 'light', script = true }: Look = {}): Promise<Opened> {
  const page = await contexts.get(script)!.newPage();
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: theme });
  const opened = watch(page, world.origin);
  await page.goto(`${world.origin}${path}`);
  return opened;
}

describe.each(['waiting-he', 'waiting-en', 'resolved-he', 'resolved-en', 'miss-he', 'miss-en'])('the page %s', (name) => {
  it.each([[390, 'light'], [1280, 'dark']] as const)('at %i pixels, %s: fits, can be used by everybody, and asks nobody else for anything', async (width, theme) => {
    const { page, complaints, foreign } = await open(paths[name]!, { width, theme });
    if (process.env['MOKED_SCREENSHOTS']) await page.screenshot({ path: `${process.env['MOKED_SCREENSHOTS']}/${name}-${width}-${theme}.png`, fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    // A page that is not there is a 404 on purpose.
    expect([complaints.filter((text) => !text.includes('404')), foreign]).toEqual([[], []]);
  });
});

describe('somebody on a phone', () => {
  it('without a script adds details, and sees them there', async () => {
    const { page } = await open(paths['waiting-he']!, { script: false });
    await page.fill('#moked-text', 'הכתובת היא הרצל 5');
    await page.click('#moked-form button');
    expect(await page.textContent('#moked-done')).toBe('נוסף. אין צורך לפנות שוב. בעוד רגע זה יופיע כאן.');
    await world.settle();
    await page.reload();
    expect(await page.textContent('.history > li:last-child')).toMatch(/ממך[\s\S]*נוסף בדף הזה[\s\S]*הרצל 5/);
  });

  it('adds a file with the script, and what was typed stays until it has arrived', async () => {
    const { page, complaints } = await open(paths['resolved-en']!);
    await page.fill('#moked-text', 'See the picture');
    await page.setInputFiles('#moked-files', { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('12345') });
    await page.locator('#moked-list').filter({ hasText: 'picture.png' }).waitFor();
    await page.click('#moked-form button[type="submit"]');
    await page.waitForSelector('#moked-done');
    expect([await page.textContent('#moked-done'), world.queued.map(({ text, attachments }) => [text, attachments.map(({ name }) => name)])]).toEqual(['Added. No need to write again. It will show here in a moment.', [['See the picture', ['picture.png']]]]);
    world.queued.splice(0);
    expect(complaints).toEqual([]);
  });

  it('is told beside the field what is missing', async () => {
    const { page } = await open(paths['resolved-en']!);
    await page.click('#moked-form button[type="submit"]');
    await becomes(async () => page.textContent('#moked-text-wrong'), 'Please write your message');
  });

  it('says by touch or keyboard, without a script, how it was', async () => {
    const { page } = await open(paths['resolved-he']!, { script: false });
    await page.getByLabel('טוב', { exact: false }).last().check();
    await page.getByRole('group', { name: 'איך היה השירות?' }).locator('xpath=..').getByRole('button').click();
    expect(await page.textContent('#moked-done')).toBe('תודה, הדירוג נשמר.');
  });

  it('says that it is not solved, and what is missing', async () => {
    const { page } = await open(paths['resolved-he']!, { script: false });
    await page.getByText('עדיין לא').click();
    await page.getByLabel('מה עוד חסר?').fill('ההחזר');
    await page.locator('details button').click();
    expect(await page.textContent('#moked-done')).toBe('תודה, הפנייה חוזרת לטיפול. אין צורך לפנות שוב. בעוד רגע זה יופיע כאן.');
    expect(world.queued.splice(0).map(({ text }) => text)).toEqual(['ההחזר']);
  });
});

describe('an order number', () => {
  it.each([['he', 'מילה'], ['en', 'word']] as const)('stays whole wherever it stands in its line: %s', async (language, word) => {
    const text = Array.from({ length: 12 }, (_, n) => `${`${word} `.repeat(n)}ORD-2026-55431 ${word}`).join('\n');
    const number = await world.receive(mail({ from: `order-${language}@example.org`, text, replyText: text, language }));
    const { page } = await open(`/s/${world.tokenOf(number)}`);
    const lines = await page.evaluate(() => [...document.querySelectorAll('.said bdi')].filter(({ textContent }) => textContent === 'ORD-2026-55431').map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getClientRects().length;
    }));
    expect(lines).toEqual(Array.from({ length: 12 }, () => 1));
  });
});
