import type { Finding } from './health.ts';
import type { SpikeAlert } from './spike.ts';

export type AlertKind = 'spike' | 'campaign' | 'silence' | 'connection';
export type AlertState = 'open' | 'acknowledged' | 'muted' | 'notASpike' | 'over';
/** What is told: a beginning, a doubling, a further channel, a turn of mood, the end. */
export type StepKind = 'begins' | 'grows' | 'joins' | 'turns' | 'over';

/** One channel's part in a rise. */
export interface RisingChannel {
  channel: string;
  series: string;
  since: number;
  /** The detector's: "not unusual" teaches with it. */
  rarity: number;
  count: number;
  minutes: number;
  usual: number;
  low: number;
  high: number;
  endedAt: number | null;
}

/** Counts of the last hour, ten minutes each, the oldest first, and how many are usual in ten minutes. */
export interface Bars { channel: string; counts: number[]; usual: number }

/** What is known of a rise at a moment. */
export interface AlertFacts {
  at: number;
  count: number;
  minutes: number;
  usual: number;
  low: number;
  high: number;
  times: number;
  /** Most in one slot of the last ten minutes, and all of the last quarter of an hour: over all channels. */
  slot: number;
  quarter: number;
  severity: number;
  /** A platform told us less than there was. */
  atLeast: boolean;
  /** What is usual here is not known yet. */
  learning: boolean;
  authors: number;
  /** From 0 to 1; null: nobody can say. */
  negative: number | null;
  reach: number | null;
  bars: Bars[];
  /** Whence the bars begin. */
  from: number;
  words: string[];
  /** Places of telling posts. */
  refs: string[];
  cases: string[];
}

/** Too early to say what is usual here: no multiple of it means anything, and no band of it is shown. */
export const isUsualUnknown = ({ learning, usual }: Pick<AlertFacts, 'learning' | 'usual'>): boolean => learning && usual < 1;

/** One target that is to hear of one step. */
export interface Notice { step: number; target: string; state: 'planned' | 'sending' | 'sent' | 'failed'; attempt: number; at: number; /** The target's own id or status. */ proof: string | null; reason: string | null }

export interface AlertStep { number: number; kind: StepKind; at: number }

export interface AlertRecord {
  id: string;
  /** What it is about: there is one open alert of each. */
  about: string;
  version: number;
  kind: AlertKind;
  state: AlertState;
  brand: string;
  /** Empty: everything about the brand. */
  topic: string;
  /** Topics that rise with it. */
  alsoTopics: string[];
  /** Messages to us rather than mentions of us. */
  direct: boolean;
  since: number;
  raisedAt: number;
  endedAt: number | null;
  mutedUntil: number | null;
  by: string | null;
  channels: RisingChannel[];
  /** Most in a quarter of an hour. */
  peak: number;
  facts: AlertFacts | null;
  /** The facts of the last step that was told: what has changed since is news. */
  told: { at: number; slot: number; negative: number | null; channels: string[] };
  steps: AlertStep[];
  notices: Notice[];
  /** Of a silence: where, and how many an hour are usual. */
  silence?: { channel: string; usualPerHour: number };
  /** Of a connection: what is wrong, and in the words for people. */
  connection?: { channel: string; finding: Finding; subject: string; text: string };
}

/** In the last ten minutes so many times the usual, and not few: it rises there too, whether or not its own line is crossed yet. */
const WITH_IT = 3;
const NOT_FEW = 5;

/** The channels on which a rise is seen. */
export function risingOn({ channels, facts }: Pick<AlertRecord, 'channels'> & { facts: Pick<AlertFacts, 'bars'> | null }): string[] {
  const seen = (facts?.bars ?? []).filter(({ counts, usual }) => (counts.at(-1) ?? 0) >= Math.max(NOT_FEW, WITH_IT * usual)).map(({ channel }) => channel);
  return [...new Set([...channels.filter(({ endedAt }) => endedAt === null).map(({ channel }) => channel), ...seen])];
}

/** A turn: so much more of what is written is angry than when it was last told, among enough texts to say so. */
const TURN = 0.3;
const ENOUGH = 10;
/** Less than twice as much as was told last is no news. */
const GROWTH = 2;
/** Whoever was told a moment ago is told what comes of it together, a little later. */
const APART = 10 * 60_000;

const isOver = ({ channels }: AlertRecord): boolean => channels.length > 0 && channels.every(({ endedAt }) => endedAt !== null);

/** What people must hear now of a rise that they have heard of; null: nothing new. */
export function newsOf(record: AlertRecord, facts: AlertFacts): StepKind | null {
  if (isOver(record)) return 'over';
  const { told } = record;
  if (facts.at - told.at < APART) return null;
  if (record.channels.some(({ channel, endedAt }) => endedAt === null && !told.channels.includes(channel))) return 'joins';
  if (facts.slot >= GROWTH * Math.max(1, told.slot)) return 'grows';
  if (facts.negative !== null && told.negative !== null && facts.quarter >= ENOUGH && facts.negative - told.negative >= TURN) return 'turns';
  return null;
}

/** The record with one more step, to be told to these targets unless it is muted. */
export function withStep(record: AlertRecord, kind: StepKind, facts: AlertFacts | null, targets: string[], now: number): AlertRecord {
  const number = record.steps.length;
  const muted = isMuted(record, now);
  return {
    ...record, facts: facts ?? record.facts, peak: Math.max(record.peak, facts?.quarter ?? 0),
    told: facts ? { at: now, slot: facts.slot, negative: facts.negative, channels: [...new Set([...record.told.channels, ...risingOn({ channels: record.channels, facts })])] } : record.told,
    steps: [...record.steps, { number, kind, at: now }],
    notices: muted ? record.notices : [...record.notices, ...targets.map((target): Notice => ({ step: number, target, state: 'planned', attempt: 0, at: now, proof: null, reason: null }))],
  };
}

export const isMuted = ({ mutedUntil }: Pick<AlertRecord, 'mutedUntil'>, now: number): boolean => mutedUntil !== null && mutedUntil > now;

/** A channel joins a rise, or rises further. */
export function withChannel(record: AlertRecord, rising: RisingChannel): AlertRecord {
  const there = record.channels.find(({ series }) => series === rising.series);
  const channels = there ? record.channels.map((one) => (one === there ? { ...rising, since: there.since } : one)) : [...record.channels, rising];
  return { ...record, channels, since: Math.min(record.since, rising.since) };
}

export function withEnd(record: AlertRecord, series: string, ended: { until: number; peak: number }): AlertRecord {
  const channels = record.channels.map((one) => (one.series === series && one.endedAt === null ? { ...one, endedAt: ended.until } : one));
  const own = channels.length === 1 ? ended.peak : 0;
  const record2 = { ...record, channels, peak: Math.max(record.peak, own) };
  return isOver(record2) ? { ...record2, endedAt: Math.max(...channels.map(({ endedAt }) => endedAt ?? 0)) } : record2;
}

/** The severest of the channels, and as a whole a campaign only where all of it is one. */
export function kindOf(alerts: Pick<SpikeAlert, 'class'>[]): 'spike' | 'campaign' {
  return alerts.every((alert) => alert.class === 'campaign') ? 'campaign' : 'spike';
}
