import { describe, expect, it } from '@jest/globals';
import { becomes } from '../support/becomes.ts';
import { consoleInBrowser, passes } from '../support/console-browser.ts';
import { deskWithScreens } from '../support/console-screens.ts';
import { BATCH_UNDO_MS } from '../../web/batch-sending.ts';

const desk = consoleInBrowser(deskWithScreens);
const LATE = '482-109-379';

describe('a slash where there are no canned replies', () => {
  it.each([['he', 'אין עדיין תשובות מוכנות.', 'יצירת תשובה מוכנה'], ['en', 'There are no canned replies yet.', 'Make one']] as const)('says so, and leads whoever may to where one is made; what was typed stays (%s)', async (language, said, leads) => {
    desk.server.handlers['GET /canned'] = () => ({ canned: [], version: '1' });
    const page = await desk.open(`/inbox/open/${LATE}`, language);
    await page.locator('.composer .editor').click();
    await page.keyboard.type('/');
    await page.locator('.composer').getByText(said).waitFor();
    await page.getByRole('link', { name: leads }).click();
    await page.locator('.empty').waitFor();
    await becomes(async () => page.evaluate(() => location.hash), '#/canned');
    await page.goBack();
    await becomes(async () => page.locator('.composer .editor').innerText(), '/');
  });

  it('tells an agent whom to ask, and goes as soon as a word is written', async () => {
    Object.assign(desk.server.handlers, { 'GET /canned': () => ({ canned: [], version: '1' }), 'GET /me': () => ({ id: 'local-agent', name: 'דנה', roles: ['agent'], routes: Object.keys(desk.server.handlers).filter((route) => route !== 'PUT /canned') }) });
    const page = await desk.open(`/inbox/open/${LATE}`);
    await page.locator('.composer .editor').click();
    await page.keyboard.type('/');
    const said = page.locator('.composer').getByText('אין עדיין תשובות מוכנות. אפשר לבקש מראש הצוות להוסיף.');
    await said.waitFor();
    await page.keyboard.type(' תודה');
    await said.waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: 'יצירת תשובה מוכנה' }).count()).toBe(0);
  });
});

describe('before an answer to many leaves', () => {
  it.each([['he', ['rotem_k: חלף הזמן שהרשת מתירה למענה', 'שתי פניות הן בעברית, והטקסט באנגלית.', 'סיבה אחרת (new_key)']], ['en', ['rotem_k: the network’s time for answering is over', '2 of these customers write in Hebrew; this text is in English.', 'another reason (new_key)']]] as const)('whom it cannot reach is named with the reason, and how many write in another language (%s)', async (language, said) => {
    desk.server.handlers['POST /answers/preview'] = ({ body }) => ({ going: [{ channel: 'email', via: 'reply', count: 2 }], cannot: [{ number: body.numbers[0]!, reason: 'windowClosed', channel: 'instagram', customer: { id: '7', name: 'rotem_k' } }, { number: body.numbers[1]!, reason: 'new_key' }], sample: null, other: { written: 'en', theirs: 'he', count: 2 } });
    const page = await desk.open('/inbox/open', language);
    await page.locator('.row-check').first().click();
    await page.locator('.row-check').nth(2).click({ modifiers: ['Shift'] });
    await page.locator('.bulk .button.main').click();
    await page.getByRole('dialog').getByRole('textbox').fill('We are on it');
    await page.getByRole('dialog').locator('.button.main').click();
    for (const words of said) await page.getByRole('dialog').getByText(words).waitFor();
    expect(desk.bodiesOf('POST /answers')).toEqual([]);
  });
});

describe('an answer to many that was held for one of them', () => {
  it.each([['he', 'בינתיים נשלחה תשובה על ידי מישהו אחר', 'שליחה בכל זאת', 'תשובה אחת בדרך'], ['en', 'somebody else answered meanwhile', 'Send all the same', '1 answer is on its way']] as const)('says why, leads to its case, and goes all the same after a look at it (%s)', async (language, why, anyway, done) => {
    const asked: { numbers: string[]; versions?: Record<string, string> }[] = [];
    Object.assign(desk.server.handlers, {
      'POST /answers/preview': ({ body }: { body: { numbers: string[] } }) => ({ going: [{ channel: 'email', via: 'reply', count: 1 }], cannot: [], sample: null, versions: { [body.numbers[0]!]: '1.0~seen' } }),
      'POST /answers': ({ body }: { body: (typeof asked)[number] }) => (asked.push(body) === 1 ? { done: [], refused: [{ number: body.numbers[0]!, key: 'answeredMeanwhile', version: '1.1~new' }] } : { done: body.numbers, refused: [] }),
    });
    const page = await desk.open('/inbox/open', language);
    await page.locator('.row-check').first().click();
    await page.locator('.bulk .button.main').click();
    await page.getByRole('dialog').getByRole('textbox').fill('We are on it');
    await page.getByRole('dialog').locator('.button.main').click();
    await page.getByRole('dialog').locator('.answers-preview').waitFor();
    await page.getByRole('dialog').locator('.button.main').click();
    await page.locator('.pending-answers').waitFor();
    await passes(page, BATCH_UNDO_MS);
    await page.locator('.pending-answers li').getByText(why).waitFor();
    const number = asked[0]!.numbers[0]!;
    expect([await page.getByRole('button', { name: anyway }).count(), asked[0]!.versions]).toEqual([0, { [number]: '1.0~seen' }]);
    await page.locator('.pending-answers li').getByRole('link').click();
    await becomes(async () => page.evaluate(() => location.hash), `#/inbox/open/${number}`);
    await page.locator('.pending-answers').getByRole('button', { name: anyway }).click();
    await page.locator('.pending-answers').getByText(done).waitFor();
    expect(asked[1]).toMatchObject({ numbers: [number], versions: { [number]: '1.1~new' } });
  });
});

