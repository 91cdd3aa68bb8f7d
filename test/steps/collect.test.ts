import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Polled } from '../../shared/channels/arrival.ts';
import type { Api } from '../../shared/channels/channel.ts';
import { facts } from '../../shared/channels/instagram/facts.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import { TryLater } from '../../shared/errors.ts';
import type { InboundEntry } from '../../shared/steps/sheaves.ts';
import { arrivedMessage } from '../../shared/steps/arrived.ts';
import { collect } from '../../shared/steps/collect.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { MemoryChannelState } from '../../local/faults/memory-channel-state.ts';
import { comment } from '../support/platform-world.ts';

const MINUTE = 60_000;
let state: MemoryChannelState;
let queued: InboundEntry[];
let counted: unknown[];
let asked: { inbox: string; cursor: string | null }[];
let clock: number;
let pages: ((from: { inbox: string; cursor: string | null }) => Polled)[];
let queueFails: boolean;
let logged: unknown[];
let lookUp: Api<never>['lookUp'] | undefined;

beforeEach(() => {
  state = new MemoryChannelState();
  [queued, counted, asked, pages, clock, queueFails, lookUp, logged] = [[], [], [], [], SUNDAY_MORNING, false, undefined, []];
});

const run = async (inboxes = ['IG1']): Promise<void> => collect({
  facts, settings: {} as never, http: async () => { throw new Error('no network'); }, state, idKey: KEYS.id, now: () => clock, log: (_level, event, fields) => logged.push([event, fields?.key, fields?.reason]), until: clock + 50_000,
  inbound: { send: async (entries) => { if (queueFails) throw new Error('no queue'); for (const entry of entries) if ('sheets' in entry) counted.push(entry); else queued.push(entry); } },
  api: {
    accounts: () => inboxes.map((inbox) => ({ inbox, names: ['brand'] })), health: async () => [], send: async () => ({ id: '' }), ...(lookUp ? { lookUp } : {}),
    async poll(_, from) {
      asked.push(from);
      return (pages.shift() ?? (() => ({ arrivals: [], cursor: 'end', more: false })))(from);
    },
  },
})();

const page = (cursor: string, more: boolean, ...ids: string[]) => (): Polled => ({ cursor, more, arrivals: ids.map((nativeId) => comment('איפה ההזמנה?', { nativeId, inbox: 'IG1' })) });

describe('fetching', () => {
  it('begins without a cursor and goes on from the page before, while there is more', async () => {
    pages = [page('one', true, 'a', 'b'), page('two', false, 'c')];
    await run();
    expect(asked.map(({ cursor }) => cursor)).toEqual([null, 'one']);
    expect(queued.map((entry) => InboundMessage.parse(entry).deliveryId)).toEqual(['a', 'b', 'c']);
    expect(await state.cursor('instagram', 'IG1')).toMatchObject({ cursor: 'two', version: 2 });
  });

  it('moves the cursor only once the queue has the page', async () => {
    pages = [page('one', false, 'a')];
    queueFails = true;
    await run();
    expect(await state.cursor('instagram', 'IG1')).toBeNull();
  });

  it('waits as long as the platform says, from where it was', async () => {
    pages = [page('one', false, 'a')];
    await run();
    clock += 2 * MINUTE;
    pages = [() => { throw new TryLater(600, 'slow down'); }];
    await run();
    expect(await state.cursor('instagram', 'IG1')).toMatchObject({ cursor: 'one', notBefore: clock + 600_000 });
    clock += 5 * MINUTE;
    await run();
    expect(asked).toHaveLength(2);
    clock += 6 * MINUTE;
    await run();
    expect(asked.at(-1)).toMatchObject({ cursor: 'one' });
  });

  it('says when it last fetched something: a quiet account moves it, a throttled one and one that rests do not', async () => {
    const fetched = async () => (await state.cursor('instagram', 'IG1'))!.movedAt;
    await run();
    clock += 2 * MINUTE;
    await run();
    const quiet = clock;
    expect(await fetched()).toBe(quiet);
    clock += 2 * MINUTE;
    pages = [() => { throw new TryLater(60, 'slow down'); }];
    await run();
    clock += 2 * MINUTE;
    pages = [() => ({ ...page('rests', false)(), restsUntil: clock + 60 * MINUTE })];
    await run();
    expect([await fetched(), (await state.cursor('instagram', 'IG1'))!.notBefore]).toEqual([quiet, clock + 15 * MINUTE]);
  });

  it('of two runs at once only one moves the cursor, and both bring the same items', async () => {
    pages = [(from) => {
      state.cursors.set(`instagram ${from.inbox}`, { cursor: 'other', version: 1, notBefore: 0, movedAt: clock });
      return page('mine', true, 'a')();
    }];
    await run();
    expect(await state.cursor('instagram', 'IG1')).toMatchObject({ cursor: 'other' });
    expect(asked).toHaveLength(1);
    expect(queued).toHaveLength(1);
  });

  it('says what the platform refuses while it tells the rest', async () => {
    pages = [() => ({ ...page('one', false, 'a')(), refused: [{ part: 'messages', reason: 'permissionMissing' }] })];
    await run();
    expect([queued.length, logged]).toEqual([1, [['poll.refused', 'messages', 'permissionMissing']]]);
  });

  it('goes on with the next account when one fails', async () => {
    pages = [() => { throw new Error('broken'); }, page('one', false, 'a')];
    await run(['IG1', 'IG2']);
    expect(queued).toHaveLength(1);
    expect(await state.cursor('instagram', 'IG1')).toBeNull();
  });

  it('begins no page after its time, and goes on there in the next turn', async () => {
    pages = [() => { clock += 51_000; return page('one', true, 'a')(); }];
    await run();
    expect(asked).toHaveLength(1);
    pages = [page('two', false, 'b')];
    await run();
    expect(asked.at(-1)).toEqual({ inbox: 'IG1', cursor: 'one' });
  });
});

describe('what a webhook named by ids only', () => {
  const named = comment('', { nativeId: 'mention:9', inbox: 'IG1', lookUp: { media: '9' } });
  beforeEach(() => {
    const around = { facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false };
    const message = arrivedMessage(around, named, SUNDAY_MORNING);
    state.waiting.push({ id: message.id, channel: 'instagram', message });
  });

  it('is fetched and queued whole, under the same id', async () => {
    const { lookUp: _, ...whole } = named;
    lookUp = async (__, arrival) => ({ ...whole, text: `נמצא ${arrival.lookUp!['media']}` });
    const id = state.waiting[0]!.id;
    await run();
    expect(queued).toMatchObject([{ id, text: 'נמצא 9' }]);
    expect(state.waiting).toHaveLength(0);
  });

  it('is still what was read again after it was lost, so that nobody is acknowledged', async () => {
    const { lookUp: _, ...whole } = named;
    lookUp = async () => ({ ...whole, text: 'נמצא' });
    state.waiting[0]!.message.replayed = true;
    await run();
    expect(queued).toMatchObject([{ text: 'נמצא', replayed: true }]);
  });

  it('is dropped when it is gone by then', async () => {
    lookUp = async () => undefined;
    await run();
    expect(queued).toHaveLength(0);
    expect(state.waiting).toHaveLength(0);
  });

  it('waits for the next turn when the platform does not answer', async () => {
    lookUp = async () => { throw new TryLater(60, 'slow down'); };
    await run();
    expect(state.waiting).toHaveLength(1);
  });
});
