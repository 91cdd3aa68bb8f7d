import { describe, expect, it } from '@jest/globals';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { switchShown } from '../../shared/domain/moderation.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { Refused, TryLater } from '../../shared/errors.ts';
import { comment, platformWorld } from '../support/platform-world.ts';
import { seeded } from '../../local/faults/seeded.ts';

const SEEDS = 150;

/** Hiding and showing, pressed at random, over a platform that is slow, forgets to answer or refuses; entries come twice and late. */
async function run(seed: number): Promise<{ pressed: boolean; there: boolean; shown: ReturnType<typeof switchShown> }> {
  const dice = seeded(seed);
  const world = platformWorld(facts);
  await world.take([comment('המשלוח לא הגיע כבר שבוע, מתי?')]);
  let [there, pressed, calm] = [false, false, false];
  world.platform.obeys = ({ act }) => {
    const trouble = calm ? 9 : dice.below(10);
    if (trouble === 0) throw new TryLater(5, 'slow down');
    if (trouble === 1) throw new Refused('permissionMissing', 'no');
    if (trouble === 2) throw new Error('nothing arrived');
    there = act === 'hide';
    if (trouble === 3) throw new Error('it arrived, and nobody said so');
  };
  const waiting: Outgoing[] = [];
  const collect = (): void => { waiting.push(...structuredClone(world.outbox.splice(0))); };
  const deliver = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const at = dice.below(waiting.length);
    const outcome = await world.hand(waiting[at]!);
    world.clock.now += 1_000 + dice.below(60_000);
    // Deleting an entry gets lost now and then: it comes again.
    if (outcome.done && dice.below(5) > 0) waiting.splice(at, 1);
  };
  for (let turn = 0; turn < 30; turn++) {
    if (dice.below(3) === 0) {
      const wanted = dice.below(2) === 0;
      world.clock.now += 1_000;
      try {
        await world.act('c_1', wanted ? 'hide' : 'unhide');
        pressed = wanted;
      } catch (error) {
        if (!(error instanceof Refused) || error.reason !== 'actUnderWay') throw error;
      }
      collect();
    } else await deliver();
  }
  calm = true;
  for (let turn = 0; turn < 200 && waiting.length > 0; turn++) await deliver();
  return { pressed, there, shown: switchShown(world.stored('c_1')!, 'hidden') };
}

describe('hiding, over a platform that misbehaves', () => {
  it('ends as it was pressed last, or says that it did not; what is shown is what stands there', async () => {
    const wrong = [];
    const ends = new Set<string | null>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const { pressed, there, shown } = await run(seed);
      const settled = shown.state === null || shown.state === 'sent';
      if (settled ? shown.is !== there || there !== pressed : shown.state !== 'failed' || shown.reason === null) wrong.push({ seed, pressed, there, shown });
      ends.add(shown.state);
    }
    expect([wrong, ends]).toEqual([[], new Set(['sent', 'failed', null])]);
  }, 60_000);
});
