import { createHash } from 'node:crypto';
import { kindOf, withChannel, withStep, type AlertRecord, type RisingChannel } from '../domain/alert.ts';
import { readSeries } from '../domain/counting.ts';
import type { Verdict } from '../domain/spike.ts';
import { factsOf } from './alert-facts.ts';
import { notify, targetsOf } from './notify.ts';
import { minutesOf, type WatchDeps } from './watch.ts';

const TRIES = 20;
const EXPLAINED = 0.5;

export const aboutOf = (direct: boolean, brand: string, topic: string): string => `${direct ? 'messages' : 'mentions'}/${brand}/${topic}`;
/** In order of time. */
export const alertId = (about: string, now: number): string => `${now.toString(36).padStart(9, '0')}-${createHash('sha256').update(about).digest('hex').slice(0, 6)}`;

export function newRecord(about: string, now: number, fields: Partial<AlertRecord>): AlertRecord {
  return {
    id: alertId(about, now), about, version: 0, kind: 'spike', state: 'open', brand: '', topic: '', alsoTopics: [], direct: false, since: now, raisedAt: now, endedAt: null, mutedUntil: null, by: null,
    channels: [], peak: 0, facts: null, told: { at: now, slot: 0, negative: null, channels: [] }, steps: [], notices: [], ...fields,
  };
}

// To the minute: the detector knows slots only.
async function risingOf({ counts }: WatchDeps, series: string, channel: string, { alert, rarity }: Verdict): Promise<RisingChannel> {
  const { count, minutes, usual, low, high } = alert!;
  const written = [...minutesOf(await counts.slot(series, alert!.since)).keys()];
  const since = written.length > 0 ? Math.min(...written) : alert!.since;
  return { channel, series, since, rarity, count, minutes, usual, low, high, endedAt: null };
}

/** A series has crossed its line: a new alert, or more of one that is open. Written before anybody is told; once for an episode. */
export async function raise(deps: WatchDeps, { series, verdict }: { series: string; verdict: Verdict }): Promise<void> {
  const { brand, channel, topic, kind } = readSeries(series);
  const direct = kind === 'messages';
  const about = aboutOf(direct, brand, topic);
  const rising = await risingOf(deps, series, channel, verdict);
  for (let tries = 1; tries <= TRIES; tries++) {
    const open = await deps.alerts.open();
    const there = open.find((one) => one.about === about);
    if (there && there.endedAt !== null) {
      // It was over; what rises now is another.
      await deps.alerts.close({ ...there, state: there.state === 'notASpike' ? there.state : 'over' }, there.version);
      continue;
    }
    const whole = topic === '' ? undefined : open.find((one) => one.about === aboutOf(direct, brand, '') && one.endedAt === null);
    if (!there && whole) {
      if (whole.alsoTopics.includes(topic) || await deps.alerts.put({ ...whole, alsoTopics: [...whole.alsoTopics, topic] }, whole.version)) return;
      continue;
    }
    if (there) {
      // That it doubles, or is in one more place, `evaluate` tells within the minute: many may look here at once.
      if (there.channels.some((one) => one.series === series && one.endedAt === null) || await deps.alerts.put(withChannel(there, rising), there.version)) return;
      continue;
    }
    const record = withChannel(newRecord(about, deps.now(), { kind: kindOf([verdict.alert!]), brand, topic, direct, since: rising.since }), rising);
    const facts = await factsOf(deps, record, verdict);
    if (topic === '' && open.some((one) => one.direct === direct && one.brand === brand && one.topic !== '' && one.endedAt === null && (one.facts?.quarter ?? 0) >= EXPLAINED * facts.quarter)) return;
    if (!await deps.alerts.put(withStep(record, 'begins', facts, await targetsOf(deps), deps.now()), null)) continue;
    deps.log('warn', 'alert.raised', { key: about, channel });
    await notify(deps, about);
    return;
  }
  throw new Error('an alert changed twenty times under one rise');
}
