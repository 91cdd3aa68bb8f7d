import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startLinkedIn } from '../../local/platforms/linkedin.ts';
import type { Arrival, MessageArrival } from '../../shared/channels/arrival.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import { api } from '../../shared/channels/linkedin/api.ts';
import { facts, LinkedInSettings } from '../../shared/channels/linkedin/facts.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const POST = 'urn:li:activity:7012345678901234567';
const DANA = 'urn:li:person:dana';

let now = SUNDAY_MORNING;
let stand: Awaited<ReturnType<typeof startLinkedIn>>;
const tools = (fields: Partial<LinkedInSettings> = {}) => ({ http: platformHttp(5), now: () => now, settings: { ...LinkedInSettings.parse(facts.example), apiBase: stand.url, ...fields } });
const pollOnce = (cursor: string | null = null, fields: Partial<LinkedInSettings> = {}) => api.poll!(tools(fields), { inbox: '1', cursor });
const texts = (arrivals: Arrival[]): (string | null)[] => arrivals.map(({ text }) => text);
const answer = (to: string, text: string, automatic = false) => api.send(tools(), { route: { kind: 'publicReply', to, inbox: '1' }, text, automatic });
const said = (count: number) => Array.from({ length: count }, (_, n) => ({ by: DANA, text: `תגובה ${n}` }));

beforeEach(async () => {
  now = SUNDAY_MORNING;
  stand = await startLinkedIn({ secret: 'local-linkedin-secret', token: 'local-linkedin-token', organizationId: '1', now: () => now, versions: ['202607'], commentsPerMinute: 2 });
});
afterEach(() => stand.close());

describe('polling LinkedIn', () => {
  it('brings a comment with its Hebrew and its author’s id', async () => {
    await stand.comment(POST, [{ by: DANA, text: 'שלום' }]);
    expect((await pollOnce()).arrivals).toEqual([expect.objectContaining({ text: 'שלום', author: { id: DANA, name: null }, post: POST })]);
  });

  it('names itself and its version in every call', async () => {
    await pollOnce();
    expect(stand.seen[0]?.headers).toMatchObject({ 'linkedin-version': '202607', 'x-restli-protocol-version': '2.0.0' });
  });

  it('walks through all pages and misses none', async () => {
    await stand.comment(POST, said(120));
    const [first, found] = [await pollOnce(), [] as Arrival[]];
    let page = first;
    found.push(...page.arrivals);
    while (page.more) {
      page = await pollOnce(page.cursor);
      found.push(...page.arrivals);
    }
    expect(new Set(texts(found)).size).toBe(120);
  });

  it('catches up after three days', async () => {
    const { cursor } = await pollOnce();
    now += 86_400_000;
    await stand.comment(POST, said(3));
    now += 2 * 86_400_000;
    expect((await pollOnce(cursor)).arrivals).toHaveLength(3);
  });

  it('asks no oftener than it is told', async () => {
    const { cursor } = await pollOnce();
    const next = now + 900_000;
    now += 60_000;
    expect((await pollOnce(cursor)).restsUntil).toBe(next);
    expect(stand.seen).toHaveLength(1);
  });

  it('waits until midnight UTC when the day’s calls are used up, and loses nothing', async () => {
    await stand.comment(POST, said(1));
    stand.plan(429, { message: 'Resource level throttle APPLICATION DAY limit reached' });
    const first = await pollOnce();
    now = Date.parse('2026-11-22T23:59:59Z');
    const second = await pollOnce(first.cursor);
    now = Date.parse('2026-11-23T00:00:01Z');
    expect(first.restsUntil).toBeGreaterThanOrEqual(Date.parse('2026-11-23T00:00:00Z'));
    expect([second.arrivals.length, (await pollOnce(second.cursor)).arrivals.length]).toEqual([0, 1]);
  });

  it('says that its version has ended', async () => {
    await expect(pollOnce(null, { version: '202501' })).rejects.toMatchObject({ reason: 'versionEnded' });
  });

  it('fetches a comment that was told by id only', async () => {
    await stand.comment(POST, [{ by: DANA, text: 'כן' }], true);
    const { arrivals } = await pollOnce();
    expect(await api.lookUp!(tools(), arrivals[0] as MessageArrival)).toMatchObject({ text: 'כן', author: { id: DANA }, conversation: `${POST}:${DANA}` });
  });

  it('fetches a post that names us', async () => {
    await stand.mention('urn:li:share:9', DANA, 'thanks @Brand');
    const { arrivals } = await pollOnce();
    expect(await api.lookUp!(tools(), arrivals[0] as MessageArrival)).toMatchObject({ text: 'thanks @Brand', author: { id: DANA } });
  });

  it('finds nothing behind an id that is gone', async () => {
    await stand.comment(POST, said(1), true);
    const { arrivals } = await pollOnce();
    stand.comments.length = 0;
    expect(await api.lookUp!(tools(), arrivals[0] as MessageArrival)).toBeUndefined();
  });
});

