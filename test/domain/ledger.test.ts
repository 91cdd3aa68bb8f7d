import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balances, factOf, isBalanced, joinSheets, notedIn, receiptOf, sheetsOf } from '../../shared/domain/ledger.ts';
import type { Balance, Fact } from '../../shared/domain/ledger.ts';
import { dayAt } from '../../shared/domain/zone.ts';
import { opened } from '../adapters/cases.contract.ts';
import { SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const dayOf = (at: number): number => dayAt('Asia/Jerusalem', at);
const books = (facts: Fact[], now = SUNDAY_MORNING + HOUR): Balance[] => balances(sheetsOf(facts), { now, dayOf });
const fact = (receipt: number, is: Extract<Fact, { receipt: number }>['is'], at = SUNDAY_MORNING, source = 'facebook'): Fact => ({ source, at, receipt, is });
const counting = (counted: string, counts: Record<string, number>, at = SUNDAY_MORNING): Fact => ({ source: 'facebook', at, counted, counts });

const ENDINGS = ['received', 'stored', 'quarantined', 'released', 'duplicate', 'noted.edited', 'noted.removed'] as const;
const anyFact = fc.oneof(
  fc.record({ source: fc.constantFrom('facebook', 'email'), at: fc.integer({ min: SUNDAY_MORNING - 2 * DAY, max: SUNDAY_MORNING }), receipt: fc.integer({ min: 0, max: 40 }), is: fc.constantFrom(...ENDINGS) }),
  fc.record({ source: fc.constantFrom('facebook', 'email'), at: fc.integer({ min: SUNDAY_MORNING - 2 * DAY, max: SUNDAY_MORNING }), counted: fc.constantFrom('a', 'b', 'c'), counts: fc.constantFrom<Record<string, number>>({ receipt: 2 }, { rejected: 3, reaction: 1 }) }),
).map((one): Fact => ('counted' in one ? { ...one, counted: `${one.counted}${one.at}` } : one));

describe('the books of what came in', () => {
  it('hold whatever is told, in any order and however often: received is what became of it all', () => {
    fc.assert(fc.property(fc.array(anyFact, { maxLength: 80 }), fc.array(fc.nat(), { maxLength: 40 }), (facts, again) => {
      const once = books(facts);
      for (const row of once) expect(row.received).toBe(row.stored + row.quarantined + row.duplicates + row.rejected + notedIn(row) + row.underWay);
      const repeated = facts.length === 0 ? [] : again.map((place) => facts[place % facts.length]!);
      expect(books([...facts.toReversed(), ...repeated])).toEqual(once);
    }));
  });

  it('say the same however they were written in parts and bound together', () => {
    fc.assert(fc.property(fc.array(fc.array(anyFact, { maxLength: 10 }), { maxLength: 8 }), (parts) => {
      const sheets = parts.map(sheetsOf);
      const read = (given: typeof sheets[number]): Balance[] => balances(given, { now: SUNDAY_MORNING, dayOf });
      const bound = joinSheets([...joinSheets(sheets.slice(0, 3).flat()), ...sheets.slice(1).flat()]);
      expect(read(bound)).toEqual(read(sheets.flat()));
    }));
  });

  it('count an item once: who stored it and died, and was told of it again, has no duplicate', () => {
    expect(books([fact(1, 'duplicate'), fact(1, 'stored'), fact(2, 'duplicate'), fact(2, 'received')])).toMatchObject([{ received: 2, stored: 1, duplicates: 1, underWay: 0 }]);
  });

  it('move what is released from the filtered to the stored', () => {
    const [held] = books([fact(1, 'quarantined'), fact(2, 'stored')]);
    const [freed] = books([fact(1, 'quarantined'), fact(2, 'stored'), fact(1, 'released', SUNDAY_MORNING)]);
    expect([held, freed]).toMatchObject([{ received: 2, stored: 1, quarantined: 1 }, { received: 2, stored: 2, quarantined: 0 }]);
  });

  it('show by kind what was only noted, and what a door refused', () => {
    expect(books([counting('one', { receipt: 2, reaction: 1 }), counting('two', { rejected: 4 }), fact(1, 'noted.edited')])).toMatchObject([{ received: 8, rejected: 4, noted: { receipt: 2, reaction: 1, edited: 1 } }]);
  });

  it('miss what has not ended an hour after the hour in which it came, and no sooner', () => {
    const came = [fact(1, 'received'), fact(2, 'received'), fact(2, 'stored')];
    const [soon, late] = [books(came, SUNDAY_MORNING + 2 * HOUR - 1), books(came, SUNDAY_MORNING + 2 * HOUR)];
    expect([soon, late].map(([row]) => [row!.underWay, row!.overdue, isBalanced(row!)])).toEqual([[1, 0, true], [1, 1, false]]);
  });

  it('belong to the day of the company: what came after midnight in Jerusalem is the next day’s', () => {
    const midnight = Date.parse('2026-11-22T22:00:00Z');
    const days = books([fact(1, 'stored', midnight - 1), fact(2, 'stored', midnight)], midnight).map(({ day }) => day);
    expect(days).toEqual([dayOf(midnight), dayOf(midnight) - 1]);
  });
});

describe('a receipt', () => {
  it('is the mail service’s own for a mail, told once or twice, and of a platform’s item one for each delivery', () => {
    const letter = mail();
    expect(receiptOf({ ...letter, receivedAt: letter.receivedAt + 9 })).toBe(receiptOf(letter));
    expect(receiptOf({ ...letter, deliveryId: 'another' })).not.toBe(receiptOf(letter));
    const told = privateMessage('talk');
    expect(receiptOf({ ...told, receivedAt: told.receivedAt + 9 })).not.toBe(receiptOf(told));
  });

  it('is known by what is stored: a filtered message, one that was released, and nothing of what we wrote ourselves', () => {
    const { stored } = opened(mail({ text: 'שלום' }));
    const held = { ...stored, case: null, quarantined: 'spam' as const };
    expect([stored, held, { ...held, case: '482109379' }].map((one) => factOf(one))).toEqual(['stored', 'quarantined', 'released'].map((is) => expect.objectContaining({ is, source: 'email', receipt: receiptOf(stored.message) })));
    expect(factOf({ ...stored, direction: 'out', agent: 'dana' })).toBeUndefined();
  });
});
