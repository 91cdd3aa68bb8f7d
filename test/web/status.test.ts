import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { violationsOf } from '../support/accessible.ts';
import { startBrowser } from '../support/browser.ts';
import { mail } from '../support/make.ts';
import { startStatusServer } from '../support/status-server.ts';

const FAULT = { what: { he: 'התשלומים באתר', en: 'payments on our site' }, nextUpdateAt: Date.parse('2026-11-22T14:00Z') };
const HEBREW = 'שלום,\nההזמנה ORD-2026-55431 לא הגיעה.\nhttps://shop.example/orders/ORD-2026-55431?from=mail&list=everything-i-ever-ordered';
const ENGLISH = 'Hello,\nmy order ORD-2026-55431 has not come.';

let browser: Browser;
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
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

interface Look { width?: number; theme?: 'light' | 'dark'; script?: boolean }

async function open(path: string, { width = 390, theme = 'light', script = true }: Look = {}): Promise<{ page: Page; complaints: string[]; foreign: string[]; done: () => Promise<void> }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, javaScriptEnabled: script, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(world.origin)) foreign.push(request.url()); });
  // A page that is not there is a 404 on purpose.
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${world.origin}${path}`);
  return { page, complaints, foreign, done: async () => context.close() };
}

describe.each(['waiting-he', 'waiting-en', 'resolved-he', 'resolved-en', 'miss-he', 'miss-en'])('the page %s', (name) => {
  it.each([[390, 'light'], [1280, 'dark']] as const)('at %i pixels, %s: fits, can be used by everybody, and asks nobody else for anything', async (width, theme) => {
    const { page, complaints, foreign, done } = await open(paths[name]!, { width, theme });
    if (process.env['MOKED_SCREENSHOTS']) await page.screenshot({ path: `${process.env['MOKED_SCREENSHOTS']}/${name}-${width}-${theme}.png`, fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect([complaints, foreign]).toEqual([[], []]);
    await done();
  });
});

describe('somebody on a phone', () => {
  it('without a script adds details, and sees them there', async () => {
    const { page, done } = await open(paths['waiting-he']!, { script: false });
    await page.fill('#moked-text', 'הכתובת היא הרצל 5');
    await page.click('#moked-form button');
    expect(await page.textContent('#moked-done')).toBe('נוסף. אין צורך לפנות שוב. בעוד רגע זה יופיע כאן.');
    await world.settle();
    await page.reload();
    expect(await page.textContent('.history > li:last-child')).toMatch(/ממך[\s\S]*נוסף בדף הזה[\s\S]*הרצל 5/);
    await done();
  });

  it('adds a file with the script, and what was typed stays until it has arrived', async () => {
    const { page, complaints, done } = await open(paths['resolved-en']!);
    await page.fill('#moked-text', 'See the picture');
    await page.setInputFiles('#moked-files', { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('12345') });
    expect(await page.textContent('#moked-list')).toContain('picture.png');
    await page.click('#moked-form button[type="submit"]');
    await page.waitForSelector('#moked-done');
    expect([await page.textContent('#moked-done'), world.queued.map(({ text, attachments }) => [text, attachments.map(({ name }) => name)])]).toEqual(['Added. No need to write again. It will show here in a moment.', [['See the picture', ['picture.png']]]]);
    world.queued.splice(0);
    expect(complaints).toEqual([]);
    await done();
  });

  it('is told beside the field what is missing', async () => {
    const { page, done } = await open(paths['resolved-en']!);
    await page.click('#moked-form button[type="submit"]');
    expect(await page.textContent('#moked-text-wrong')).toBe('Please write your message');
    await done();
  });

  it('says by touch or keyboard, without a script, how it was', async () => {
    const { page, done } = await open(paths['resolved-he']!, { script: false });
    await page.getByLabel('טוב', { exact: false }).last().check();
    await page.getByRole('group', { name: 'איך היה השירות?' }).locator('xpath=..').getByRole('button').click();
    expect(await page.textContent('#moked-done')).toBe('תודה, הדירוג נשמר.');
    await done();
  });

  it('says that it is not solved, and what is missing', async () => {
    const { page, done } = await open(paths['resolved-he']!, { script: false });
    await page.getByText('עדיין לא').click();
    await page.getByLabel('מה עוד חסר?').fill('ההחזר');
    await page.locator('details button').click();
    expect(await page.textContent('#moked-done')).toBe('תודה, הפנייה חוזרת לטיפול. אין צורך לפנות שוב. בעוד רגע זה יופיע כאן.');
    expect(world.queued.splice(0).map(({ text }) => text)).toEqual(['ההחזר']);
    await done();
  });
});

describe('an order number', () => {
  it.each([['he', 'מילה'], ['en', 'word']] as const)('stays whole wherever it stands in its line: %s', async (language, word) => {
    const text = Array.from({ length: 12 }, (_, n) => `${`${word} `.repeat(n)}ORD-2026-55431 ${word}`).join('\n');
    const number = await world.receive(mail({ from: `order-${language}@example.org`, text, replyText: text, language }));
    const { page, done } = await open(`/s/${world.tokenOf(number)}`);
    const lines = await page.evaluate(() => [...document.querySelectorAll('.said bdi')].filter(({ textContent }) => textContent === 'ORD-2026-55431').map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getClientRects().length;
    }));
    expect(lines).toEqual(Array.from({ length: 12 }, () => 1));
    await done();
  });
});
