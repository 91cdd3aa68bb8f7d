import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { Alert } from '../../shared/ports.ts';
import { broughtBy } from '../../shared/steps/accept.ts';
import { readBooks } from '../../shared/steps/books.ts';
import { booksOf, checkBooks } from '../../shared/steps/check-books.ts';
import { countOf, endOf, refusals } from '../../shared/steps/counted.ts';
import { rebuildBooks } from '../../shared/steps/rebuild-books.ts';
import { reconcile } from '../../shared/steps/reconcile.ts';
import { record } from '../../shared/steps/record.ts';
import { sheavesOf } from '../../shared/steps/sheaves.ts';
import { tell } from '../../shared/steps/tell.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryChannelState } from '../../local/faults/memory-channel-state.ts';
import { KEYS, SUNDAY_MORNING, mail } from '../support/make.ts';
import { MemoryLedger } from '../support/memory-ledger.ts';
import { MemoryContacts, MemoryTelling } from '../support/memory-telling.ts';
import { note, privately } from '../support/platform-world.ts';

const HOUR = 3_600_000;

/** Doors, `record` and `tell` over the fakes: what a door has put on the queue is worked off in the order asked for. */
function world() {
  const [store, ledger, state] = [new MemoryCases(), new MemoryLedger(), new MemoryChannelState()];
  const clock = { now: SUNDAY_MORNING };
  const raised: Alert[] = [];
  const queue: string[] = [];
  const shared = { settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => clock.now, log: () => undefined, ledger };
  const step = record({ ...shared, store, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async () => undefined } });
  const telling = new MemoryTelling(shared.now);
  const told = tell({ ...shared, telling, search: telling, contacts: new MemoryContacts() });
  return {
    store, ledger, clock, raised, queue, state,
    deliver(arrivals: Arrival[]): void {
      const brought = broughtBy({ around: { facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false }, log: shared.log }, arrivals, clock.now++);
      const count = countOf(brought);
      queue.push(...[...sheavesOf(brought.entries), ...(count ? [count] : [])].map((entry) => JSON.stringify(entry)));
    },
    async work(places: number[], attempt = 20): Promise<void> {
      for (const place of places) await step([{ body: queue[place % queue.length]!, attempt }]);
      await told([...store.messages.values()].map((message) => ({ kind: 'message' as const, message: structuredClone(message), isNew: true })), `batch-${places.join()}`);
    },
    async workAll(): Promise<void> { await this.work(queue.map((_, place) => place)); },
    books: async () => (await readBooks({ ...shared, ledger }, 3)).rows,
    check: async () => checkBooks({ ...shared, ledger, state, alerts: { raise: async (alert) => { raised.push(alert); } } }),
  };
}

let run: ReturnType<typeof world>;
beforeEach(() => { run = world(); });
const receipt = note('receipt', 'm_1', { about: null });
const two = [privately('איפה ההזמנה?', { nativeId: 'm_1' }), privately('It is number 7.', { nativeId: 'm_2' }), receipt];

describe('the books of what the doors brought', () => {
  it('hold: messages, the same delivered again, a receipt, an edit, and an echo of our own', async () => {
    run.deliver(two);
    run.deliver(two);
    run.deliver([note('edited', 'm_1', { thread: ['person-1'], text: 'איפה ההזמנה שלי?' })]);
    run.deliver([{ ...privately('ours', { nativeId: 'm_3' }), ours: true, ownSend: true }]);
    await run.workAll();
    expect(await run.books()).toMatchObject([{ source: 'facebook', received: 8, stored: 2, duplicates: 2, noted: { receipt: 2, edited: 1, ownEcho: 1 }, underWay: 0, balanced: true }]);
  });

  it('say the same in whatever order the queue brings it, and however often', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), fc.boolean(), async (extra, backwards) => {
      const one = world();
      one.deliver(two);
      one.deliver([...two.toReversed(), privately('עוד משהו', { nativeId: 'm_4' })]);
      one.deliver([receipt]);
      const all = one.queue.map((_, place) => place);
      await one.work([...extra, ...(backwards ? all.toReversed() : all), ...extra]);
      expect(await one.books()).toMatchObject([{ received: 8, stored: 3, duplicates: 2, noted: { receipt: 3 }, underWay: 0, balanced: true }]);
    }), { numRuns: 15 });
  });

  it('are the same again where what the stream had told was lost, and rebuilding twice changes nothing more', async () => {
    run.deliver(two);
    run.deliver(two);
    await run.workAll();
    const before = await run.books();
    run.ledger.parts = run.ledger.parts.map((part) => ({ ...part, items: Object.fromEntries(Object.entries(part.items).filter(([is]) => is !== 'stored')) }));
    const lost = await run.books();
    for (let times = 0; times < 2; times++) expect(await rebuildBooks({ ledger: run.ledger, now: () => run.clock.now }, [...run.store.messages.values()])).toBe(2);
    expect([lost[0]!.underWay, await run.books()]).toEqual([2, before]);
  });

  it('count a machine’s mail as filtered until somebody releases it', async () => {
    const robot = mail({ receivedAt: SUNDAY_MORNING, sender: { machine: 'autoSubmitted', evidence: [] } });
    run.queue.push(JSON.stringify(robot));
    await run.workAll();
    expect(await run.books()).toMatchObject([{ source: 'email', received: 1, quarantined: 1 }]);
    const [held] = run.store.messages.values();
    held!.case = '482109379';
    await run.work([]);
    expect(await run.books()).toMatchObject([{ received: 1, stored: 1, quarantined: 0, balanced: true }]);
  });

  it('know what a webhook told by its ids only, until it is fetched or found to be gone', async () => {
    run.deliver([privately('', { nativeId: 'story', lookUp: { story: '1' } })]);
    await run.workAll();
    expect(await run.books()).toMatchObject([{ received: 1, underWay: 1 }]);
    const [pending] = run.store.lookUps.values();
    run.queue.push(JSON.stringify(endOf(pending!.message, 'noted.gone')));
    await run.workAll();
    expect(await run.books()).toMatchObject([{ received: 1, underWay: 0, noted: { gone: 1 } }]);
  });
});

