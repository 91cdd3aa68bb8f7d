import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contactMark, factsOf, isOnlyThanks, monthsBetween, monthsOf } from '../../shared/domain/case-facts.ts';
import type { FactMessage } from '../../shared/domain/case-facts.ts';
import { runClocks } from '../../shared/domain/clocks.ts';
import type { Happening } from '../../shared/domain/clocks.ts';
import type { CaseStatus } from '../../shared/domain/case.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { someCase } from '../support/make-case.ts';
import { facts, minutes } from '../support/make-facts.ts';

const { calendar } = DEFAULT_SETTINGS;
const MINUTE = 60_000;
const item = someCase('482109379', { contact: 'K1', assignee: 'noa', topic: 'delivery', team: 'post' });
const wrote = (at: number): Happening => ({ kind: 'inbound', at: minutes(at), by: 'customer' });
const answered = (at: number): Happening => ({ kind: 'outbound', at: minutes(at), by: 'person', reached: true });
const became = (at: number, to: CaseStatus): Happening => ({ kind: 'status', at: minutes(at), to });
const said = (at: number, text: string | null, given: Partial<FactMessage> = {}): FactMessage => ({ at: minutes(at), direction: 'in', text, by: '', counts: true, ...given });
const reply = (at: number, by: string): FactMessage => said(at, 'בודקים', { direction: 'out', by });
const of = (happenings: Happening[], messages: FactMessage[] = [], more: Partial<Parameters<typeof factsOf>[0]> = {}) => factsOf({ item, happenings, messages, calendar, ...more });

describe('the facts of a case', () => {
  it('say when who answered, how long each wait was, and when it was over', () => {
    const found = of([wrote(0), answered(30), wrote(40), answered(50), became(60, 'resolved')], [said(0, 'איפה ההזמנה?'), reply(30, 'noa'), said(40, 'where is it?'), reply(50, 'yossi'), said(45, 'אני בחופשה', { counts: false })]);
    expect(found).toMatchObject({
      inAt: [minutes(0), minutes(40)], answers: [{ at: minutes(30), by: 'noa' }, { at: minutes(50), by: 'yossi' }], firstInAt: minutes(0), openedByAgent: false,
      responses: [{ from: minutes(0), to: minutes(30), business: 30 * MINUTE }, { from: minutes(40), to: minutes(50), business: 10 * MINUTE }], over: [{ from: minutes(60), to: null, resolved: true }],
    });
  });

  it('a resolution leaves out the time in which we waited for the customer, the first and the last', () => {
    const { resolution } = of([wrote(0), answered(10), became(10, 'waiting_on_customer'), wrote(70), became(80, 'resolved'), wrote(100), became(120, 'resolved')]);
    expect(resolution).toEqual({ first: { calendar: 20 * MINUTE, business: 20 * MINUTE }, last: { calendar: 60 * MINUTE, business: 60 * MINUTE } });
  });

  it('only a customer’s message reopens; what a colleague opens again was over all the same', () => {
    const found = of([wrote(0), became(10, 'resolved'), wrote(20), became(30, 'resolved'), became(40, 'open')]);
    expect([found.reopenedAt, found.over.map(({ to }) => to)]).toEqual([[minutes(20)], [minutes(20), minutes(40)]]);
  });

  it('a case that an agent began says so', () => {
    expect(of([answered(0), wrote(10), answered(20)], [reply(0, 'noa'), said(10, 'כן'), reply(20, 'noa')])).toMatchObject({ openedByAgent: true, firstInAt: minutes(10) });
  });

  it.each([['merged', { mergedInto: '538142907' }], ['spam', { status: 'spam' as const }]])('what is %s counts nowhere', (_, given) => {
    expect(of([wrote(0)], [], { item: { ...item, ...given } }).counts).toBe(false);
  });

  it('what an erasure closed is open no longer, and was resolved by nobody', () => {
    expect(of([wrote(0)], [], { item: { ...item, status: 'closed', resolvedAt: minutes(60) } }).over).toEqual([{ from: minutes(60), to: null, resolved: false }]);
  });

  it('hold no word and no name, and of the customer only what their other cases have too', () => {
    const found = of([wrote(0)], [said(0, 'שמי דנה, dana@example.org')]);
    expect(JSON.stringify(found)).not.toMatch(/דנה|[Dd]ana|example|order|K1/);
    expect([found.contact, contactMark('K1') === contactMark('K2'), contactMark(null)]).toEqual([contactMark('K1'), false, null]);
  });

  it('what was only thanks stays so when its text is gone; nothing else becomes thanks', () => {
    const before = of([wrote(0), wrote(20)], [said(0, 'איפה ההזמנה?'), said(20, 'תודה רבה!')]);
    const gone = [said(0, null), said(20, null)];
    expect([of([wrote(0), wrote(20)], gone, { before }).thanksAt, of([wrote(0), wrote(20)], gone).thanksAt]).toEqual([[minutes(20)], []]);
  });

  it('are the same whatever order things are told in', () => {
    const happening = fc.oneof(fc.integer({ min: 0, max: 400 }).map(wrote), fc.integer({ min: 0, max: 400 }).map(answered), fc.tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom('open' as const, 'resolved' as const, 'waiting_on_customer' as const, 'closed' as const)).map(([at, to]) => became(at, to)));
    fc.assert(fc.property(fc.uniqueArray(happening, { maxLength: 12, selector: ({ at }) => at }), (happenings) => {
      const found = of(happenings);
      expect(of(happenings.toReversed())).toEqual(found);
      // And what the case's own clocks say.
      const clocks = runClocks({ happenings, targets: { firstResponse: null, nextResponse: null, resolution: null }, calendar, now: minutes(500) });
      expect([found.responses.map(({ from, to, business }) => ({ from, to, business })), found.reopenedAt.length, found.over[0]?.from ?? null]).toEqual([clocks.responses.map(({ from, to, passed }) => ({ from, to, business: passed.business })), clocks.reopened, clocks.firstResolvedAt]);
    }), { numRuns: 100 });
  });
});

describe('thanks', () => {
  it.each(['תודה רבה!', 'תודה, הכול הסתדר', 'Thanks a lot', 'thank you 🙏', '❤️'])('%s is thanks and nothing else', (text) => {
    expect(isOnlyThanks(text)).toBe(true);
  });

  it.each(['תודה, אבל איפה ההחזר?', 'Thanks, but it is still broken', 'thanks for nothing', 'ההזמנה לא הגיעה', '', '???', '😡'])('%s is not', (text) => {
    expect(isOnlyThanks(text)).toBe(false);
  });
});

describe('the months of a case', () => {
  it('go from its beginning to what happened or was promised last', () => {
    const openedAt = Date.parse('2026-10-31T23:00:00Z');
    expect([monthsOf(facts('a', { openedAt })), monthsOf(facts('a', { openedAt, promises: [{ madeAt: openedAt, dueAt: openedAt + 70 * 24 * 60 * MINUTE, answeredAt: null }] }))]).toEqual([['2026-10'], ['2026-10', '2026-11', '2026-12', '2027-01']]);
  });

  it('are told in order, whichever end is named first', () => {
    expect([monthsBetween(Date.UTC(2025, 11, 31), Date.UTC(2026, 1, 1)), monthsBetween(minutes(0), minutes(0))]).toEqual([['2025-12', '2026-01', '2026-02'], ['2026-11']]);
  });
});
