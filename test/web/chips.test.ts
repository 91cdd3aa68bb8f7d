import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { numbersProblem, withoutEmptyMasks } from '../../web/settings-check.ts';
import { piecesOf } from '../../web/text-pieces.ts';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { entry } from '../support/console-cases.ts';
import { screenHandlers } from '../support/console-screens.ts';
import { startConsole } from '../support/console-server.ts';
import type { ConsoleServer } from '../support/console-server.ts';
import { deskWorld } from '../support/console-world.ts';

const rules = { numberPatterns: [{ id: 'order', name: { he: 'הזמנה', en: 'Order' }, masks: ['ORD-####-#####'], target: 'https://crm.example/?q={number}' }], phoneTarget: 'tel:{number}' };
const told = (text: string): string[] => piecesOf(text, rules).map((piece) => `${piece.kind} ${piece.text}`);

describe('a line of a message', () => {
  it.each([
    ['ORD-2026-55431 לא הגיעה, פנייה 482-109-379', ['number ORD-2026-55431', 'text  לא הגיעה, פנייה ', 'case 482-109-379']],
    ['call me: 050-5550123, not 482-109-378', ['text call me: ', 'number 050-5550123', 'text , not 482-109-378']],
    ['https://shop.example/ORD-2026-55431 כאן', ['link https://shop.example/ORD-2026-55431', 'text  כאן']],
    ['אין כאן מספר', ['text אין כאן מספר']],
  ])('%s is cut where something can be done', (text, pieces) => expect(told(text)).toEqual(pieces));

  it('outside of a case has links only', () => expect(piecesOf('ORD-2026-55431 482-109-379', null)).toEqual([{ kind: 'text', text: 'ORD-2026-55431 482-109-379' }]));
});

describe('numbers as an administrator describes them', () => {
  const [first] = rules.numberPatterns;
  it.each<[string, Partial<typeof rules>, string | undefined]>([
    ['as they stand', {}, undefined], ['a form of three digits', { numberPatterns: [{ ...first!, masks: ['###'] }] }, 'badMask'], ['no name in English', { numberPatterns: [{ ...first!, name: { he: 'הזמנה', en: '' } }] }, 'incomplete'],
    ['a link without the number', { numberPatterns: [{ ...first!, target: 'https://crm.example/' }] }, 'badTarget'], ['a host that the number chooses', { phoneTarget: 'https://{number}.example/' }, 'badTarget'], ['no encryption', { phoneTarget: 'http://crm.example/{number}' }, 'badTarget'],
  ])('%s: %j is told', (_, part, key) => expect(numbersProblem({ ...rules, ...part })?.key).toBe(key));
  it('are stored without empty lines', () => expect(withoutEmptyMasks({ ...DEFAULT_SETTINGS, numberPatterns: [{ ...first!, masks: [' ORD-#### ', ''] }] }).numberPatterns[0]!.masks).toEqual(['ORD-####']));
});

describe('in the browser', () => {
  let browser: Browser;
  let built: ReturnType<typeof buildConsole>;
  let server: ConsoleServer;
  let opened: Opened;
  beforeAll(async () => {
    built = buildConsole();
    browser = await startBrowser();
    const now = Date.now();
    const world = deskWorld(now);
    world.cases.get('482-109-379')!.entries.push(entry('m9', { at: now - 60_000, text: 'ORD-2026-55431 לא הגיעה. הטלפון שלי 050-5550123' }));
    server = await startConsole(built.folder, Object.assign(world.handlers, screenHandlers(now)));
    await server.handlers['PUT /settings']!({ path: {}, query: {}, body: { settings: { ...DEFAULT_SETTINGS, ...rules }, topics: [], tags: [], version: '1' } });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    built.remove();
  });
  afterEach(async () => opened.page.context().close());
  const open = async (hash: string, language: 'he' | 'en' = 'he', width = 1440): Promise<Page> => {
    opened = await openConsole(browser, server, { hash, language, width });
    return opened.page;
  };

  it('an order number is copied by the keyboard alone, and leads to where it is looked up', async () => {
    const page = await open('/inbox/open/482-109-379');
    const copy = page.getByRole('button', { name: 'העתקת הזמנה ORD-2026-55431' }).last();
    await copy.focus();
    await page.keyboard.press('Enter');
    await page.getByText('הועתק: ORD-2026-55431').waitFor();
    const link = page.getByRole('link', { name: 'פתיחת הזמנה ORD-2026-55431' }).last();
    expect([await page.evaluate(async () => navigator.clipboard.readText()), await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual(['ORD-2026-55431', 'https://crm.example/?q=ORD-2026-55431', 'noopener noreferrer']);
  });

  it('a telephone number is called and copied as one dials it, and stays whole on a phone', async () => {
    const page = await open('/inbox/open/482-109-379', 'en', 390);
    const chip = page.locator('.chip').filter({ hasText: '050-5550123' });
    await chip.getByRole('button', { name: 'Copy 0505550123' }).click();
    expect([await page.evaluate(async () => navigator.clipboard.readText()), await chip.getByRole('link', { name: 'Call 0505550123' }).getAttribute('href'), (await chip.locator('bdi').evaluate((element) => element.getClientRects().length))]).toEqual(['0505550123', 'tel:0505550123', 1]);
  });

  it('settings show at once what a form finds, and keep back what cannot be read', async () => {
    const page = await open('/settings', 'en');
    const forms = page.getByLabel('How it is written, one form a line');
    await forms.fill('KL-#{4-8}\n###');
    await page.getByText('A form that cannot be read: ###').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await forms.fill('KL-#{4-8}\n');
    await page.getByLabel('Try it: a sentence with numbers').fill('KL-90210 and 050-5550123');
    expect(await page.locator('.tried .chip').allInnerTexts()).toEqual(['KL-90210', '050-5550123']);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect((await server.handlers['GET /settings']!({ path: {}, query: {}, body: undefined })).settings.numberPatterns[0]!.masks).toEqual(['KL-#{4-8}']);
  });
});
