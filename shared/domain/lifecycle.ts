import type { Case, CaseStatus } from './case.ts';

/** Who moves a case: its customer by writing, the product itself by a timer, or one of the team. */
export type Actor = 'customer' | 'system' | 'agent' | 'lead' | 'admin';

const TEAM: Actor[] = ['agent', 'lead', 'admin'];
const LEADS: Actor[] = ['lead', 'admin'];

/**
 * Which moves there are, and whose. A closed case stays closed for its customer: the next message opens another. What is
 * filtered as spam comes back by anybody of the team. Waking and closing by time are the system's.
 */
const MOVES: Record<CaseStatus, Partial<Record<CaseStatus, Actor[]>>> = {
  new: { open: [...TEAM, 'system'], waiting_on_customer: [...TEAM, 'system'], snoozed: TEAM, resolved: TEAM, closed: LEADS, spam: TEAM },
  open: { waiting_on_customer: [...TEAM, 'system'], snoozed: TEAM, resolved: TEAM, closed: LEADS, spam: TEAM },
  waiting_on_customer: { open: [...TEAM, 'customer'], snoozed: TEAM, resolved: [...TEAM, 'system', 'customer'], closed: LEADS, spam: TEAM },
  snoozed: { snoozed: TEAM, open: [...TEAM, 'customer', 'system'], waiting_on_customer: [...TEAM, 'system'], resolved: TEAM, closed: LEADS, spam: TEAM },
  resolved: { open: [...TEAM, 'customer'], waiting_on_customer: TEAM, closed: [...LEADS, 'system'], spam: TEAM },
  closed: { open: LEADS },
  spam: { open: TEAM, closed: [...LEADS, 'system'] },
};

/** What a move does to the clocks; the fold in clocks.ts comes to the same by itself. */
export interface ClockEffects { firstResponse: 'runs' | 'ends'; nextResponse: 'runs' | 'pauses' | 'ends'; resolution: 'runs' | 'pauses' | 'stops' }

/** Waiting on the customer pauses next response and resolution, never the first response. Snoozing pauses nothing: the customer still waits. */
export const CLOCKS_IN: Record<CaseStatus, ClockEffects> = {
  new: { firstResponse: 'runs', nextResponse: 'runs', resolution: 'runs' },
  open: { firstResponse: 'runs', nextResponse: 'runs', resolution: 'runs' },
  snoozed: { firstResponse: 'runs', nextResponse: 'runs', resolution: 'runs' },
  waiting_on_customer: { firstResponse: 'runs', nextResponse: 'pauses', resolution: 'pauses' },
  resolved: { firstResponse: 'ends', nextResponse: 'ends', resolution: 'stops' },
  closed: { firstResponse: 'ends', nextResponse: 'ends', resolution: 'stops' },
  spam: { firstResponse: 'ends', nextResponse: 'ends', resolution: 'stops' },
};

/** No work on it is left: resolved, closed or spam. */
export const isOver = (status: CaseStatus): boolean => CLOCKS_IN[status].resolution === 'stops';

export type MoveRefusal = 'merged' | 'sameStatus' | 'noSuchMove' | 'notAllowed' | 'untilMissing' | 'untilPast' | 'untilTooFar';
/** Not forbidden, but said before it is done. */
export type MoveWarning = 'customerUnanswered' | 'wakesAfterPromise';

/** Nothing is put off for longer. */
export const LONGEST_SNOOZE = 365 * 86_400_000;

export interface StatusMove {
  item: Pick<Case, 'status' | 'mergedInto' | 'promise'>;
  to: CaseStatus;
  actor: Actor;
  now: number;
  /** Until when it is snoozed. */
  until?: number;
  /** A message of the customer's lies unanswered. */
  unanswered: boolean;
}

