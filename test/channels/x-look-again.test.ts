import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startX } from '../../local/platforms/x.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import { api } from '../../shared/channels/x/api.ts';
import { facts, XSettings } from '../../shared/channels/x/facts.ts';
import { InboundNote } from '../../shared/domain/inbound-note.ts';
import { collect } from '../../shared/steps/collect.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { MemoryChannelState } from '../../local/faults/memory-channel-state.ts';

const DAY = 86_400_000;
let now: number;
let stand: Awaited<ReturnType<typeof startX>>;
let state: MemoryChannelState;
let notes: InboundNote[];

beforeEach(async () => {
  [now, state, notes] = [SUNDAY_MORNING, new MemoryChannelState(), []];
  stand = await startX({ secret: 'local-x-secret', token: 'local-x-token', appId: '4242', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => now });
  stand.meets({ id: '7001', name: 'דנה לוי', username: 'dana_levi' });
});
afterEach(() => stand.close());

/** As many turns of the collector as it takes, a minute apart. */
async function collected(turns: number, fields: Partial<XSettings> = {}): Promise<void> {
  const settings = { ...XSettings.parse({ ...facts.example, keywords: '', pollDirectMessages: false, pollOwnAnswers: false, lookAgainDays: 3 }), apiBase: stand.url, ...fields };
  for (let turn = 0; turn < turns; turn++) {
    await collect({
      facts, settings, api, state, http: platformHttp(5), idKey: KEYS.id, now: () => now, log: () => undefined, until: now + 50_000,
      inbound: { send: async (entries) => { notes.push(...entries.flatMap((entry) => InboundNote.safeParse(entry).data ?? [])); } },
    })();
    now += 60_000;
  }
}
const asked = (): string[][] => stand.seen.filter(({ endpoint }) => endpoint === 'lookUp').map(({ query }) => query['ids']!.split(','));
const write = async (text = '@brand איפה ההזמנה?') => stand.post('7001', text);

describe('posts that are asked for again', () => {
  it('and are gone on X, or for followers only by now, are told as removed, once', async () => {
    const [deleted, guarded, kept] = [await write(), await write('@brand hello'), await write('@brand hi')];
    await collected(2);
    stand.posts.splice(stand.posts.indexOf(deleted), 1);
    guarded.guarded = true;
    now += DAY;
    await collected(5);
    expect(notes.map(({ note, nativeId }) => [note, nativeId])).toEqual([['removed', deleted.id], ['removed', guarded.id]]);
    now += DAY;
    await collected(5);
    expect([notes.length, asked()]).toEqual([2, [[deleted.id, guarded.id, kept.id], [kept.id]]]);
  });

  it('are asked for once a day, a hundred at once, until they are too old', async () => {
    for (let n = 0; n < 120; n++) await write(`@brand ${n}`);
    await collected(3, { dailyDollars: 100 });
    now += DAY;
    await collected(8, { dailyDollars: 100 });
    expect(asked().map(({ length }) => length)).toEqual([100, 20]);
    expect(new Set(asked().flat()).size).toBe(120);
    now += 4 * DAY;
    await collected(3, { dailyDollars: 100 });
    expect(asked()).toHaveLength(2);
  });

  it('cost no more than half of what a day may, and go on the next day where the budget ended', async () => {
    for (let n = 0; n < 10; n++) await write(`@brand ${n}`);
    await collected(2);
    now += DAY;
    // The posts within the overlap are read again on a new day, a thousandth of a dollar each, their writer a hundredth.
    await collected(4, { dailyDollars: 0.1 });
    expect(asked().map(({ length }) => length)).toEqual([6]);
    now += DAY;
    await collected(4, { dailyDollars: 0.1 });
    expect(asked().map(({ length }) => length)).toEqual([6, 4]);
    expect(new Set(asked().flat()).size).toBe(10);
  });

  it('are none where nobody asked for it: nothing is kept and nothing read', async () => {
    await write();
    await collected(1, { lookAgainDays: 0 });
    now += DAY;
    await collected(2, { lookAgainDays: 0 });
    expect([asked(), state.heldIds.size]).toEqual([[], 0]);
  });

  it('wait for the next turn when X does not answer, and keep nothing from being fetched', async () => {
    const post = await write();
    await collected(1);
    stand.posts.splice(stand.posts.indexOf(post), 1);
    now += DAY;
    stand.plan('lookUp', 503, {});
    await collected(1);
    expect(notes).toEqual([]);
    await collected(2);
    expect(notes).toHaveLength(1);
  });
});
