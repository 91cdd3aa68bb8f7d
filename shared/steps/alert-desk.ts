import type { AlertView } from '../api-shapes/figures.ts';
import { isUsualUnknown, type AlertRecord } from '../domain/alert.ts';
import { SLOT } from '../domain/counting.ts';
import { notUnusual } from '../domain/spike.ts';
import { Conflict, NotFound } from '../errors.ts';
import { barsEnd } from './alert-facts.ts';
import { contextOf, remind } from './notify.ts';
import { setupOf, type WatchDeps } from './watch.ts';

export type AlertDeskDeps = Pick<WatchDeps, 'alerts' | 'counts' | 'read' | 'settings' | 'console' | 'now'>;

export interface AlertDesk {
  /** Open ones first, then those that are over, the latest first. */
  list(): Promise<AlertView[]>;
  countOpen(): Promise<number>;
  acknowledge(id: string, by: string): Promise<AlertView>;
  mute(id: string, until: number, by: string): Promise<AlertView>;
  notASpike(id: string, by: string): Promise<AlertView>;
}

const PAST_SHOWN = 50;
const TRIES = 8;
/** Nobody mutes an alert for ever. */
const LONGEST_MUTE = 24 * 3_600_000;

/** Alerts as people deal with them. What is over cannot be acted on: Conflict. */
export function alertDesk(deps: AlertDeskDeps): AlertDesk {
  const { alerts, now } = deps;

  async function act(id: string, change: (record: AlertRecord) => AlertRecord): Promise<AlertRecord> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const record = (await alerts.open()).find((one) => one.id === id);
      if (!record) {
        if ((await alerts.past(PAST_SHOWN)).some((one) => one.id === id)) throw new Conflict('this alert is over');
        throw new NotFound('no such alert');
      }
      if (record.endedAt !== null) throw new Conflict('this alert is over');
      const changed = change(record);
      if (await alerts.put(changed, record.version)) return changed;
    }
    throw new Conflict('this alert changes all the time');
  }

  return {
    async list() {
      const open = await alerts.open();
      const past = (await alerts.past(PAST_SHOWN)).filter(({ id }) => !open.some((one) => one.id === id));
      return Promise.all([...open.toSorted((a, b) => b.raisedAt - a.raisedAt), ...past].map(async (record) => viewOf(deps, record)));
    },

    countOpen: async () => (await alerts.open()).filter(({ endedAt }) => endedAt === null).length,

    acknowledge: async (id, by) => viewOf(deps, await act(id, (record) => ({ ...record, state: 'acknowledged', by, ...(record.kind === 'connection' ? { endedAt: now() } : {}) })).then(async (record) => settled(deps, record))),

    async mute(id, until, by) {
      const end = Math.min(until, now() + LONGEST_MUTE);
      return viewOf(deps, await act(id, (record) => ({ ...record, state: 'muted', mutedUntil: end, by })));
    },

    async notASpike(id, by) {
      const record = await act(id, (one) => {
        if (one.kind !== 'spike' && one.kind !== 'campaign') throw new Conflict('only of a rise can be said that it is none');
        return { ...one, state: 'notASpike', endedAt: now(), by };
      });
      await teach(deps, record);
      return viewOf(deps, await settled(deps, record));
    },
  };
}

async function settled(deps: AlertDeskDeps, record: AlertRecord): Promise<AlertRecord> {
  if (record.endedAt !== null) await remind(deps, record.about);
  return record;
}

// What rose so high is no alert for the next weeks, on each channel by its own measure.
async function teach({ counts, now, settings }: AlertDeskDeps, { channels }: AlertRecord): Promise<void> {
  const { sensitivity } = setupOf(await settings());
  for (const { series, rarity } of channels) {
    for (let tries = 1; tries <= TRIES; tries++) {
      const stored = await counts.state(series);
      if (!stored || await counts.putState(series, { ...stored, spike: notUnusual(stored.spike, { rarity }, now(), { sensitivity }) }, stored.version)) break;
      if (tries === TRIES) throw new Conflict('this series changes all the time');
    }
  }
}

/** An alert as the console shows it; its posts are read where they lie, so that what was erased or has expired is gone here too. */
export async function viewOf(deps: AlertDeskDeps, record: AlertRecord): Promise<AlertView> {
  const { facts, silence, connection, channels } = record;
  const { posts } = await contextOf(deps, record);
  const base: AlertView = {
    id: record.id, kind: record.kind, state: record.state, channel: silence?.channel ?? connection?.channel ?? (channels.length === 1 ? channels[0]!.channel : null),
    since: record.since, endedAt: record.endedAt, mutedUntil: record.mutedUntil, by: record.by,
    ...(silence ? { usualPerHour: silence.usualPerHour } : {}), ...(connection ? { finding: connection.finding } : {}),
  };
  if (!facts) return base;
  const minutes = (2 * SLOT) / 60_000;
  const unknown = isUsualUnknown(facts);
  const points = (facts.bars[0]?.counts ?? []).map((_, place) => {
    const usual = facts.bars.reduce((sum, bar) => sum + bar.usual, 0);
    const spread = facts.usual > 0 ? { low: facts.low / facts.usual, high: facts.high / facts.usual } : { low: 0, high: 1 };
    return { at: barsEnd(facts) - (facts.bars[0]!.counts.length - place) * 2 * SLOT, count: facts.bars.reduce((sum, bar) => sum + bar.counts[place]!, 0), low: unknown ? null : usual * spread.low, high: unknown ? null : usual * spread.high };
  });
  return {
    ...base, spike: { severity: facts.severity, count: facts.count, minutes: facts.minutes, usual: facts.usual, low: facts.low, high: facts.high, times: facts.times },
    channels: facts.bars.map(({ channel, counts }) => ({ channel, count: counts.reduce((sum, one) => sum + one, 0) })), authors: facts.authors, reach: facts.reach, negative: facts.negative,
    terms: facts.words, posts: posts.map(({ channel, author, text, language, link, at }) => ({ channel, author, text, language, link, at })), cases: facts.cases, series: { minutes, points }, learning: facts.learning,
    topics: [...(record.topic === '' ? [] : [record.topic]), ...record.alsoTopics], brand: record.brand, direct: record.direct, atLeast: facts.atLeast,
    notices: record.notices.map(({ step, target, state, at, reason }) => ({ step: record.steps[step]?.kind ?? 'begins', target, state, at, reason })),
  };
}
