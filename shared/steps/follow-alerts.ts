import { newsOf, withEnd, withStep, type AlertRecord } from '../domain/alert.ts';
import type { Awake } from '../ports/counting.ts';
import { factsOf } from './alert-facts.ts';
import { isDue, notify, remind, targetsOf } from './notify.ts';
import type { WatchDeps } from './watch.ts';

const TRIES = 8;

const isRise = ({ kind }: AlertRecord): boolean => kind === 'spike' || kind === 'campaign';

/** A channel's part of a rise is over; with the last of them the whole is. */
export async function endEpisode(deps: WatchDeps, series: string, ended: { until: number; peak: number }): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const record = (await deps.alerts.open()).find(({ channels }) => channels.some((one) => one.series === series && one.endedAt === null));
    if (!record) return;
    // What is over is told and put away by a later look, whether or not anything else happens.
    await remind(deps, record.about);
    if (await deps.alerts.put(withEnd(record, series, ended), record.version)) return;
  }
  throw new Error('an alert changed eight times under one end');
}

/** Tells what is new about open alerts, tries again what could not be delivered, and puts away what is over. */
export async function followAlerts(deps: WatchDeps, awake: Awake[]): Promise<void> {
  const reminders = awake.filter(({ series }) => series.startsWith('!'));
  for (const record of await deps.alerts.open()) await followOne(deps, record);
  const open = await deps.alerts.open();
  const left = new Set(open.filter(({ notices, endedAt }) => endedAt !== null || notices.some(({ state }) => state === 'planned' || state === 'sending')).map(({ about }) => `!${about}`));
  await deps.counts.rest(reminders.filter(({ series }) => !left.has(series)));
}

async function followOne(deps: WatchDeps, record: AlertRecord): Promise<void> {
  const { alerts, now } = deps;
  if (isRise(record) && record.steps.at(-1)?.kind !== 'over' && record.state !== 'notASpike') {
    const facts = await factsOf(deps, record, null);
    const news = newsOf(record, facts);
    const muted = record.state === 'muted' && (record.mutedUntil ?? 0) <= now() ? { ...record, state: 'open' as const, mutedUntil: null } : record;
    if (news) {
      const told = withStep(muted, news, news === 'over' ? null : facts, await targetsOf(deps), now());
      if (await alerts.put(told, record.version)) await notify(deps, record.about);
      return;
    }
    if (muted !== record || facts.quarter > record.peak) await alerts.put({ ...muted, peak: Math.max(record.peak, facts.quarter) }, record.version);
  }
  if (record.notices.some((notice) => isDue(notice, now()))) return notify(deps, record.about);
  const settled = record.notices.every(({ state }) => state === 'sent' || state === 'failed');
  if (settled && record.endedAt !== null && (record.state === 'notASpike' || record.steps.at(-1)?.kind === 'over')) {
    await alerts.close({ ...record, state: record.state === 'notASpike' ? 'notASpike' : 'over' }, record.version);
  }
}
