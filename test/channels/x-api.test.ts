import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startX } from '../../local/platforms/x.ts';
import { api } from '../../shared/channels/x/api.ts';
import { facts, XSettings } from '../../shared/channels/x/facts.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const DANA = { id: '7001', name: 'דנה לוי', username: 'dana_levi' };
const TOM = { id: '7002', name: 'Tom', username: 'tom' };
const MINUTE = 60_000;

let now = SUNDAY_MORNING;
let stand: Awaited<ReturnType<typeof startX>>;
const tools = (fields: Partial<XSettings> = {}) => ({ http: platformHttp(5), now: () => now, settings: { ...XSettings.parse(facts.example), apiBase: stand.url, ...fields } });
const pollOnce = (cursor: string | null = null, fields: Partial<XSettings> = {}) => api.poll!(tools(fields), { inbox: '42', cursor });
const texts = (arrivals: Arrival[]): (string | null)[] => arrivals.map(({ text }) => text);

/** Polls until nothing more is told, as the collector does. */
async function pollAll(cursor: string | null = null, fields: Partial<XSettings> = {}): Promise<{ arrivals: Arrival[]; cursor: string }> {
  const arrivals: Arrival[] = [];
  let page = await pollOnce(cursor, fields);
  arrivals.push(...page.arrivals);
  for (let left = 50; page.more && left > 0; left--) {
    page = await pollOnce(page.cursor, fields);
    arrivals.push(...page.arrivals);
  }
  return { arrivals, cursor: page.cursor };
}

const answer = (to: string, text: string, automatic = false, fields: Partial<XSettings> = {}) => api.send(tools(fields), { route: { kind: 'publicReply', to, inbox: '42' }, text, automatic });
const write = (to: string, text: string, automatic = false) => api.send(tools(), { route: { kind: 'private', to, inbox: '42' }, text, automatic });

beforeEach(async () => {
  now = SUNDAY_MORNING;
  stand = await startX({ secret: 'local-x-secret', token: 'local-x-token', appId: '4242', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => now });
  stand.meets(DANA);
  stand.meets(TOM);
});
afterEach(() => stand.close());

