import { describe, expect, it } from '@jest/globals';
import type { SearchIndex, Telling, WordEntry } from '../../shared/ports/telling.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const HOUR = 3_600_000;
let count = 0;
const entry = (words: string, at: number): WordEntry => { const id = `message-${++count}`; return { id, thread: id, at, case: '482109379', words }; };
const asked = (...forms: string[]) => forms.map((form) => ({ forms: [form], open: false }));

/** What `tell` keeps: run on the memory of the tests, and on the table with the bucket. */
export function tellingContract(name: string, make: (now: () => number) => Telling & SearchIndex): void {
  describe(`${name} as what is told`, () => {
    it('says what was told since, in order, and that it does not know what was long ago', async () => {
      const at = SUNDAY_MORNING + ++count * 48 * HOUR;
      const telling = make(() => at + HOUR);
      await telling.add({ id: 'two', at: at + 20, cases: ['2', '3'], words: [] });
      await telling.add({ id: 'one', at: at + 10, cases: ['1'], words: [] });
      expect((await telling.since(at + 5))!.toSorted((a, b) => a.at - b.at)).toEqual([{ id: 'one', at: at + 10, cases: ['1'] }, { id: 'two', at: at + 20, cases: ['2', '3'] }]);
      expect(await telling.since(at + 15)).toHaveLength(1);
      expect(await telling.since(at - 2 * HOUR)).toBeNull();
    });

    it('lists what belongs together, the latest first, page by page', async () => {
      const at = SUNDAY_MORNING + ++count * 48 * HOUR;
      const telling = make(() => at + HOUR);
      const list = `post.${count}`;
      for (let batch = 0; batch < 3; batch++) await telling.list(list, [0, 1].map((n) => ({ thread: 't', id: `c${batch}-${n}`, at: at + batch * 10 + n })), { id: `b${batch}`, at: at + batch * 10 });
      const found: string[] = [];
      for (let after: string | undefined, pages = 0; pages < 200; pages++) {
        const page = await telling.listed(list, 4, after);
        found.push(...page.refs.map(({ id }) => id));
        if (page.next === null) break;
        after = page.next;
      }
      expect(found).toEqual(['c2-1', 'c2-0', 'c1-1', 'c1-0', 'c0-1', 'c0-0']);
    });

    it.each(['zzz', '|', '2026-13|x|0', '9999-12|x|0', '2026-11|x|many', '-1'])('a list refuses a cursor that is none: %s', async (after) => {
      await expect(make(() => SUNDAY_MORNING).listed('mentions', 4, after)).rejects.toMatchObject({ name: 'Invalid', fields: ['after'] });
    });

    it('finds messages by forms of all words that are asked for, the latest first', async () => {
      const at = SUNDAY_MORNING + ++count * 48 * HOUR;
      const telling = make(() => at + HOUR);
      const [one, two, other] = [entry('הזמנה הגיעה לא', at), entry('הזמנה והגיעה לא', at + 1), entry('חשבונית', at + 2)];
      await telling.add({ id: `w${count}`, at, cases: [], words: [one, two, other] });
      expect((await telling.candidates(asked('הזמנה', 'לא'), 10)).map(({ id }) => id).slice(0, 2)).toEqual([two.id, one.id]);
      expect((await telling.candidates([{ forms: ['חשבו'], open: true }], 10)).map(({ id }) => id)).toContain(other.id);
      expect((await telling.candidates([{ forms: ['חשבו'], open: false }], 10)).map(({ id }) => id)).not.toContain(other.id);
      expect((await telling.candidates([{ forms: [other.case.slice(0, 4)], open: true, number: true }], 10)).map(({ id }) => id)).toContain(other.id);
      expect(await telling.candidates([{ forms: [other.case.slice(1, 5)], open: true, number: true }], 10)).toEqual([]);
    });

    it('finds them after the hour was laid away, and never what is to be forgotten', async () => {
      const at = SUNDAY_MORNING + ++count * 48 * HOUR;
      let now = at + 1;
      const telling = make(() => now);
      const marker = `marker${count}`;
      const [kept, gone, young] = [entry(`kept ${marker}`, at), entry(`gone ${marker}`, at), entry(`young ${marker}`, at)];
      await telling.add({ id: `x${count}`, at, cases: [], words: [kept, gone] });
      now = at + 90 * 60_000;
      await telling.layAway(now);
      await telling.layAway(now);
      await telling.add({ id: `y${count}`, at: now, cases: [], words: [young] });
      const found = async () => (await telling.candidates(asked(marker), 10)).map(({ id }) => id).sort();
      expect(await found()).toEqual([kept.id, gone.id, young.id].sort());
      await telling.forget([{ id: gone.id, storedAt: at }, { id: young.id, storedAt: now }]);
      expect(await found()).toEqual([kept.id]);
    });

    it.each([['in the feed still', false], ['laid away', true]] as const)('forgets what was told most of a day after it was stored, %s', async (_where, laid) => {
      const stored = SUNDAY_MORNING + ++count * 48 * HOUR;
      let now = stored + 20 * HOUR;
      const telling = make(() => now);
      const marker = `late${count}`;
      const late = entry(marker, stored);
      await telling.add({ id: `l${count}`, at: now, cases: [], words: [late] });
      now += 90 * 60_000;
      if (laid) await telling.layAway(now);
      expect(await telling.candidates(asked(marker), 10)).toHaveLength(1);
      await telling.forget([{ id: late.id, storedAt: stored }]);
      expect(await telling.candidates(asked(marker), 10)).toEqual([]);
    });

    it('lays words anew: of what is known those that are given, of what came since those that are there, however often', async () => {
      const at = SUNDAY_MORNING + ++count * 48 * HOUR;
      let now = at + 1;
      const telling = make(() => now);
      const marker = `anew${count}`;
      const [lost, gone, since] = [entry(`lost ${marker}`, at), entry(`gone ${marker}`, at), entry(`since ${marker}`, at)];
      await telling.add({ id: `z${count}`, at, cases: [], words: [gone, since] });
      now = at + 90 * 60_000;
      await telling.layAway(now);
      const anew = async () => telling.layAnew([{ id: lost.id, storedAt: at, entry: lost }, { id: gone.id, storedAt: at, entry: null }]);
      for (const times of [1, 2]) {
        expect([times, await anew()]).toEqual([times, 1]);
        expect((await telling.candidates(asked(marker), 10)).map(({ id }) => id).sort()).toEqual([lost.id, since.id].sort());
      }
    });
  });
}
