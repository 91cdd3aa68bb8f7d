/** One source on one day of the company's: `received` is always the sum of the rest. */
export interface LedgerRow {
  /** `2026-11-22`. */
  day: string;
  source: string;
  received: number;
  stored: number;
  quarantined: number;
  duplicates: number;
  /** Turned away at the door: at least so many. */
  rejected: number;
  /** What is no message: receipts, reactions, edits, echoes of our own, by kind. */
  noted: Record<string, number>;
  underWay: number;
  /** Of those under way: longer than an hour. */
  overdue: number;
  balanced: boolean;
}
export interface LedgerView { from: string; to: string; rows: LedgerRow[] }

/** What a step has given up. `kind`: message, note, mail, acknowledgement, reply, report, moderation, event, changes, count, unreadable. */
export interface StuckRow {
  id: string;
  queue: 'mail' | 'inbound' | 'outbox' | 'tally' | 'tell';
  kind: string;
  channel: string | null;
  case: string | null;
  /** How many lie in this one. */
  count: number;
  since: number;
  lostAt: number;
  /** About so often. */
  tries: number;
  canRetry: boolean;
  canKeep: boolean;
}
/** `total`: about so many lie there; the first hundred are listed. */
export interface StuckList { stuck: StuckRow[]; total: number }