describe('polling X', () => {
  it('brings a mention with its author and its Hebrew', async () => {
    await stand.post('7001', '@brand איפה ההזמנה & מתי <3?');
    const { arrivals } = await pollAll(null, { keywords: '' });
    expect(arrivals).toEqual([expect.objectContaining({ text: '@brand איפה ההזמנה & מתי <3?', author: { id: '7001', name: 'דנה לוי' }, monitoringOnly: false, at: SUNDAY_MORNING })]);
  });

  it('marks what only a keyword found', async () => {
    await stand.post('7002', 'this brand is a joke');
    expect((await pollAll()).arrivals).toEqual([expect.objectContaining({ monitoringOnly: true })]);
  });

  it('brings private messages in the conversation that deliveries name', async () => {
    await stand.write('7001', 'שילמתי פעמיים');
    expect((await pollAll()).arrivals).toEqual([expect.objectContaining({ visibility: 'private', conversation: '42-7001', text: 'שילמתי פעמיים' })]);
  });

  it('catches up with a day of three hundred mentions and misses none', async () => {
    const { cursor } = await pollAll(null, { keywords: '', dailyDollars: 100 });
    for (let n = 0; n < 300; n++) {
      now += 4 * MINUTE;
      await stand.post('7001', `@brand ${n}`);
    }
    const { arrivals } = await pollAll(cursor, { keywords: '', dailyDollars: 100 });
    expect(new Set(texts(arrivals)).size).toBe(300);
  });

  it('reads again only what its overlap covers', async () => {
    await stand.post('7001', '@brand early');
    now += 30 * MINUTE;
    await stand.post('7001', '@brand late');
    const { cursor } = await pollAll(null, { keywords: '' });
    expect(texts((await pollAll(cursor, { keywords: '' })).arrivals)).toEqual(['@brand late']);
  });

  it('keeps its cursor while a page is missing', async () => {
    for (let n = 0; n < 120; n++) await stand.post('7001', `@brand ${n}`);
    const first = await pollOnce(null, { keywords: '', dailyDollars: 100 });
    stand.plan('mentions', 503, {});
    await pollOnce(first.cursor, { keywords: '', dailyDollars: 100 });
    expect(new Set(texts((await pollAll(first.cursor, { keywords: '', dailyDollars: 100 })).arrivals)).size + first.arrivals.length).toBe(120);
  });

  it('begins a walk again when its page token has lapsed', async () => {
    for (let n = 0; n < 120; n++) await stand.post('7001', `@brand ${n}`);
    const first = await pollOnce(null, { keywords: '', dailyDollars: 100 });
    stand.plan('mentions', 400, { title: 'Invalid Request' });
    const second = await pollOnce(first.cursor, { keywords: '', dailyDollars: 100 });
    expect(new Set(texts((await pollAll(second.cursor, { keywords: '', dailyDollars: 100 })).arrivals)).size).toBe(120);
  });

  it('lets one source wait and goes on with the others', async () => {
    stand.plan('mentions', 429, {}, { 'x-rate-limit-reset': String(now / 1000 + 600) });
    await stand.write('7001', 'hello');
    const { arrivals, cursor } = await pollOnce();
    now += 5 * MINUTE;
    await pollOnce(cursor);
    expect([texts(arrivals), stand.seen.filter(({ endpoint }) => endpoint === 'mentions').length]).toEqual([['hello'], 1]);
  });

  it('asks for private messages no oftener than X allows', async () => {
    let cursor: string | null = null;
    for (let second = 0; second < 900; second += 30) {
      ({ cursor } = await pollOnce(cursor, { keywords: '', pollMentions: false }));
      now += 30_000;
    }
    expect(stand.seen.filter(({ endpoint }) => endpoint === 'messages').length).toBeLessThanOrEqual(15);
  });

  it('says what is wrong when nothing could be read', async () => {
    stand.revoke();
    await expect(pollOnce()).rejects.toMatchObject({ name: 'Refused', reason: 'tokenDead' });
  });

  it('after eight days off asks for no more than search gives', async () => {
    const { cursor } = await pollAll();
    now += 8 * 86_400_000;
    await stand.post('7002', 'brand again');
    expect(texts((await pollAll(cursor)).arrivals)).toEqual(['brand again']);
  });

  it('does not look at another account', async () => {
    await expect(api.poll!(tools(), { inbox: '43', cursor: null })).rejects.toMatchObject({ reason: 'notConnected' });
  });

  it('stops reading keyword hits when half of the budget is spent, not mentions', async () => {
    await stand.post('7001', '@brand help');
    await pollOnce(null, { dailyDollars: 0.1 });
    expect(stand.seen.map(({ endpoint }) => endpoint).toSorted()).toEqual(['mentions', 'messages', 'own']);
  });

  it('reads nothing without a budget', async () => {
    await pollOnce(null, { dailyDollars: 0 });
    expect(stand.seen).toEqual([]);
  });

  it('tells until when nothing is asked, and that customers go unread because the day’s budget is used up', async () => {
    await stand.post('7001', '@brand help');
    const few = { keywords: '', pollDirectMessages: false, dailyDollars: 0.06 };
    const first = await pollOnce(null, few);
    expect([first.restsUntil, api.standing!(tools(few).settings, first.cursor, now)]).toEqual([undefined, [{ key: 'budgetUsed', values: { account: '42' } }]]);
    now += MINUTE;
    const own = await pollOnce(first.cursor, { ...few, pollOwnAnswers: false });
    expect(own).toMatchObject({ arrivals: [], restsUntil: Math.ceil(now / 86_400_000) * 86_400_000 });
    expect(api.standing!(tools(few).settings, first.cursor, now + 86_400_000)).toEqual([]);
    expect(api.standing!(tools({ dailyDollars: 0 }).settings, first.cursor, now)).toEqual([]);
  });

  it('reads again when the day of X is over', async () => {
    const { cursor } = await pollOnce(null, { dailyDollars: 0 });
    now += 86_400_000;
    await pollOnce(cursor);
    expect(stand.seen.length).toBeGreaterThan(0);
  });
});

