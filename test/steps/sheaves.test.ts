import { describe, expect, it } from '@jest/globals';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { caseNumbers } from '../../shared/aws/cases.ts';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { entriesOf } from '../../shared/steps/accept.ts';
import { record } from '../../shared/steps/record.ts';
import { sheavesOf } from '../../shared/steps/sheaves.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { comment, note } from '../support/platform-world.ts';

const entries = (arrivals: Arrival[]) => entriesOf({ around: { facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false }, log: () => undefined }, arrivals, SUNDAY_MORNING);
const comments = (count: number, text = 'איפה ההזמנה שלי?') => Array.from({ length: count }, (_, n) => comment(`${text} ${n}`, { nativeId: `c_${n}`, author: { id: `person-${n}`, name: null }, post: `POST-${n}` }));

const world = () => {
  const store = new MemoryCases();
  const step = record({ store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async () => undefined } });
  return { store, take: async (bodies: unknown[], attempt = 1) => step(bodies.map((body) => ({ body: JSON.stringify(body), attempt }))) };
};

describe('what one delivery brings', () => {
  it('lies on the queue by tens when it is more than one call takes, nothing of it lost or twice', () => {
    const given = entries(comments(1000));
    const sheaves = sheavesOf(given);
    expect(sheaves).toHaveLength(100);
    expect(sheaves.flat()).toEqual(given);
  });

  it('lies there one by one when it is no more than that', () => {
    const given = entries(comments(10));
    expect(sheavesOf(given)).toBe(given);
  });

  it('stays within what a queue takes in one message, whatever is written', () => {
    const given = entries(comments(40, '😀'.repeat(8_000)));
    const sheaves = sheavesOf(given);
    expect(sheaves.flat()).toHaveLength(40);
    for (const sheaf of sheaves) expect(JSON.stringify(sheaf).length * 6).toBeLessThan(1_000_000);
  });

  it('has whatever may have to come again by itself', () => {
    const alone = [note('removed', 'c_x', { thread: ['POST', 'p'] }), comment('תשובה', { nativeId: 'own', ours: true, author: { id: 'PAGE1', name: null } })];
    const sheaves = sheavesOf(entries([...comments(20), ...alone]));
    expect(sheaves.map((sheaf) => (Array.isArray(sheaf) ? sheaf.length : 'alone'))).toEqual([10, 10, 'alone', 'alone']);
  });

  it('is recorded like what came by itself', async () => {
    const { store, take } = world();
    expect(await take(sheavesOf(entries(comments(25))))).toEqual({ failed: [], hideSeconds: new Map() });
    expect([store.messages.size, store.cases.size]).toEqual([25, 25]);
  });

  it('comes again together when one of it fails, and what is known by then stays as it is', async () => {
    const { store, take } = world();
    const [sheaf] = sheavesOf(entries(comments(20)));
    const broken = [...sheaf as object[], { schema: 1, id: 'of no known form' }];
    expect((await take([broken])).failed).toEqual([0]);
    expect([store.messages.size, store.cases.size]).toEqual([10, 10]);
    expect((await take([broken], 2)).failed).toEqual([0]);
    expect([store.messages.size, store.cases.size, new Set([...store.messages.values()].map((one) => one.case)).size]).toEqual([10, 10, 10]);
  });
});
