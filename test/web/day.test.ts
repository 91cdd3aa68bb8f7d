import { beforeEach, describe, expect, it } from '@jest/globals';
import { becomes } from '../support/becomes.ts';
import type { Opened } from '../support/browser.ts';
import { consoleInBrowser } from '../support/console-browser.ts';
import { entry } from '../support/console-cases.ts';
import { wholeConsole } from '../support/console-day.ts';

const LATE = '482-109-379';
const desk = consoleInBrowser(wholeConsole);
const { open, look, bodiesOf } = desk;

describe('the morning', () => {
  it('is reached from the palette, and says what came, by topic, what is urgent and what is mine', async () => {
    const page = await open('/inbox/open');
    await page.locator('.case-row').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('מאז שיצאת');
    await page.getByRole('option').filter({ hasText: 'מאז שיצאת' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('(הסגירה האחרונה)').waitFor();
    const part = (name: string) => page.getByRole('region', { name, exact: true });
    expect([await part('שלי').getByRole('link').allInnerTexts(), await part('בעדיפות עליונה').getByRole('link').getAttribute('href')]).toEqual([[expect.stringContaining('Daniel Amsalem') as unknown], '#/inbox/open/482-109-379']);
    await part('מה נפתח, לפי נושא').getByRole('row').filter({ hasText: 'משלוחים' }).getByRole('button').click();
    await becomes(async () => page.getByRole('dialog').getByRole('link').allInnerTexts(), ['482-109-379']);
  });

  it('goes further back when asked to, and asks once', async () => {
    const page = await open('/since', 'en');
    await page.getByText('(the last closing)').waitFor();
    await page.getByLabel('Since when').selectOption('rangeWeek');
    await page.getByText('(as you chose)').waitFor();
    expect(bodiesOf('GET /since-i-left')).toHaveLength(2);
  });
});

describe('before closing', () => {
  it('says what is due before, while closed and after, what customers are told, and who is on call', async () => {
    const page = await open('/closing', 'en');
    await page.getByText('The desk closes').waitFor();
    await becomes(async () => page.locator('main section h2').allInnerTexts(), ['Late', 'Due before closing', 'Due while closed', 'Due within two hours after opening', 'Unassigned', 'What customers who write now are told', 'On call', 'Drafts not sent']);
    expect([await page.getByRole('region', { name: 'What customers who write now are told' }).innerText(), await page.getByRole('region', { name: 'On call' }).getByRole('link').first().getAttribute('href')]).toEqual([expect.stringMatching(/Urgent\s+an answer by 13:00 today[^]*Who writes after closing\s+an answer by 14:00 on Sunday[^]*While closed: holiday eve/) as unknown, 'tel:0545550199']);
  });

  it('lists what was written here and not sent; a draft deleted by mistake is there again', async () => {
    const page = await open('/inbox/open/482-109-379');
    await page.getByRole('textbox', { name: 'תשובה' }).click();
    await page.keyboard.type('עוד לא גמרתי');
    await page.evaluate(() => { location.hash = '/closing'; });
    const drafts = page.getByRole('region', { name: 'טיוטות שלא נשלחו' });
    await drafts.getByText('עוד לא גמרתי').waitFor();
    await drafts.getByRole('button', { name: 'מחיקת הטיוטה' }).click();
    await drafts.getByText('אין טיוטות במכשיר הזה').waitFor();
    await page.getByRole('button', { name: 'ביטול', exact: true }).click();
    await drafts.getByRole('link').click();
    await becomes(async () => page.getByRole('textbox', { name: 'תשובה' }).innerText(), 'עוד לא גמרתי');
  });
});

describe('a post', () => {
  it('shows its comments in order, and of them the angry, the asking and the unanswered', async () => {
    const page = await open('/post/P1');
    await page.getByText('מתי יהיה תיקון?').waitFor();
    const shown = async (): Promise<string[]> => page.getByRole('listitem').getByRole('article').evaluateAll((articles) => articles.map((one) => one.getAttribute('aria-label') ?? ''));
    await becomes(shown, ['rotem_k', 'tal', 'shira']);
    for (const [filter, names] of [['כועסות', ['rotem_k']], ['שאלות ותלונות', ['rotem_k', 'shira']], ['ללא מענה', ['rotem_k', 'shira']], ['עם פנייה', ['rotem_k', 'shira']]] as const) {
      await page.getByRole('button', { name: new RegExp(`^${filter}`) }).click();
      await becomes(shown, [...names]);
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
      answers: [{ thread: 'T9', id: 'K1', seen: [], text: 'Hello rotem_k, we look into it' }, { thread: 'T9', id: 'K2', seen: [], text: 'Hi tal, we look into it' }, { thread: 'T9', id: 'K3', seen: ['A1'], text: 'Tomorrow, shira' }],
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
    await alert.getByText('12').waitFor();
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
    await becomes(async () => (await page.getByRole('textbox', { name: 'תגובה פומבית' }).innerText()).trim(), 'בודקים את זה עכשיו.');
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

describe('one case on paper', () => {
  const OLDER = 120;
  beforeEach(() => {
    const older = Array.from({ length: OLDER }, (_, index) => entry(`old${index}`, { at: Date.now() - 90_000_000 - (OLDER - index) * 60_000, text: `הודעה ישנה ${index + 1}` }));
    const { cases, handlers } = desk.world;
    const view = cases.get(LATE)!;
    view.earlier = OLDER;
    handlers['GET /cases/:number'] = ({ path, query }) => {
      if (path['number'] !== LATE || !query['skip']) return cases.get(path['number']!)!;
      const end = OLDER - (Number(query['skip']) - view.entries.length);
      return { ...view, entries: older.slice(Math.max(0, end - 50), end), earlier: Math.max(0, end - 50) };
    };
  });

  const ask = async (language: 'he' | 'en'): Promise<Opened> => {
    const opened = await look(`/inbox/open/${LATE}`, { language, theme: 'dark' });
    const { page } = opened;
    // The browser's own dialog cannot be pressed from here.
    await page.evaluate(() => { window.print = () => { document.documentElement.dataset['printed'] = 'yes'; }; });
    await page.getByRole('button', { name: language === 'he' ? 'עוד' : 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: language === 'he' ? 'הדפסה או ייצוא' : 'Print or export' }).click();
    return opened;
  };

  it.each([['he', 'הדפסה', 'rtl', 'הופק '], ['en', 'Print', 'ltr', 'Made ']] as const)('is all of it, in its order, dark on white, with exact times and nothing to press (%s)', async (language, press, dir, made) => {
    const { page, complaints } = await ask(language);
    await page.getByRole('button', { name: press, exact: true }).click();
    await page.waitForFunction(() => document.documentElement.dataset['printed'] === 'yes');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = page.locator('.paper');
    const text = await paper.innerText();
    expect([await paper.locator('.paper-entry').count(), text.indexOf('הודעה ישנה 1\n') < text.indexOf('הודעה ישנה 120'), text.includes('מחכה לתשובה'), text.includes(made), await paper.getByRole('button').count(), await page.locator('.shell').isVisible()]).toEqual([OLDER + 2, true, false, true, 0, false]);
    expect(await paper.evaluate((element) => { const style = getComputedStyle(element); return [style.direction, style.color, getComputedStyle(document.body).backgroundColor]; })).toEqual([dir, 'rgb(29, 34, 38)', 'rgba(0, 0, 0, 0)']);
    const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    expect([pages.length > 3, pages.length < 20, complaints]).toEqual([true, true, []]);
  });

  it('holds internal notes only when they are asked for, and says whom they are for', async () => {
    const { page } = await ask('he');
    await page.getByLabel('כולל הערות פנימיות והיסטוריה').check();
    await page.getByText('מיועד לצוות בלבד: לא למסור לפונה.').waitFor();
    await page.getByRole('button', { name: 'הדפסה', exact: true }).click();
    await page.locator('.paper').waitFor({ state: 'attached' });
    expect([await page.locator('.paper-note').textContent(), await page.locator('.paper-event').count()]).toEqual([expect.stringContaining('מחכה לתשובה') as unknown, 1]);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.locator('.paper').waitFor({ state: 'detached' });
  });

  it('is a file that any editor opens, with the same words', async () => {
    const { page } = await ask('en');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Text file' }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    expect([file.suggestedFilename(), text.startsWith('\ufeff'), text.includes('Case number: \u2068482-109-379\u2069'), text.includes('הודעה ישנה 1\n'), text.includes('מחכה לתשובה'), text.includes('[\u2068קבלה ORD-2026-55431.pdf\u2069]')]).toEqual([`${LATE}.txt`, true, true, true, false, true]);
  });

  it('that the browser prints by its own key shows the case alone', async () => {
    const page = await open(`/inbox/open/${LATE}`, { theme: 'dark' });
    await page.getByText('לא הגיעה ואני מחכה').waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => [['.sidebar', '.list-pane', '.composer', '.case-bar'].filter((name) => document.querySelector(name)?.checkVisibility()), getComputedStyle(document.querySelector('.entry')!).color, document.querySelector('.thread-scroll')!.clientHeight === document.querySelector('.thread-scroll')!.scrollHeight])).toEqual([[], 'rgb(29, 34, 38)', true]);
  });
});