describe('answering on X', () => {
  it('reaches the post of somebody who named us', async () => {
    const post = await stand.post('7001', '@brand שלום');
    const { id } = await answer(post.id, '@dana_levi בודקים');
    expect(stand.posts.find((sent) => sent.id === id)).toMatchObject({ repliedTo: post.id, text: '@dana_levi בודקים' });
  });

  it('is final when the author did not name us', async () => {
    const post = await stand.post('7002', 'brand is bad');
    await expect(answer(post.id, 'hello')).rejects.toMatchObject({ name: 'Refused', reason: 'notSummoned' });
  });

  it('writes to somebody who wrote first', async () => {
    await stand.write('7001', 'שלום');
    const { id } = await write('7001', 'קיבלנו את פנייתך', true);
    expect(stand.messages.find((sent) => sent.id === id)).toMatchObject({ recipientId: '7001', text: 'קיבלנו את פנייתך' });
  });

  it('does not reach somebody who never wrote', async () => {
    await expect(write('7002', 'hello')).rejects.toMatchObject({ reason: 'personUnavailable' });
  });

  it('by a machine waits for the operator’s word', async () => {
    const post = await stand.post('7001', '@brand hi');
    await expect(answer(post.id, 'thanks', true)).rejects.toMatchObject({ reason: 'channelForbids' });
  });

  it('by a machine carries no address', async () => {
    const post = await stand.post('7001', '@brand hi');
    await expect(answer(post.id, 'see company.com', true, { automaticPublicReplies: true })).rejects.toMatchObject({ reason: 'linkInAutomaticText' });
  });

  it('with 280 Hebrew letters is sent', async () => {
    const post = await stand.post('7001', '@brand hi');
    await expect(answer(post.id, 'א'.repeat(280))).resolves.toEqual({ id: expect.stringMatching(/^\d+$/) });
  });

  it.each([['א'.repeat(281), 'textTooLong'], [`${'א'.repeat(279)}₪`, 'textTooLong'], [' ', 'emptyText']])('%j is not handed over (%s)', async (text, reason) => {
    await expect(answer('1', text)).rejects.toMatchObject({ reason });
  });

  it('never answers a public post in private', async () => {
    await expect(api.send(tools(), { route: { kind: 'privateReply', to: '1', inbox: '42' }, text: 'x', automatic: false })).rejects.toMatchObject({ reason: 'channelForbids' });
  });

  it.each<[number, unknown, Record<string, string>, object]>([
    [429, {}, { 'x-rate-limit-reset': String(SUNDAY_MORNING / 1000 + 300) }, { name: 'TryLater', seconds: 301 }],
    [429, {}, {}, { name: 'TryLater', seconds: 900 }],
    [429, {}, { 'x-rate-limit-reset': '17', 'x-user-limit-24hour-remaining': '0', 'x-user-limit-24hour-reset': String(SUNDAY_MORNING / 1000 + 7200) }, { name: 'TryLater', seconds: 7201 }],
    [400, { errors: [{ code: 88, message: 'Rate limit exceeded' }] }, {}, { name: 'TryLater' }],
    [429, { type: 'https://api.twitter.com/2/problems/usage-capped' }, {}, { name: 'Refused', reason: 'creditUsedUp' }],
    [402, { title: 'CreditsDepleted' }, {}, { name: 'Refused', reason: 'creditUsedUp' }],
    [401, {}, {}, { name: 'Refused', reason: 'tokenDead' }],
    [403, { detail: 'You are not allowed to create a Tweet with duplicate content.' }, {}, { name: 'Refused', reason: 'duplicateText' }],
    [403, {}, {}, { name: 'Refused', reason: 'notSummoned' }],
    [404, {}, {}, { name: 'Refused', reason: 'itemGone' }],
    [400, {}, {}, { name: 'Refused', reason: 'badRequest' }],
    [500, {}, {}, { name: 'TryLater', seconds: 30 }],
    [503, {}, {}, { name: 'TryLater', seconds: 30 }],
    [504, {}, {}, { name: 'Error' }],
    [302, {}, { location: 'https://evil.example' }, { name: 'Error' }],
  ])('after %i %j %j ends as told', async (status, body, headers, outcome) => {
    stand.plan('post', status, body, headers);
    await expect(answer('1', 'hello')).rejects.toMatchObject(outcome);
  });

  it('that came back without an id is an unknown outcome', async () => {
    stand.plan('post', 200, { errors: [{ title: 'odd' }] });
    await expect(answer('1', 'hello')).rejects.not.toMatchObject({ name: expect.stringMatching(/^(?:Refused|TryLater)$/) });
  });
});

describe('the health of X', () => {
  it('has nothing to tell when all is well', async () => {
    expect(await api.health(tools())).toEqual([]);
  });

  it('tells a dead token', async () => {
    stand.revoke();
    expect(await api.health(tools())).toEqual([{ key: 'tokenDead', values: { account: '42' } }]);
  });

  it('tells the days left of a token', async () => {
    expect(await api.health(tools({ accessTokenEndsAt: now + 7 * 86_400_000 }))).toEqual([{ key: 'tokenEnds', values: { account: '42', days: '7' } }]);
  });

  it('tells a token of another account', async () => {
    expect(await api.health(tools({ userId: '43' }))).toEqual([{ key: 'tokenOfAnother', values: { account: '43' } }]);
  });
});
