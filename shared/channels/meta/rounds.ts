import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { Arrival, Polled } from '../arrival.ts';
import { readKept, telling } from './kept-cursor.ts';

const HOUR = 3_600_000;

/** A list that has to be read further; `about`: what its items need to know and do not tell. */
const Waiting = z.object({ id: z.string(), about: z.string(), after: z.string().nullable() });
export type Waiting = z.infer<typeof Waiting>;
/** `since`: when the last whole round began. `round`: the one that is under way; `spoilt`: not all of it could be read. */
const Cursor = z.object({
  since: z.number(),
  round: z.object({ startedAt: z.number(), after: z.string().nullable(), listed: z.boolean(), waiting: z.array(Waiting), spoilt: z.boolean() }).nullable(),
});
type Round = NonNullable<z.infer<typeof Cursor>['round']>;

/** What is listed newest first, and has lists of its own below it. Items before `from` are known. */
export interface Walk {
  /** `next`: null when nothing further back is new. */
  list(after: string | null, from: number): Promise<{ arrivals: Arrival[]; waiting: Waiting[]; next: string | null }>;
  read(one: Waiting, from: number): Promise<{ arrivals: Arrival[]; next: string | null }>;
}

export interface RoundTerms { firstLookHours: number; overlapSeconds: number; callsAtOnce: number }

// Meta's own page marks end when what they point at is taken away; what is gone has nothing to be read.
const canGoOn = (error: unknown, mark: string | null): boolean => error instanceof Refused && (error.reason === 'itemGone' || (error.reason === 'badRequest' && mark !== null));

async function step(walk: Walk, round: Round, from: number): Promise<{ arrivals: Arrival[]; round: Round }> {
  const [one, ...others] = round.waiting;
  try {
    if (one) {
      const { arrivals, next } = await walk.read(one, from);
      return { arrivals, round: { ...round, waiting: next === null ? others : [{ ...one, after: next }, ...others] } };
    }
    const { arrivals, waiting, next } = await walk.list(round.after, from);
    return { arrivals, round: { ...round, waiting, after: next, listed: next === null } };
  } catch (error) {
    if (!canGoOn(error, one ? one.after : round.after)) throw error;
    const isGone = one !== undefined && (error as Refused).reason === 'itemGone';
    return { arrivals: [], round: { ...round, waiting: others, listed: round.listed || !one, spoilt: round.spoilt || !isGone } };
  }
}

/**
 * What is new since the last whole round, a few calls at a time. A round that was spoilt does not count: the next one looks
 * back as far again. Overlap and the record's keys make it safe.
 */
export async function walkRound(walk: Walk, terms: RoundTerms, cursor: string | null, begunAt: number, now: number): Promise<Polled> {
  const { at: state = { since: begunAt - terms.firstLookHours * HOUR, round: null }, lost } = readKept(Cursor, cursor);
  const from = state.since - terms.overlapSeconds * 1000;
  let round: Round = state.round ?? { startedAt: now, after: null, listed: false, waiting: [], spoilt: false };
  const isOver = (): boolean => round.listed && round.waiting.length === 0;
  const arrivals: Arrival[] = [];
  for (let calls = 0; calls < terms.callsAtOnce && !isOver(); calls++) {
    const read = await step(walk, round, from);
    arrivals.push(...read.arrivals);
    ({ round } = read);
  }
  if (!isOver()) return { arrivals, cursor: JSON.stringify({ since: state.since, round }), more: true, ...telling(lost) };
  return { arrivals, cursor: JSON.stringify({ since: round.spoilt ? state.since : round.startedAt, round: null }), more: false, ...telling(lost) };
}
