import { HOUR, type SpikeTuning } from './spike-tuning.ts';

/** One rise of mentions from its alert to its end. */
export interface Episode {
  since: number;
  /** The slot of the last alert and its count in the end: only twice as much, in a later slot, is news. */
  alertedAt: number;
  alerted: number;
  /** Most mentions in a quarter of an hour. */
  peak: number;
  calmSlots: number;
  /** The all-clear was given; the episode is kept until the rest is over. */
  over: boolean;
}

/** `grows`: the same rise has doubled since its last alert. */
export type Alert = 'onset' | 'grows';

export interface Moment {
  at: number;
  since: number;
  count: number;
  quarter: number;
  rarity: number;
  line: number;
  /** Too few people or mentions, whatever the rarity. */
  tooFew: boolean;
}

export interface Followed {
  episode: Episode | null;
  alert: Alert | null;
  /** The moment at which a rise is declared over: what it was. */
  ended: { since: number; until: number; peak: number } | null;
}

const GROWTH = 2;
const ALL_CLEAR = HOUR;

/** One alert for an episode, another when it doubles, an all-clear after an hour of calm. */
export function follow(episode: Episode | null, moment: Moment, slotMs: number, tuning: SpikeTuning): Followed {
  const rises = moment.rarity >= moment.line && !moment.tooFew;
  const begins = (): Followed => ({ episode: { since: moment.since, alertedAt: moment.at, alerted: moment.count, peak: moment.quarter, calmSlots: 0, over: false }, alert: 'onset', ended: null });
  if (!episode) return rises ? begins() : { episode: null, alert: null, ended: null };
  const peak = Math.max(episode.peak, moment.quarter);
  if (moment.at === episode.alertedAt) return { episode: { ...episode, alerted: Math.max(episode.alerted, moment.count), peak }, alert: null, ended: null };
  if (moment.rarity < tuning.calm) {
    const calmSlots = episode.calmSlots + 1;
    const over = calmSlots * slotMs >= ALL_CLEAR;
    const ended = over && !episode.over ? { since: episode.since, until: moment.at + slotMs - calmSlots * slotMs, peak: episode.peak } : null;
    return { episode: calmSlots * slotMs >= tuning.restHours * HOUR ? null : { ...episode, calmSlots, over }, alert: null, ended };
  }
  // The longer the calm, the less a new rise has to exceed the one before.
  const needed = GROWTH ** (1 - (episode.calmSlots * slotMs) / (tuning.restHours * HOUR));
  if (rises && moment.count >= needed * episode.alerted) {
    if (episode.over) return begins();
    return { episode: { ...episode, alertedAt: moment.at, alerted: moment.count, peak, calmSlots: 0 }, alert: 'grows', ended: null };
  }
  return { episode: { ...episode, peak, calmSlots: 0 }, alert: null, ended: null };
}