describe('answering on LinkedIn', () => {
  it('hangs under the comment, in the page’s name', async () => {
    const [comment] = await stand.comment(POST, said(1));
    const { id } = await answer(comment!, 'בודקים');
    expect(stand.comments.at(-1)).toMatchObject({ actor: 'urn:li:organization:1', text: 'בודקים', parent: comment, post: POST });
    expect(id).toMatch(/^urn:li:comment:\(urn:li:activity:7012345678901234567,\d+\)$/);
  });

  it('by a machine is never handed over', async () => {
    await expect(answer(POST, 'automatic', true)).rejects.toMatchObject({ reason: 'channelForbids' });
    expect(stand.seen).toEqual([]);
  });

  it('in private there is none', async () => {
    await expect(api.send(tools(), { route: { kind: 'private', to: DANA, inbox: '1' }, text: 'x', automatic: false })).rejects.toMatchObject({ reason: 'channelForbids' });
  });

  it('with 1,250 characters is sent', async () => {
    await expect(answer(POST, 'א'.repeat(1250))).resolves.toEqual({ id: expect.stringMatching(/^urn:li:comment/) });
  });

  it.each([['א'.repeat(1251), 'textTooLong'], [' ', 'emptyText']])('%j is not handed over (%s)', async (text, reason) => {
    await expect(answer(POST, text)).rejects.toMatchObject({ reason });
  });

  it.each(['../../v2/me', 'urn:li:comment:(a/b,1)', 'urn:li:person:x'])('to %j is not handed over', async (to) => {
    await expect(answer(to, 'x')).rejects.toMatchObject({ reason: 'badRequest' });
  });

  it('waits a minute when comments come too fast', async () => {
    await answer(POST, 'one');
    await answer(POST, 'two');
    await expect(answer(POST, 'three')).rejects.toMatchObject({ name: 'TryLater', seconds: 60 });
  });

  it.each<[number, unknown, Record<string, string>, object]>([
    [429, {}, { 'retry-after': '17' }, { name: 'TryLater', seconds: 17 }],
    [429, {}, {}, { name: 'TryLater', seconds: 16 * 3600 }],
    [401, {}, {}, { reason: 'tokenDead' }],
    [403, {}, {}, { reason: 'permissionMissing' }],
    [404, {}, {}, { reason: 'itemGone' }],
    [426, {}, {}, { reason: 'versionEnded' }],
    [400, {}, {}, { reason: 'badRequest' }],
    [500, {}, {}, { name: 'TryLater', seconds: 60 }],
    [504, {}, {}, { name: 'Error' }],
    [201, {}, {}, { name: 'Error' }],
  ])('after %i %j %j ends as told', async (status, body, headers, outcome) => {
    stand.plan(status, body, headers);
    await expect(answer(POST, 'hello')).rejects.toMatchObject(outcome);
  });
});

describe('the health of LinkedIn', () => {
  it('has nothing to tell when all is well', async () => {
    expect(await api.health(tools())).toEqual([]);
  });

  it('warns of a version and of tokens that end', async () => {
    now = Date.parse('2027-06-01T00:00:00Z');
    expect(await api.health(tools({ accessTokenEndsAt: now + 86_400_000, refreshTokenEndsAt: now + 20 * 86_400_000 }))).toEqual([
      { key: 'versionEnds', values: { account: '1', days: '30' } }, { key: 'tokenEnds', values: { account: '1', days: '1' } },
    ]);
  });

  it('tells a dead token', async () => {
    stand.revoke();
    expect(await api.health(tools())).toEqual([{ key: 'tokenDead', values: { account: '1' } }]);
  });
});
