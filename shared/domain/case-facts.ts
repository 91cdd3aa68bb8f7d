import { createHash } from 'node:crypto';
import type { Case } from './case.ts';
import { foldOf, resolutionLength } from './clocks.ts';
import type { Happening, Lengths, PromiseGiven } from './clocks.ts';
import { isOver } from './lifecycle.ts';
import { decidePublicItem } from './public-item.ts';
import type { BusinessCalendar } from './settings.ts';

/**
 * What the figures of a period ask of one case: times, numbers and whose it was, of nobody's words and of no customer. It is
 * kept when texts go, and can be computed again from what happened. Lengths in opening hours are by the calendar of the time they were computed.
 */
export interface CaseFacts {
  number: string;
  channel: string;
  topic: string | null;
  team: string | null;
  agent: string | null;
  /** The same for all cases of one customer, and no way back to them; null: nobody we know, or erased. */
  contact: string | null;
  /** Merged into another, or spam: it counts nowhere. */
  counts: boolean;
  openedAt: number;
  firstInAt: number | null;
  openedByAgent: boolean;
  /** When each message of the customer's arrived. */
  inAt: number[];
  /** Answers by persons that reached the customer; `by` empty: given elsewhere. */
  answers: { at: number; by: string }[];
  /** Each run of unanswered messages that a person answered. */
  responses: { from: number; to: number; business: number }[];
  /** Stretches in which nobody worked on it; `resolved` false: it was called spam, or ended with its customer's erasure. */
  over: { from: number; to: number | null; resolved: boolean }[];
  /** From the first message until it was first and until it was last resolved, without waiting for the customer. */
  resolution: { first: Lengths; last: Lengths } | null;
  /** A message of the customer's moved it out of resolved. */
  reopenedAt: number[];
  /** Messages in which they said thanks and nothing else. */
  thanksAt: number[];
  promises: PromiseGiven[];
  rating: { score: number; at: number } | null;
  solved: 'yes' | 'no' | null;
}

/** One message of a case, as far as its facts ask. `text` null: nobody may read it any more. */
export interface FactMessage { at: number; direction: 'in' | 'out'; text: string | null; by: string; counts: boolean }

// A picture of something broken comes without a word too, and ??? is no thanks.
const KIND_SIGNS = /[\u2764\u2665\u{1f44d}\u{1f44c}\u{1f44f}\u{1f64f}\u{1f60a}\u{1f60d}\u{1f970}\u{1f495}-\u{1f49e}\u{1f490}\u{1f389}\u{1f339}]/u;

/** Thanks, praise or a heart, and nothing asked or complained of. */
export function isOnlyThanks(text: string): boolean {
  const { is, reason, borderline } = decidePublicItem({ text, hasOpenCase: false, promoted: false, ourHandles: [] });
  return is === 'mention' && !borderline && (reason === 'thanks' || reason === 'praise' || (reason === 'emojiOnly' && KIND_SIGNS.test(text)));
}

/** Whose cases belong together, without saying whose they are. */
export const contactMark = (contact: string | null): string | null => (contact === null ? null : createHash('sha256').update(`figures ${contact}`).digest('base64url').slice(0, 12));

/** The facts of a case from its whole story. `before`: as they were kept, for what was only thanks and cannot be read any more. */
export function factsOf({ item, happenings, messages, calendar, before }: { item: Case; happenings: Happening[]; messages: FactMessage[]; calendar: BusinessCalendar; before?: CaseFacts | undefined }): CaseFacts {
  const state = foldOf(happenings);
  const own = messages.filter(({ counts }) => counts).toSorted((a, b) => a.at - b.at);
  const inbound = own.filter(({ direction }) => direction === 'in');
  const answers = own.filter(({ direction }) => direction === 'out').map(({ at, by }) => ({ at, by }));
  const resolved = state.over.filter(({ as }) => as !== 'spam');
  // Whom an erasure left nobody on is closed without anybody's act: there is no work on it, and nobody has resolved it.
  const ended = isOver(item.status) && state.over.at(-1)?.to !== null ? [{ from: Math.max(item.resolvedAt ?? item.openedAt, state.over.at(-1)?.to ?? item.openedAt), to: null, resolved: false }] : [];
  const until = (at: number): Lengths => resolutionLength(state, state.firstIn!, at, calendar);
  return {
    number: item.number, channel: item.channel, topic: item.topic, team: item.team ?? null, agent: item.assignee, contact: contactMark(item.contact), counts: item.mergedInto === null && item.status !== 'spam',
    openedAt: item.openedAt, firstInAt: state.firstIn, openedByAgent: state.ours && answers.length > 0, inAt: inbound.map(({ at }) => at), answers,
    responses: state.runs.map(({ from, to }) => ({ from, to, business: resolutionLength({ waiting: [] }, from, to, calendar).business })),
    over: [...state.over.map(({ from, to, as }) => ({ from, to, resolved: as !== 'spam' })), ...ended],
    resolution: state.firstIn === null || resolved.length === 0 ? null : { first: until(resolved[0]!.from), last: until(resolved.at(-1)!.from) },
    reopenedAt: state.reopenedAt, thanksAt: inbound.filter(({ at, text }) => (text === null ? before?.thanksAt.includes(at) ?? false : isOnlyThanks(text))).map(({ at }) => at),
    promises: state.promises, rating: item.rating ?? null, solved: item.solved?.answer ?? null,
  };
}

// In whatever order their fields stand: what was kept comes back in another than what is computed.
const inOrder = (value: unknown): unknown => (Array.isArray(value) ? value.map(inOrder)
  : typeof value === 'object' && value !== null ? Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, inner]) => [name, inOrder(inner)]) : value);

/** Is it the same case as it was. */
export const sameFacts = (one: CaseFacts, other: CaseFacts): boolean => JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));

const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

/** The months between two instants, both included, as `2026-11`. */
export function monthsBetween(from: number, to: number): string[] {
  const months: string[] = [];
  const last = monthOf(Math.max(from, to));
  for (let at = new Date(from); ; at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))) {
    months.push(monthOf(at.getTime()));
    if (months.at(-1) === last) return months;
  }
}

/** The months that have anything to say of a case: from its beginning to the last thing that happened or was promised. */
export function monthsOf(facts: CaseFacts): string[] {
  const times = [facts.openedAt, ...facts.inAt, ...facts.answers.map(({ at }) => at), ...facts.over.flatMap(({ from, to }) => [from, to ?? from]), ...facts.promises.map(({ dueAt }) => dueAt)];
  let [first, last] = [facts.openedAt, facts.openedAt];
  for (const at of times) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return monthsBetween(first, last);
}

/** A case of which nothing is known but that it is open. */
export function openFacts(item: Pick<CaseFacts, 'number' | 'channel' | 'topic' | 'team' | 'agent' | 'openedAt'>): CaseFacts {
  return { ...item, contact: null, counts: true, firstInAt: null, openedByAgent: false, inAt: [], answers: [], responses: [], over: [], resolution: null, reopenedAt: [], thanksAt: [], promises: [], rating: null, solved: null };
}
