import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { directionOf } from '../../shared/domain/direction.ts';
import { UnplayableHistory } from '../../shared/domain/spike-history.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { GivenSettings } from '../../shared/domain/settings-check.ts';
import { addressOf } from '../../web/api.ts';
import { hindranceOf, lengthOf, wordAfter } from '../../web/count.ts';
import { csvOf } from '../../shared/domain/csv.ts';
import { linkShown } from '../../web/link-shown.ts';
import { fromLocalInput, localInput } from '../../web/local-input.ts';
import { numberTyped } from '../../web/number-typed.ts';
import { playHistory } from '../../web/replay.ts';
import { challengeOf, tokenIn } from '../../web/session.ts';
import { calendarProblem } from '../../web/settings-check.ts';
import { titleOf } from '../../web/title.ts';

describe('a line in two languages', () => {
  it.each<[string, 'rtl' | 'ltr']>([
    ['ORD-2026-55431 לא הגיעה ואני מחכה', 'rtl'], ['ההזמנה ORD-2026-55431 לא הגיעה', 'rtl'], ['The order ORD-2026-55431 has not arrived', 'ltr'], ['https://shop.example/track?id=55431 הקישור הזה לא עובד', 'rtl'],
    ['noa@customer.example זו הכתובת שלי', 'rtl'], ['iPhone 15 Pro לא נטען', 'rtl'], ['I wrote to your שירות לקוחות last week about this broken kettle', 'ltr'], ['Refund for חשבונית 88121 please, I was charged twice', 'ltr'], ['050-5550123 הטלפון', 'rtl'],
    ['"delivered" כתוב אצלכם, אבל זה לא נכון', 'rtl'], ['Wi-Fi ו-Bluetooth לא עובדים', 'rtl'], ['Error 5021 באפליקציה', 'rtl'], ['3 items, 2 חסרים', 'rtl'], ['OK תודה', 'rtl'], ['Thanks, תודה רבה לכם', 'rtl'], ['@brand מתי תענו', 'rtl'],
    ['(see attached) מצורף צילום', 'rtl'], ['A4/17 הוא מספר התיק', 'rtl'], ['Hello there, שלום', 'ltr'], ['مرحبا ORD-1', 'rtl'],
  ])('%s', (line, direction) => {
    expect(directionOf(line, direction === 'rtl' ? 'ltr' : 'rtl')).toBe(direction);
  });
});

describe('a length', () => {
  it.each<[string, 'characters' | 'bytes' | 'weighted', number]>([['שלום', 'characters', 4], ['שלום', 'bytes', 8], ['שלום 👍🏽', 'weighted', 7], ['ראו https://shop.example/a/very/long/address', 'weighted', 27], ['👍', 'characters', 1]])('of %s in %s is %i', (text, counts, length) => {
    expect(lengthOf(text, counts)).toBe(length);
  });

  const way = { via: 'reply', channel: 'instagram', counts: 'bytes', limit: 8, until: 1_000, refused: null } as const;
  it('too great hinders, by how much', () => expect([hindranceOf('שלום', way, 0), hindranceOf('שלום!', way, 0)]).toEqual([undefined, { key: 'tooLong', over: 1 }]));
  it('does not matter once the window has closed, or where the network says no', () => expect([hindranceOf('a', way, 1_001), hindranceOf('a', { ...way, refused: 'alreadyUsed' }, 0)]).toEqual([{ key: 'windowClosed' }, { key: 'alreadyUsed' }]));
  it('of a word that is being typed begins with its mark', () => expect([wordAfter('/', 'שלום /refund'), wordAfter('/', '/'), wordAfter('/', 'https://a'), wordAfter('@', 'a@b'), wordAfter('@', 'תודה @דנ')]).toEqual(['refund', '', undefined, undefined, 'דנ']));
});

describe('the sign-in in the address', () => {
  it.each([['a query', 'http://c/?token=abc#/inbox/open', { token: 'abc', rest: '/#/inbox/open' }], ['a fragment', 'http://c/#token=abc', { token: 'abc', rest: '/' }], ['nothing', 'http://c/#/now', undefined]])('by %s', (_, address, found) => {
    expect(tokenIn(new URL(address))).toEqual(found);
  });

  it('is bound to this browser by a challenge', async () => {
    expect(await challengeOf('a-verifier')).toBe(createHash('sha256').update('a-verifier').digest('base64url'));
  });
});

describe('what leaves or enters the console', () => {
  it('no cell of a table becomes a formula', () => expect(csvOf([['=HYPERLINK("x")', '-5', '@a', 'a"b', '+972', '＝1+1']])).toBe('\ufeff"\'=HYPERLINK(""x"")","-5","\'@a","a""b","\'+972","\'＝1+1"\r\n'));
  it.each([['482-109-379', '482-109-379'], ['482109379', '482-109-379'], [' [482 109 379] ', '482-109-379'], ['082-109-379', undefined], ['48210937', undefined]])('%s is the number %s', (typed, number) => expect(numberTyped(typed)).toBe(number));
  it.each([['https://a.example/x', 'a.example'], ['https://xn--80ak6aa92e.com', 'xn--80ak6aa92e.com'], ['https://аррӏе.com', 'xn--80ak6aa92e.com'], ['mailto:a@b.example', null]])('a link to %s shows its host', (link, host) => expect(linkShown(link)?.host).toBe(host));
  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/relative', ''])('%s is no link to follow', (link) => expect(linkShown(link)).toBeUndefined());
  it('every variable of an address is encoded', () => expect(addressOf('GET /posts/:id', { id: '../cases?a=b' }, { after: '', q: 'א ב' })).toBe('/posts/..%2Fcases%3Fa%3Db?q=%D7%90+%D7%91'));
});

