import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { caseView } from '../../shared/steps/case-view.ts';
import { edit } from '../../shared/steps/desk-edit.ts';
import { merge, unmerge } from '../../shared/steps/desk-merge.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { deskWorld } from '../support/desk-world.ts';
import { mail, SUNDAY_MORNING } from '../support/make.ts';
import { seeded } from '../../local/faults/seeded.ts';

const NOA = { id: 'noa', name: 'נועה' };
const PEOPLE = ['dana@example.org', 'tom@example.org', 'מיה@example.org', 'ron@example.org'];
const MINUTE = 60_000;

type World = ReturnType<typeof deskWorld>;

/** One customer's words and our answers; beside it the same without any merge, which says how it has to be. */
class Story {
  readonly world = deskWorld();
  readonly twin = deskWorld();
  readonly own: string[] = [];
  readonly twins: string[] = [];
  readonly merges: { id: string; from: number; into: number }[] = [];
  readonly written: { who: number; text: string }[] = [];
  steps = 0;

  async both(work: (world: World, numberOf: (who: number) => string) => Promise<unknown>): Promise<void> {
    this.world.clock.now = this.twin.clock.now = SUNDAY_MORNING + ++this.steps * 7 * MINUTE;
    await work(this.world, (who) => this.own[this.last(who)]!);
    await work(this.twin, (who) => this.twins[who]!);
  }

  last(who: number): number {
    const next = this.merges.find(({ from }) => from === who);
    return next ? this.last(next.into) : who;
  }

  isAlone = (who: number): boolean => !this.merges.some(({ from, into }) => from === who || into === who);

  async begin(): Promise<void> {
    for (const [who, from] of PEOPLE.entries()) {
      const text = `first word of ${who}`;
      await this.both(async (world) => {
        const number = await world.receive(mail({ from, subject: `Subject ${who}`, text, replyText: text, mail: { messageId: `<first-${who}@example.org>` } }));
        (world === this.world ? this.own : this.twins).push(number);
      });
      this.written.push({ who, text });
    }
  }

  async write(who: number): Promise<void> {
    const text = `word ${this.steps} of ${who}`;
    await this.both(async (world) => world.receive(mail({ from: PEOPLE[who]!, subject: `Re: Subject ${who}`, text, replyText: text, at: world.clock.now, receivedAt: world.clock.now, mail: { messageId: `<m${this.steps}@example.org>`, inReplyTo: [`<first-${who}@example.org>`] } })));
    this.written.push({ who, text });
  }

  async answer(who: number): Promise<void> {
    const text = `answer ${this.steps} to ${who}`;
    await this.both(async (world, numberOf) => {
      const answers = [...world.table.messages.values()].filter(({ direction, message }) => direction === 'in' && message.author.id === PEOPLE[who]!).at(-1)!.id;
      await reply(world.desk, { caseNumber: numberOf(who), text, agent: NOA, key: `key-${this.steps}`, answers });
    });
    this.written.push({ who, text });
  }

  async move(who: number, status: 'resolved' | 'snoozed'): Promise<void> {
    if (!this.isAlone(who) || ['resolved', 'snoozed'].includes(this.world.table.cases.get(this.own[who]!)!.status)) return;
    await this.both(async (world, numberOf) => edit(world.desk, { number: numberOf(who), agent: NOA, status, ...(status === 'snoozed' ? { until: world.clock.now + 48 * 60 * MINUTE } : {}) }));
  }

  async merge(one: number, other: number): Promise<void> {
    const [from, into] = [this.last(one), this.last(other)];
    if (from === into) return;
    this.world.clock.now += MINUTE;
    await merge(this.world.desk, { from: this.own[from]!, into: this.own[into]!, agent: NOA, confirmed: true });
    const id = this.world.store.acts.findLast(({ what, caseNumber }) => what === 'merged' && caseNumber === this.own[from])!.id;
    this.merges.push({ id, from, into });
  }

  async undo(place: number): Promise<void> {
    const one = this.merges[place];
    if (!one || this.last(one.into) !== one.into) return;
    this.world.clock.now += MINUTE;
    await unmerge(this.world.desk, { number: this.own[one.into]!, id: one.id, agent: NOA });
    this.merges.splice(place, 1);
  }

  /** Where each word is shown, and where it has to be. */
  async shown(): Promise<[string, string[], string[]][]> {
    const live = PEOPLE.map((_, who) => who).filter((who) => this.last(who) === who);
    const views = new Map(await Promise.all(live.map(async (who) => [who, (await caseView(this.world.office, this.own[who]!)).entries.map(({ text }) => text)] as const)));
    return this.written.map(({ who, text }) => [text, live.filter((one) => views.get(one)!.includes(text)).map((one) => this.own[one]!), [this.own[this.last(who)]!]]);
  }

  stands(world: World, number: string): object {
    const { status, unansweredSince = null, dueAt, answeredAt, lastAnsweredAt, snoozedUntil, threads } = world.table.cases.get(number)!;
    const heads = threads.map((thread) => { const head = world.table.heads.get(thread)!; return { waits: head.waitingSince, status: head.status, isItsOwn: head.case === number }; });
    return { status, unansweredSince, dueAt, answeredAt, lastAnsweredAt, snoozedUntil, heads };
  }
}

/** All that is not where, or not as, it has to be. */
async function wrongsOf(seed: number): Promise<object[]> {
  const story = new Story();
  const { below, pick } = seeded(seed);
  const somebody = (): number => below(PEOPLE.length);
  await story.begin();
  for (let step = 0; step < 24; step++) {
    await pick([async () => story.write(somebody()), async () => story.answer(somebody()), async () => story.merge(somebody(), somebody()), async () => story.merge(somebody(), somebody()), async () => story.undo(below(3)), async () => story.move(somebody(), pick(['resolved', 'snoozed']))])();
    const misplaced = (await story.shown()).filter(([, where, rightly]) => !isDeepStrictEqual(where, rightly));
    const alone = [...PEOPLE.keys()].filter(story.isAlone).map((who) => ({ who, is: story.stands(story.world, story.own[who]!), wouldBe: story.stands(story.twin, story.twins[who]!) }));
    const wrongs = [...misplaced, ...alone.filter(({ is, wouldBe }) => !isDeepStrictEqual(is, wouldBe))];
    if (wrongs.length > 0) return [{ seed, step }, ...wrongs];
  }
  return [];
}

describe('merges and their undoing, whatever is written and answered between them', () => {
  it('leave every word on exactly one case, merged ones on the last; and each that is alone again as if it always had been', async () => {
    for (let seed = 1; seed <= 12; seed++) expect(await wrongsOf(seed)).toEqual([]);
  }, 120_000);
});
