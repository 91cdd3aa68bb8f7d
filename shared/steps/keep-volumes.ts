import type { VolumeCount } from '../channels/arrival.ts';
import { brandOf, MINUTE, minuteOf, seriesName, slotOf } from '../domain/counting.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import type { CountStore } from '../ports/counting.ts';

/** What was counted for earlier slots is shown, but wakes nobody. */
const AWAKE = 2 * 3_600_000;

/** Keeps what a platform counted for us as a series of its own. The same count again changes nothing; what is zero writes nothing. */
export function keepVolumes({ counts, settings, now, channel }: { counts: Pick<CountStore, 'putVolume' | 'wake'>; settings: ReadSettings; now: Clock; channel: string }) {
  return async (inbox: string, volumes: VolumeCount[]): Promise<void> => {
    const series = seriesName({ kind: 'volume', brand: brandOf(inbox, await settings()), channel, topic: '' });
    const slots = new Set<number>();
    for (const { at, minutes, count } of volumes) {
      for (let minute = 0; minute < minutes; minute++) {
        // Of an hour counted as one, every minute has its share; none is lost.
        const share = Math.floor(((minute + 1) * count) / minutes) - Math.floor((minute * count) / minutes);
        if (share === 0) continue;
        const from = minuteOf(at) + minute * MINUTE;
        await counts.putVolume(series, from, share);
        if (from > now() - AWAKE) slots.add(slotOf(from));
      }
    }
    await counts.wake([...slots].map((slot) => ({ series, slot })));
  };
}