/** May this case go there, and what becomes of it. */
export function moveStatus({ item, to, actor, now, until, unanswered }: StatusMove): { status: CaseStatus; snoozedUntil: number | null; resolvedAt: number | null; clocks: ClockEffects; warnings: MoveWarning[] } | { refused: MoveRefusal } {
  if (item.mergedInto !== null) return { refused: 'merged' };
  const allowed = MOVES[item.status][to];
  if (!allowed) return { refused: item.status === to ? 'sameStatus' : 'noSuchMove' };
  if (!allowed.includes(actor)) return { refused: 'notAllowed' };
  if (to === 'snoozed') {
    if (until === undefined) return { refused: 'untilMissing' };
    if (!(until > now)) return { refused: 'untilPast' };
    if (until - now > LONGEST_SNOOZE) return { refused: 'untilTooFar' };
  }
  const warnings: MoveWarning[] = unanswered && (to === 'resolved' || to === 'closed' || to === 'waiting_on_customer') ? ['customerUnanswered'] : [];
  if (to === 'snoozed' && unanswered && until! > item.promise.dueAt) warnings.push('wakesAfterPromise');
  return { status: to, snoozedUntil: to === 'snoozed' ? until! : null, resolvedAt: to === 'resolved' || to === 'closed' ? now : null, clocks: CLOCKS_IN[to], warnings };
}

/** The moves that this actor has from here: what menus and shortcuts offer. */
export function movesFrom(status: CaseStatus, actor: Actor): CaseStatus[] {
  return (Object.keys(MOVES[status]) as CaseStatus[]).filter((to) => MOVES[status][to]!.includes(actor));
}

/** Is it time for a snoozed case to come back? */
export function isAwake(item: { status: CaseStatus; snoozedUntil: number | null }, now: number): boolean {
  return item.status !== 'snoozed' || (item.snoozedUntil !== null && item.snoozedUntil <= now);
}

/**
 * The version that a reader saw, for the edit that comes of it: messages that move the case raise the heads' part of it,
 * acts the last. `heard` stands for what its customer had said by then: most words of theirs move nothing.
 */
export function versionOf(item: Case, heard?: string): string {
  const threads = Object.keys(item.hvs ?? {}).sort().map((thread) => item.hvs![thread]!);
  return `${[item.hv, ...threads, item.acts ?? 0].join('.')}${heard === undefined ? '' : `~${heard}`}`;
}

/** A version's parts: those of the heads, the last act, and what was heard, where it says that. */
export function versionParts(version: string): { heads: string; acts: number; heard: string | undefined } {
  const [numbers = '', heard] = version.split('~');
  const parts = numbers.split('.');
  return { heads: parts.slice(0, -1).join('.'), acts: Number(parts.at(-1)), heard };
}

/** The version after an act that asked for none, for whoever read this one: where nothing had happened since, they know all that there is; else it is one that an answer is not sent over. */
export function versionAfter(before: Case, after: Case, read: string | undefined): string {
  return versionOf(after, read !== undefined && checkVersion(before, read).ok ? versionParts(read).heard : undefined);
}

const WATCHED = ['status', 'assignee', 'team', 'priority', 'topic', 'contact', 'answeredAt', 'mergedInto', 'snoozedUntil'] as const;
export type WatchedField = (typeof WATCHED)[number];
export interface FieldChange { field: WatchedField | 'tags'; now: string | number | null }

/**
 * An edit holds only over the version it was made on. A stale one is refused with what its writer has not seen: `seen`
 * is the case as they saw it, where their screen sent it along.
 */
export function checkVersion(item: Case, expected: string, seen: Partial<Pick<Case, WatchedField>> = {}): { ok: true } | { ok: false; version: string; changed: FieldChange[] } {
  const version = versionOf(item);
  if (version === expected.split('~')[0]) return { ok: true };
  const changed = WATCHED.flatMap((field): FieldChange[] => (field in seen && (seen[field] ?? null) !== (item[field] ?? null) ? [{ field, now: item[field] ?? null }] : []));
  return { ok: false, version, changed };
}