describe('the tab of the browser', () => {
  const screens = [{ path: '/alerts', text: 'page.alerts' as const }];
  it.each([['/', { text: 'queue.open', channel: null, number: null }], ['/inbox/mine/482-109-379', { text: 'queue.mine', channel: null, number: '482-109-379' }], ['/alerts', { text: 'page.alerts', channel: null, number: null }], ['/channel/x/482-109-379', { text: null, channel: 'x', number: '482-109-379' }], ['/contact/K1', { text: 'page.contact', channel: null, number: null }]])('at %s says where one is', (place, title) => expect(titleOf(place, screens)).toEqual(title));
});

describe('times that are chosen', () => {
  const thursday = Date.UTC(2026, 10, 26, 13, 0);
  it('are shown and read on the company’s clock', () => expect([localInput(thursday, 'Asia/Jerusalem'), fromLocalInput('2026-11-26T15:00', 'Asia/Jerusalem'), fromLocalInput('', 'UTC')]).toEqual(['2026-11-26T15:00', thursday, undefined]));
  const { calendar } = DEFAULT_SETTINGS;
  it('opening hours that cannot be are named', () => {
    expect([calendarProblem(calendar), calendarProblem({ ...calendar, weekdays: { ...calendar.weekdays, 0: [['17:00', '08:30']] } }), calendarProblem({ ...calendar, weekdays: { ...calendar.weekdays, 0: [['08:00', '12:00'], ['11:00', '13:00']] } }), calendarProblem({ ...calendar, weekdays: { 0: [], 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] } }), calendarProblem({ ...calendar, specialDays: [{ date: '', blocks: [], reason: null }] })]).toEqual([undefined, 'badBlocks', 'badBlocks', 'noHours', 'badDate']);
  });
  const sunday = (...blocks: [string, string][]) => ({ ...calendar, weekdays: { ...calendar.weekdays, 0: blocks } });
  it.each<[string, [string, string][]]>([
    ['a night shift', [['22:00', '02:00']]], ['one up to midnight', [['20:00', '24:00']]], ['one up to midnight, said otherwise', [['20:00', '00:00']]], ['a day and its night', [['08:30', '17:00'], ['22:00', '06:00']]], ['the same in another order', [['22:00', '06:00'], ['08:30', '17:00']]],
    ['a night that is twelve hours long', [['20:00', '08:00']]], ['one that is longer', [['20:00', '08:01']]], ['exchanged times', [['17:00', '08:30']]], ['no time at all', [['08:00', '08:00']]], ['two nights at once', [['20:00', '02:00'], ['23:00', '03:00']]],
  ])('the page takes what the server takes: %s', (_what, blocks) => {
    expect(calendarProblem(sunday(...blocks)) === undefined).toBe(GivenSettings.safeParse({ ...DEFAULT_SETTINGS, calendar: sunday(...blocks) }).success);
  });
  it('a night shift alone is opening hours', () => expect(calendarProblem({ ...calendar, weekdays: { 0: [['22:00', '02:00']], 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] } })).toBeUndefined());
});

describe('one’s own history', () => {
  const rows = Array.from({ length: 14 * 288 }, (_, slot) => `${new Date(Date.UTC(2026, 8, 1) + slot * 300_000).toISOString().slice(0, 19)},${slot >= 3500 && slot < 3506 ? 120 : 4 + (slot % 3)}`);
  const history = ['timestamp,value', ...rows].join('\r\n');
  it('is played with three sensitivities: the burst is found, a quiet series is left alone', () => {
    const played = (['low', 'normal', 'high'] as const).map((sensitivity) => playHistory(history, sensitivity));
    expect(played.map(({ rows: count, alerts }) => [count, alerts.some(({ at }) => at >= Date.UTC(2026, 8, 1) + 3500 * 300_000 && at < Date.UTC(2026, 8, 1) + 3506 * 300_000)])).toEqual([[4032, true], [4032, true], [4032, true]]);
    expect(played[0]!.alerts.length).toBeLessThanOrEqual(played[2]!.alerts.length);
  });
  it('keeps its peak in a chart of fewer points', () => expect([playHistory(history, 'normal').points.length <= 1_500, Math.max(...playHistory(history, 'normal').points.map(({ count }) => count))]).toEqual([true, 120]));
  it('shows no band of what is usual in its first two days', () => expect(playHistory(history, 'normal').points.map(({ low }) => low !== null).reduce<number[]>((all, known, index, points) => (index > 0 && known !== points[index - 1] ? [...all, index] : all), [])).toHaveLength(1));
  it('says which line cannot be played', () => expect(() => playHistory('timestamp,value\n2026-09-01 00:00:00,3\nyesterday,4\n', 'normal')).toThrow(UnplayableHistory));
});
