import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildConsole, openConsole, startBrowser } from '../support/browser.ts';
import type { Opened } from '../support/browser.ts';
import { entry } from '../support/console-cases.ts';
import { screenHandlers } from '../support/console-screens.ts';
import { startConsole } from '../support/console-server.ts';
import type { ConsoleServer } from '../support/console-server.ts';
import { deskWorld } from '../support/console-world.ts';

const LATE = '482-109-379';
const OLDER = 120;
let browser: Browser;
let built: ReturnType<typeof buildConsole>;
let server: ConsoleServer;
let opened: Opened;
beforeAll(async () => {
  built = buildConsole();
  browser = await startBrowser();
  const now = Date.now();
  const world = deskWorld(now);
  const older = Array.from({ length: OLDER }, (_, index) => entry(`old${index}`, { at: now - 90_000_000 - (OLDER - index) * 60_000, text: `הודעה ישנה ${index + 1}` }));
  const view = world.cases.get(LATE)!;
  view.earlier = OLDER;
  world.handlers['GET /cases/:number'] = ({ path, query }) => {
    if (path['number'] !== LATE || !query['skip']) return world.cases.get(path['number']!)!;
    const end = OLDER - (Number(query['skip']) - view.entries.length);
    return { ...view, entries: older.slice(Math.max(0, end - 50), end), earlier: Math.max(0, end - 50) };
  };
  server = await startConsole(built.folder, Object.assign(world.handlers, screenHandlers(now)));
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  built.remove();
});
afterEach(async () => opened.page.context().close());

async function ask(language: 'he' | 'en'): Promise<Page> {
  opened = await openConsole(browser, server, { hash: `/inbox/open/${LATE}`, language, theme: 'dark' });
  const { page } = opened;
  // The browser's own dialog cannot be pressed from here.
  await page.evaluate(() => { window.print = () => { document.documentElement.dataset['printed'] = 'yes'; }; });
  await page.getByRole('button', { name: language === 'he' ? 'עוד' : 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: language === 'he' ? 'הדפסה או ייצוא' : 'Print or export' }).click();
  return page;
}

describe('one case on paper', () => {
  it.each([['he', 'הדפסה', 'rtl', 'הופק '], ['en', 'Print', 'ltr', 'Made ']] as const)('is all of it, in its order, dark on white, with exact times and nothing to press (%s)', async (language, press, dir, made) => {
    const page = await ask(language);
    await page.getByRole('button', { name: press, exact: true }).click();
    await page.waitForFunction(() => document.documentElement.dataset['printed'] === 'yes');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = page.locator('.paper');
    const text = await paper.innerText();
    expect([await paper.locator('.paper-entry').count(), text.indexOf('הודעה ישנה 1\n') < text.indexOf('הודעה ישנה 120'), text.includes('מחכה לתשובה'), text.includes(made), await paper.getByRole('button').count(), await page.locator('.shell').isVisible()]).toEqual([OLDER + 2, true, false, true, 0, false]);
    expect(await paper.evaluate((element) => { const style = getComputedStyle(element); return [style.direction, style.color, getComputedStyle(document.body).backgroundColor]; })).toEqual([dir, 'rgb(29, 34, 38)', 'rgba(0, 0, 0, 0)']);
    const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    expect([pages.length > 3, pages.length < 20, opened.complaints]).toEqual([true, true, []]);
  });

  it('holds internal notes only when they are asked for, and says whom they are for', async () => {
    const page = await ask('he');
    await page.getByLabel('כולל הערות פנימיות והיסטוריה').check();
    await page.getByText('מיועד לצוות בלבד: לא למסור לפונה.').waitFor();
    await page.getByRole('button', { name: 'הדפסה', exact: true }).click();
    await page.locator('.paper').waitFor({ state: 'attached' });
    expect([await page.locator('.paper-note').textContent(), await page.locator('.paper-event').count()]).toEqual([expect.stringContaining('מחכה לתשובה') as unknown, 1]);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.locator('.paper').waitFor({ state: 'detached' });
  });

  it('is a file that any editor opens, with the same words', async () => {
    const page = await ask('en');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Text file' }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    expect([file.suggestedFilename(), text.startsWith('\ufeff'), text.includes('Case number: \u2068482-109-379\u2069'), text.includes('הודעה ישנה 1\n'), text.includes('מחכה לתשובה'), text.includes('[\u2068קבלה ORD-2026-55431.pdf\u2069]')]).toEqual([`${LATE}.txt`, true, true, true, false, true]);
  });

  it('that the browser prints by its own key shows the case alone', async () => {
    opened = await openConsole(browser, server, { hash: `/inbox/open/${LATE}`, theme: 'dark' });
    const { page } = opened;
    await page.getByText('לא הגיעה ואני מחכה').waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => [['.sidebar', '.list-pane', '.composer', '.case-bar'].filter((name) => document.querySelector(name)?.checkVisibility()), getComputedStyle(document.querySelector('.entry')!).color, document.querySelector('.thread-scroll')!.clientHeight === document.querySelector('.thread-scroll')!.scrollHeight])).toEqual([[], 'rgb(29, 34, 38)', true]);
  });
});