describe('a mail that nobody told of', () => {
  it('was received when it is found in the bucket, and has ended when it is stored', async () => {
    let told = 0;
    const found = reconcile({
      originals: { list: async () => ({ originals: [{ key: 'raw/ses-7', storedAt: run.clock.now - 2 * HOUR }], more: false }) },
      deliveries: { walk: async () => undefined, keepWalk: async () => undefined, unknown: async (ids) => ids, noteFound: async () => undefined },
      mail: { send: async (entries) => { told += entries.length; } }, ledger: run.ledger, now: () => run.clock.now, log: () => undefined,
    });
    expect([await found(run.clock.now + HOUR), told, await run.books()]).toMatchObject([1, 1, [{ source: 'email', received: 1, underWay: 1 }]]);
    run.queue.push(JSON.stringify(mail({ deliveryId: 'ses-7', receivedAt: run.clock.now - 2 * HOUR })));
    await run.workAll();
    expect(await run.books()).toMatchObject([{ received: 1, stored: 1, underWay: 0, balanced: true }]);
  });
});

describe('what a door refuses', () => {
  it('is counted at once, then once a minute, whoever knocks how often', async () => {
    const sent: string[] = [];
    const knock = refusals({ channel: 'x', counts: { send: async (entries) => { sent.push(...entries.map((entry) => JSON.stringify(entry))); } }, now: () => run.clock.now, log: () => undefined });
    for (let n = 0; n < 500; n++) await knock();
    run.clock.now += 61_000;
    await knock();
    run.queue.push(...sent);
    await run.workAll();
    expect([sent.length, await run.books()]).toMatchObject([2, [{ source: 'x', received: 501, rejected: 501, balanced: true }]]);
  });

  it('hears so all the same when it cannot be counted, and is counted later', async () => {
    let breaks = true;
    const sent: unknown[] = [];
    const knock = refusals({ channel: 'x', counts: { send: async (entries) => { if (breaks) throw new Error('no queue'); sent.push(...entries); } }, now: () => run.clock.now, log: () => undefined });
    await knock();
    breaks = false;
    run.clock.now += 61_000;
    await knock();
    expect(JSON.stringify(sent)).toContain('{"rejected":2}');
  });
});

describe('what came in and ended nowhere', () => {
  beforeEach(async () => {
    run.deliver(two);
    // The last is what the door says of the delivery: one of its messages was taken from the queue and written nowhere.
    await run.work([0, run.queue.length - 1]);
  });

  it('is under way at first, and after an hour people hear of it, once, with the day and the channel', async () => {
    await run.check();
    expect([run.raised, await run.books()]).toMatchObject([[], [{ received: 3, stored: 1, underWay: 1, overdue: 0, balanced: true }]]);
    run.clock.now += 2 * HOUR;
    for (let looks = 0; looks < 3; looks++) await run.check();
    expect(run.raised).toMatchObject([{ key: 'facebook:imbalance:2026-11-22', channel: 'facebook', text: expect.stringContaining('1 received from Facebook on 2026-11-22') as unknown }]);
    expect([(await run.state.check(booksOf('facebook')))?.findings, await run.books()]).toMatchObject([[{ key: 'imbalance', values: { account: '2026-11-22', count: '1' } }], [{ overdue: 1, balanced: false }]]);
  });

  it('is well again when it has ended after all', async () => {
    run.clock.now += 2 * HOUR;
    await run.check();
    await run.work([1]);
    await run.check();
    expect([(await run.state.check(booksOf('facebook')))?.findings, await run.books()]).toMatchObject([[], [{ received: 3, stored: 2, underWay: 0, balanced: true }]]);
  });
});
