import type { AlertRecord } from '../domain/alert.ts';
import type { Bucket } from '../domain/bucket.ts';
import type { Language } from '../domain/message.ts';
import type { SpikeState } from '../domain/spike.ts';
import type { StoredMessage } from '../ports.ts';

/** What counting and alerting need from outside. */

/** One minute of a series as one shard has it. Shard 0 is the usual one; under load others take part. */
export interface BucketPart { minute: number; shard: number; version: number; bucket: Bucket }

export interface SeriesState {
  spike: SpikeState;
  /** When nobody brought what was written there, as long as no slot behind it is closed; `to` null: it lasts. */
  unwatched: { from: number; to: number | null } | null;
  version: number;
}

/** A slot of a series that has something to be closed. */
export interface Awake { series: string; slot: number }

export interface CountStore {
  /** All parts of the slot's minutes, consistently. */
  slot(series: string, slot: number): Promise<BucketPart[]>;
  /** `version` null: there must be none. Undefined when written, else what is there now. */
  put(series: string, part: BucketPart, expected: number | null): Promise<BucketPart | undefined>;
  /** What a platform counted for us in a minute: the last word stands. */
  putVolume(series: string, minute: number, count: number): Promise<void>;
  volumes(series: string, slot: number): Promise<{ minute: number; count: number }[]>;
  state(series: string): Promise<SeriesState | undefined>;
  /** False when another has written it since `expected` (null: there was none). */
  putState(series: string, state: Omit<SeriesState, 'version'>, expected: number | null): Promise<boolean>;
  states(): Promise<Map<string, SeriesState>>;
  /** What `evaluate` reads every minute; empty while nothing happens. */
  agenda(): Promise<{ awake: Awake[]; lookedAroundAt: number }>;
  wake(awake: Awake[]): Promise<void>;
  rest(awake: Awake[]): Promise<void>;
  lookedAround(at: number): Promise<void>;
}

/** Alerts: those that are open under what they are about, so that there is one; those that are over by their id. */
export interface AlertStore {
  open(): Promise<AlertRecord[]>;
  past(limit: number): Promise<AlertRecord[]>;
  /** `expected` null: there must be none about the same. False when another was faster. */
  put(record: AlertRecord, expected: number | null): Promise<boolean>;
  /** Moves it to those that are over. False when another was faster. */
  close(record: AlertRecord, expected: number): Promise<boolean>;
}

/** Messages by their places, as far as they are still there and may be shown. */
export type ReadMessages = (refs: string[]) => Promise<StoredMessage[]>;

/** An alert in all the forms in which targets take it. */
export interface Notification { language: Language; subject: string; text: string; html: string; slack: object; teams: object; /** What programs sort by. */ facts: Record<string, string> }

/** Who hears of alerts: `mail:<address>`, `topic`, `slack`, `teams`. */
export interface Notifier {
  targets(addresses: string[]): Promise<string[]>;
  /** Answers with proof (the target's own id or status). Throws TryLater, Refused, or anything else when the outcome is not known. */
  deliver(target: string, notification: Notification): Promise<string>;
}
