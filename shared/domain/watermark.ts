import { SLOT } from './counting.ts';
import type { ConnectionCheck } from './health.ts';

/** Deliveries come within seconds, and wait a little in our queues. */
const LAG = 2 * 60_000;
/** Fetching that has not got on for so long stands still: nobody knows what is written meanwhile. */
const STANDS_STILL = 30 * 60_000;
/** What was found that long ago is not known any more. */
const CHECK_AGE = 2 * 3_600_000;
/** With these nobody brings what is written; with those below, less than there is. */
const BROKEN = new Set(['unsubscribed', 'unreachable', 'settingsWrong', 'pollingStopped', 'fieldsMissing', 'disconnected']);
const CAPPED = new Set(['budgetUsed', 'quotaUsed']);

export interface ChannelSight {
  check: ConnectionCheck | undefined;
  /** Of the accounts that are fetched; `more`: the platform had more than was fetched in one turn. */
  cursors: { movedAt: number; more: boolean }[];
}

/** How far a channel's past is complete. */
export interface Watermark {
  /** What was written before is here. */
  until: number;
  /** Since when nobody brings anything; null: somebody does. */
  brokenSince: number | null;
  /** There may be more than we were told. */
  atLeast: boolean;
}

export function watermarkOf({ check, cursors }: ChannelSight, now: number): Watermark {
  const findings = check && now - check.checkedAt < CHECK_AGE ? check.findings.map(({ key }) => key) : [];
  const moved = cursors.length > 0 ? Math.min(...cursors.map(({ movedAt }) => movedAt)) : now;
  const capped = findings.some((key) => CAPPED.has(key));
  const still = now - moved > STANDS_STILL;
  const atLeast = cursors.some(({ more }) => more) || capped;
  if (findings.some((key) => BROKEN.has(key)) && check) return { until: now - LAG, brokenSince: still ? Math.min(moved, check.checkedAt) : check.checkedAt, atLeast };
  return { until: (still ? now : Math.min(moved, now)) - LAG, brokenSince: still && !capped ? moved : null, atLeast };
}

/** Start of the last slot that a watermark has passed whole. */
export const lastWholeSlot = (until: number): number => Math.floor(until / SLOT) * SLOT - SLOT;
