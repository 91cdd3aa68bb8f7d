import { describe, expect, it } from '@jest/globals';
import { SLOT, slotOf } from '../../shared/domain/counting.ts';
import { figuresNow } from '../../shared/steps/figures.ts';
import { mentionFigures, withSlotsKept } from '../../shared/steps/mention-figures.ts';
import { HOUR, MINUTE, burst, countingWorld, mention } from '../support/counting-world.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';
import { MemoryPresence } from '../support/memory-office.ts';

const QUARTER = 15 * MINUTE;
const series = (channel: string): string => `mentions/main/${channel}/`;

describe('mentions of the last three hours', () => {
  it('are counted by the quarter, together and on each channel, the busiest first', async () => {
    const world = countingWorld();
    const end = slotOf(world.now());
    await world.arrive([mention(end - 1), mention(end - QUARTER + 1), mention(end - QUARTER - 1, { channel: 'facebook' }), mention(end - 2 * QUARTER - 1), mention(end - 4 * HOUR)]);
    for (const name of ['x', 'facebook']) await world.learned(series(name), 1, 0);
    const figures = await mentionFigures(world.deps);
    expect(figures.map(({ channel, minutes, points }) => [channel, minutes, points.map(({ count }) => count).slice(-3)])).toEqual([[null, 15, [1, 1, 2]], ['x', 15, [1, 0, 2]], ['facebook', 15, [0, 1, 0]]]);
    expect(figures[0]!.points.map(({ at }) => at)).toEqual(Array.from({ length: 12 }, (_, place) => end - (12 - place) * QUARTER));
  });

  it('stand beside what is usual at that hour, which an ordinary day keeps to and a burst does not', async () => {
    const world = countingWorld();
    const now = world.now();
    await world.learned(series('x'), 9, 24);
    await world.arrive([...burst(18, now - HOUR, 120), ...burst(60, slotOf(now) - 1, 14)]);
    const [all, x] = await mentionFigures(world.deps);
    expect(x!.points.filter(({ low, high }) => high! > low!)).toHaveLength(12);
    const last = all!.points.at(-1)!;
    expect(last.count).toBeGreaterThan(3 * last.high!);
    expect(x!.points.slice(0, 8).filter(({ count, low, high }) => count >= low! && count <= high!).length).toBeGreaterThanOrEqual(6);
  });

  it('stand alone for the first two days, since nobody knows what is usual: the first week it is said so', async () => {
    const [young, week, known] = await Promise.all([1, 3, 9].map(async (days) => {
      const world = countingWorld();
      await world.learned(series('x'), days, 24);
      return mentionFigures(world.deps);
    }));
    const said = (figures: typeof young) => figures!.map(({ points, learning }) => [points.filter(({ low, high }) => low !== null && high !== null).length, learning]);
    expect([said(young), said(week), said(known)]).toEqual([[[0, true], [0, true]], [[12, true], [12, true]], [[12, undefined], [12, undefined]]]);
  });

  it('of a channel whose platform counts more than we see are the platform’s', async () => {
    const world = countingWorld();
    const end = slotOf(world.now());
    await world.learned(series('x'), 1, 0);
    await world.counts.putState('volume/main/x/', (await world.counts.state(series('x')))!, null);
    await world.counts.putVolume('volume/main/x/', end - SLOT, 70);
    await world.arrive([mention(end - 1)]);
    expect((await mentionFigures(world.deps))[1]!.points.at(-1)!.count).toBe(70);
  });

  it('are none where nothing was ever mentioned', async () => {
    expect(await mentionFigures(countingWorld().deps)).toEqual([]);
  });

  it('that stand still are read once; the latest are read again', async () => {
    const world = countingWorld();
    const end = slotOf(world.now());
    await world.learned(series('x'), 1, 0);
    let reads = 0;
    const counts = withSlotsKept({ ...world.counts, slot: async (name, slot) => { reads++; return world.counts.slot(name, slot); } }, world.deps.now);
    await mentionFigures({ ...world.deps, counts });
    const first = reads;
    await world.arrive([mention(end - 1)]);
    const again = await mentionFigures({ ...world.deps, counts });
    expect([first, reads - first <= 7, again[0]!.points.at(-1)!.count]).toEqual([36, true, 1]);
  });
});

describe('the figures of this moment', () => {
  it('hold the mentions and the number of open alerts', async () => {
    const world = countingWorld();
    await world.learned(series('x'), 1, 0);
    const office = { store: new MemoryDesk(new MemoryCases()), presence: new MemoryPresence(), settings: world.deps.settings, now: world.deps.now };
    const figures = await figuresNow({ ...office, counts: world.counts, alerts: { countOpen: async () => 3 } });
    expect([figures.openAlerts, figures.mentions!.map(({ channel }) => channel)]).toEqual([3, [null, 'x']]);
    expect(await figuresNow(office)).not.toHaveProperty('mentions');
  });
});