describe('many cases resolved from the list', () => {
  it.each([['he', 'סיום טיפול', 'הגיעה בינתיים הודעה מהפונה'], ['en', 'Resolve', 'the customer wrote meanwhile']] as const)('are resolved over what the list shows; who wrote since is named, and stays chosen (%s)', async (language, resolve, why) => {
    const list = desk.world.handlers['GET /cases']!;
    desk.server.handlers['GET /cases'] = async (asked) => { const found = await list(asked); return { ...found, cases: found.cases.map((row) => ({ ...row, version: `1.0~list-${row.number}` })) }; };
    desk.server.handlers['POST /cases/bulk'] = ({ body }) => ({ done: body.numbers.slice(1), refused: [{ number: body.numbers[0]!, key: 'wroteMeanwhile', version: '2.0' }] });
    const page = await desk.open('/inbox/open', language);
    await page.locator('.row-check').first().click();
    await page.locator('.row-check').nth(1).click();
    await page.locator('.bulk').getByRole('button', { name: resolve, exact: true }).click();
    await page.locator('.toast').getByText(why).waitFor();
    const [{ numbers, versions }] = desk.bodiesOf('POST /cases/bulk') as [{ numbers: string[]; versions: Record<string, string> }];
    await page.locator('.toast').getByText(`${numbers[0]}: ${why}`).waitFor();
    expect([numbers.length, versions]).toEqual([2, Object.fromEntries(numbers.map((number) => [number, `1.0~list-${number}`]))]);
    await becomes(async () => page.locator('.row-check:checked, .row-check[aria-checked=true]').count(), 1);
  });
});

describe('a reply on a case of two customers', () => {
  it.each([['he', 'לא יגיע אל: Daniel Amsalem (715-330-624)'], ['en', 'Does not reach: Daniel Amsalem (715-330-624)']] as const)('names whom it does not reach, and a note says nothing of it (%s)', async (language, said) => {
    const view = desk.world.cases.get(LATE)!;
    view.ways = view.ways!.map((way) => ({ ...way, notReached: [{ number: '715-330-624', channel: 'email', customer: { id: 'daniel@customer.example', name: 'Daniel Amsalem' } }] }));
    const page = await desk.open(`/inbox/open/${LATE}`, language);
    await page.locator('.composer-facts').getByText(said).waitFor();
    await page.locator('.composer .editor').click();
    await page.locator('.composer .modes button').last().click();
    await page.locator('.composer.mode-note').waitFor();
    await becomes(async () => page.locator('.composer-facts').innerText(), expect.not.stringContaining('Daniel'));
  });
});

describe('an update to all cases of an incident', () => {
  it('is seen on its way, can be taken back with its words, and leaves once', async () => {
    const page = await desk.open('/incidents', 'en');
    await page.getByRole('button', { name: 'Send an update' }).click();
    await page.getByRole('textbox', { name: 'The text in Hebrew' }).fill('שלום {name}, הצוות עובד על תיקון');
    await page.getByRole('button', { name: 'Who gets it?' }).click();
    await page.getByText('1 by Email').waitFor();
    await page.getByRole('button', { name: 'Send 1 answer' }).click();
    await page.locator('.pending-answers').getByText('Update to 1 case').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await becomes(async () => page.getByRole('textbox', { name: 'The text in Hebrew' }).innerText(), 'שלום {name}, הצוות עובד על תיקון');
    await page.getByRole('button', { name: 'Who gets it?' }).click();
    await page.getByRole('button', { name: 'Send 1 answer' }).click();
    await passes(page, BATCH_UNDO_MS);
    await page.getByText('1 answer is on its way').waitFor();
    expect(desk.bodiesOf('POST /incidents/2/broadcast')).toEqual([{ numbers: ['264-907-118'], texts: { he: 'שלום {name}, הצוות עובד על תיקון' }, key: expect.any(String) as unknown, versions: { '264-907-118': '1.0' } }]);
  });

  it('goes with its end, where the cases that waited for nothing else are resolved if somebody says so', async () => {
    const page = await desk.open('/incidents');
    await page.getByRole('button', { name: 'סיום התקלה' }).click();
    await page.getByRole('checkbox', { name: /^לסיים את הטיפול/, checked: false }).check();
    await page.getByRole('button', { name: 'מי יקבל?' }).click();
    await page.getByRole('dialog').getByText('התקלה באפליקציה תוקנה').first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'סיום התקלה' }).click();
    await page.getByText('התקלה הסתיימה. הטיפול בפנייה אחת הסתיים.').waitFor();
    await page.getByRole('heading', { name: 'אין תקלות רוחביות פתוחות' }).waitFor();
    await passes(page, BATCH_UNDO_MS);
    await becomes(async () => desk.bodiesOf('POST /incidents/2/broadcast').length, 1);
    expect([desk.bodiesOf('POST /incidents/2/end').length, desk.bodiesOf('POST /cases/bulk')]).toMatchObject([1, [{ numbers: ['264-907-118'], act: { kind: 'status', status: 'resolved' } }]]);
  });
});
