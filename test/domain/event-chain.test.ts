import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chained, checkChain } from '../../shared/domain/event-chain.ts';

interface Event { id: string; what: string; by: string; values?: Record<string, string>; chain?: string; after?: string }
const event = (id: string, fields: Partial<Event> = {}): Event => ({ id, what: 'assigned', by: 'dana', ...fields });

/** A history of several acts, some of more than one event. */
function history(acts: Event[][]): { events: Event[]; latest: string | undefined } {
  let latest: string | undefined;
  const events: Event[] = [];
  for (const act of acts) {
    const linked = chained(latest, act);
    events.push(...linked.events);
    latest = linked.chain;
  }
  return { events, latest };
}
const ACTS = [[event('1'), event('2', { what: 'team', values: { team: 'a', because: 'channel' } })], [event('3', { what: 'noted' })], [event('4', { by: 'noa' })]];

describe('the history of a case', () => {
  it('is whole as it was written, in whatever order it is read', () => {
    const { events, latest } = history(ACTS);
    expect([checkChain(latest, events), checkChain(latest, events.toReversed())]).toEqual(['whole', 'whole']);
    expect(checkChain(latest, events.map((one) => Object.fromEntries(Object.entries(one).toReversed()) as unknown as Event))).toBe('whole');
  });

  it('has no chain before the first act', () => {
    expect(checkChain(undefined, [event('0')])).toBeUndefined();
  });

  it('that began before there were chains is whole from then on', () => {
    const { events, latest } = history(ACTS);
    expect(checkChain(latest, [event('0'), ...events])).toBe('whole');
  });

  it.each<[string, (events: Event[]) => Event[]]>([
    ['another word in it', (events) => events.map((one) => (one.id === '1' ? { ...one, by: 'noa' } : one))],
    ['another value in it', (events) => events.map((one) => (one.values ? { ...one, values: { ...one.values, team: 'b' } } : one))],
    ['its first act gone', (events) => events.slice(2)],
    ['one event of an act gone', (events) => events.slice(1)],
    ['an act in the middle gone', (events) => events.filter(({ id }) => id !== '3')],
    ['its last act gone', (events) => events.slice(0, -1)],
    ['an act put in', (events) => [...events, ...chained(events.at(-1)!.chain, [event('5')]).events]],
    ['all of it gone', () => []],
  ])('is broken with %s', (_what, change) => {
    const { events, latest } = history(ACTS);
    expect(checkChain(latest, change(events))).toBe('broken');
  });

  it('is broken where it points in a circle, and checking it ends', () => {
    expect(checkChain('a', [event('1', { chain: 'a', after: 'b' }), event('2', { chain: 'b', after: 'a' })])).toBe('broken');
  });

  it('of any acts is whole, and with any one event changed it is not', () => {
    const acts = fc.array(fc.array(fc.record({ what: fc.string(), by: fc.string() }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    expect(() => fc.assert(fc.property(acts, fc.nat(), (given, which) => {
      const { events, latest } = history(given.map((act, n) => act.map((one, m) => event(`${n}-${m}`, one))));
      const place = which % events.length;
      return checkChain(latest, events) === 'whole' && checkChain(latest, events.map((one, n) => (n === place ? { ...one, what: `${one.what}!` } : one))) === 'broken';
    }), { seed: 5 })).not.toThrow();
  });
});
