import { describe, expect, it } from '@jest/globals';
import { sameFacts } from '../../shared/domain/case-facts.ts';
import type { CaseFacts } from '../../shared/domain/case-facts.ts';
import type { FactStore } from '../../shared/ports/figures.ts';
import type { Telling } from '../../shared/ports/telling.ts';
import { answeredFacts, facts } from '../support/make-facts.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let count = 0;
// Years of its own for each test, so that none meets another's cases.
const fresh = (): { number: string; openedAt: number; months: string[] } => {
  const year = 2030 + ++count;
  return { number: String(400_000_000 + count), openedAt: Date.UTC(year, 10, 22, 8), months: [`${year}-11`] };
};

/** What figures are made of: run on the memory of the tests, and on the table. */
export function factsContract(name: string, make: (now: () => number) => { facts: FactStore; telling: Pick<Telling, 'add'> }): void {
  const store = (): FactStore => make(() => SUNDAY_MORNING).facts;

  describe(`${name} as what figures are made of`, () => {
    it('gives back all that it was given, in every month that has something to say of it, and in no other', async () => {
      const { number, openedAt, months } = fresh();
      const kept = store();
      const whole: CaseFacts = answeredFacts(number, 90, {
        openedAt, topic: null, team: 'דואר', contact: null, openedByAgent: true, firstInAt: openedAt + 5, inAt: [openedAt + 5, openedAt + 20 * DAY], thanksAt: [openedAt + 20 * DAY], reopenedAt: [openedAt + 20 * DAY],
        over: [{ from: openedAt + DAY, to: openedAt + 20 * DAY, resolved: true }, { from: openedAt + 21 * DAY, to: null, resolved: false }], promises: [{ madeAt: openedAt, dueAt: openedAt + HOUR, answeredAt: null }], rating: { score: 5, at: openedAt + DAY }, solved: 'no',
      });
      await kept.keep(whole, 1);
      const [year] = months[0]!.split('-');
      expect(await Promise.all([`${year}-10`, `${year}-11`, `${year}-12`].map(async (month) => kept.inMonths([month])))).toEqual([[], [whole], [whole]]);
      expect([await kept.inMonths([`${year}-11`, `${year}-12`]), await kept.kept(number, openedAt)]).toEqual([[whole], whole]);
      expect([sameFacts(whole, (await kept.kept(number, openedAt))!), sameFacts(whole, { ...whole, rating: { score: 4, at: openedAt + DAY } })]).toEqual([true, false]);
    });

    it('what follows from an earlier reading does not replace what follows from a later one', async () => {
      const { number, openedAt, months } = fresh();
      const kept = store();
      await kept.keep(facts(number, { openedAt, agent: 'later' }), 20);
      await kept.keep(facts(number, { openedAt, agent: 'earlier' }), 10);
      expect((await kept.inMonths(months)).map(({ agent }) => agent)).toEqual(['later']);
      await kept.keep(facts(number, { openedAt, agent: 'latest' }), 20);
      expect((await kept.kept(number, openedAt))?.agent).toBe('latest');
    });

    it('a month that has nothing to say of it any more forgets it', async () => {
      const { number, openedAt, months } = fresh();
      const kept = store();
      const long = facts(number, { openedAt, inAt: [openedAt, openedAt + 40 * DAY] });
      await kept.keep(long, 1);
      await kept.keep(facts(number, { openedAt }), 2, long);
      const next = `${Number(months[0]!.slice(0, 4)) + 1}-01`;
      expect(await Promise.all([[next], months, [next, ...months], [...months, next]].map(async (asked) => (await kept.inMonths(asked)).length))).toEqual([0, 1, 1, 1]);
    });

    it('knows of a case that is not kept, or of one opened at another time, nothing', async () => {
      expect(await store().kept('499999999', SUNDAY_MORNING)).toBeUndefined();
    });

    it('says which cases were heard of since, in that order, and that it does not know what was long ago', async () => {
      const at = SUNDAY_MORNING + ++count * 48 * HOUR;
      const { facts: kept, telling } = make(() => at + HOUR);
      await telling.add({ id: 'second', at: at + 20, cases: ['2'], words: [] });
      await telling.add({ id: 'first', at: at + 10, cases: ['1', '2'], words: [] });
      await telling.add({ id: 'none', at: at + 15, cases: [], words: [] });
      expect(await kept.touched(at + 5, at + 30)).toEqual([{ at: at + 10, cases: ['1', '2'] }, { at: at + 20, cases: ['2'] }]);
      expect(await kept.touched(at + 15, at + 18)).toEqual([]);
      expect(await kept.touched(at - 73 * HOUR, at)).toBeNull();
    });

    it('remembers up to when it was settled', async () => {
      const kept = store();
      await kept.settle(SUNDAY_MORNING);
      expect(await kept.through()).toBe(SUNDAY_MORNING);
    });
  });
}
