import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startX } from '../../local/platforms/x.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import { api } from '../../shared/channels/x/api.ts';
import { volumeQuery } from '../../shared/channels/x/counts.ts';
import { facts, XSettings } from '../../shared/channels/x/facts.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let now = SUNDAY_MORNING;
let stand: Awaited<ReturnType<typeof startX>>;
// Counting alone, so that what it costs is seen.
const ALONE = { pollMentions: false, pollDirectMessages: false, pollOwnAnswers: false, countsEveryMinutes: 15 };
const pollOnce = (cursor: string | null = null, fields: Partial<XSettings> = {}) => api.poll!({ http: platformHttp(5), now: () => now, settings: { ...XSettings.parse({ ...facts.example, keywords: '' }), apiBase: stand.url, ...ALONE, ...fields } }, { inbox: '42', cursor });
const countings = () => stand.seen.filter(({ endpoint }) => endpoint === 'counts');
const total = (counts: { count: number }[] = []): number => counts.reduce((sum, { count }) => sum + count, 0);

beforeEach(async () => {
  now = SUNDAY_MORNING;
  stand = await startX({ secret: 'local-x-secret', token: 'local-x-token', appId: '4242', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => now });
  stand.meets({ id: '7001', name: 'דנה', username: 'dana' });
});
afterEach(() => stand.close());

describe('counting posts on X', () => {
  it('is off unless it is asked for', async () => {
    await pollOnce(null, { countsEveryMinutes: 0 });
    expect(countings()).toEqual([]);
  });

  it('tells how many there were, minute by minute, and reads none of them', async () => {
    now -= 5 * MINUTE;
    await stand.post('7001', '@brand א');
    await stand.post('7001', 'somebody else');
    now += MINUTE;
    await stand.post('7001', '@brand b');
    await stand.post('7001', '@brand c');
    now += 4 * MINUTE;
    const { counts, arrivals } = await pollOnce();
    expect([counts?.length, counts?.filter(({ count }) => count > 0), arrivals]).toEqual([15, [
      { at: SUNDAY_MORNING - 5 * MINUTE, minutes: 1, count: 1, query: '(@brand) -from:brand -is:retweet' },
      { at: SUNDAY_MORNING - 4 * MINUTE, minutes: 1, count: 2, query: '(@brand) -from:brand -is:retweet' },
    ], []]);
  });

  it('asks with the app’s token, since X tells only the app', async () => {
    await expect(pollOnce(null, { appToken: 'local-x-token' })).rejects.toMatchObject({ reason: 'tokenDead' });
  });

  it('asks every fifteen minutes and counts each minute once', async () => {
    let cursor: string | null = null;
    let counted = 0;
    for (let minute = 0; minute < 60; minute++) {
      await stand.post('7001', '@brand again');
      const page = await pollOnce(cursor);
      ({ cursor } = page);
      counted += total(page.counts);
      now += MINUTE;
    }
    // The newest minutes wait for the next time.
    expect([countings().length, counted]).toEqual([4, 44]);
  });

  it('after three days off catches up by the hour, in one request', async () => {
    const { cursor } = await pollOnce();
    const asked = countings().length;
    now += DAY;
    await stand.post('7001', '@brand while we were away');
    now += 2 * DAY;
    const { counts } = await pollOnce(cursor);
    expect([countings().length - asked, total(counts), Math.max(...counts!.map(({ minutes }) => minutes))]).toEqual([1, 1, 60]);
  });

  it('after ten days off asks for no more than X keeps', async () => {
    const { cursor } = await pollOnce();
    now += 10 * DAY;
    await pollOnce(cursor);
    expect(now - Date.parse(countings().at(-1)!.query['start_time']!)).toBeLessThan(7 * DAY);
  });

  it('stays within the day’s budget', async () => {
    let cursor: string | null = null;
    for (let quarter = 0; quarter < 20; quarter++) {
      ({ cursor } = await pollOnce(cursor, { dailyDollars: 0.05 }));
      now += 15 * MINUTE;
    }
    expect(countings()).toHaveLength(10);
  });

  it('waits as long as X says, and counts then what it has missed', async () => {
    stand.plan('counts', 429, {}, { 'x-rate-limit-reset': String(now / 1000 + 600) });
    const first = await pollOnce();
    now += 5 * MINUTE;
    const second = await pollOnce(first.cursor);
    now += 6 * MINUTE;
    const third = await pollOnce(second.cursor);
    expect([first.counts, second.counts, third.counts?.length]).toEqual([undefined, undefined, 15]);
  });

  it('that fails stops no reading', async () => {
    await stand.post('7001', '@brand שלום');
    stand.plan('counts', 403, {});
    const page = await pollOnce(null, { pollMentions: true });
    expect([page.counts, page.arrivals.length, page.refused]).toEqual([undefined, 1, [{ part: 'counts', reason: 'permissionMissing' }]]);
  });

  it('follows X to further pages', async () => {
    const row = (at: number, count: number) => ({ start: new Date(at).toISOString(), end: new Date(at + MINUTE).toISOString(), tweet_count: count });
    stand.plan('counts', 200, { data: [row(SUNDAY_MORNING - 2 * MINUTE, 5)], meta: { next_token: 'older' } });
    stand.plan('counts', 200, { data: [row(SUNDAY_MORNING - 3 * MINUTE, 7)], meta: {} });
    expect([total((await pollOnce()).counts), countings().at(-1)!.query['next_token']]).toEqual([12, 'older']);
  });

  it('reads the name that X gives the figure when it calls posts posts', async () => {
    stand.plan('counts', 200, { data: [{ start: '2026-11-22T07:00:00.000Z', end: '2026-11-22T07:01:00.000Z', post_count: '9' }] });
    expect((await pollOnce()).counts).toEqual([{ at: Date.parse('2026-11-22T07:00:00Z'), minutes: 1, count: 9, query: expect.any(String) }]);
  });
});

describe('what is counted', () => {
  it.each([['', '(@brand) -from:brand -is:retweet'], ['מותג OR "brand name"', '(@brand OR (מותג OR "brand name")) -from:brand -is:retweet']])('with the watched words %j is %s', (keywords, query) => {
    expect(volumeQuery({ handle: 'brand', keywords })).toBe(query);
  });

  it.each([1, 14, -15, 1.5])('every %d minutes is no setting', (countsEveryMinutes) => {
    expect(XSettings.safeParse({ ...facts.example, countsEveryMinutes }).success).toBe(false);
  });

  it('without the app’s token is no setting either', () => {
    const { appToken: _none, ...rest } = facts.example;
    expect(XSettings.safeParse({ ...rest, countsEveryMinutes: 15 }).error?.issues.map(({ path }) => path.join('.'))).toEqual(['appToken']);
  });
});
