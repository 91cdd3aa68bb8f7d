import { isVouchedFor } from './acknowledgement.ts';
import { dueAtOf } from './case.ts';
import type { Case, CaseStatus, Sending } from './case.ts';
import type { InboundMessage, SuppressReason } from './message.ts';

/** What a customer calls the stages of their case. Whether it is snoozed, whose it is, and why, is ours to know. */
export type Stage = 'received' | 'inProgress' | 'waiting' | 'answered' | 'closed';

const STAGES: Record<Exclude<CaseStatus, 'spam'>, Stage> = { new: 'received', open: 'inProgress', snoozed: 'inProgress', waiting_on_customer: 'waiting', resolved: 'answered', closed: 'closed' };

/** Undefined for what was filtered as spam: of that nothing is said. */
export const stageOf = (status: CaseStatus): Stage | undefined => (status === 'spam' ? undefined : STAGES[status]);

/** The answer time that was told, and what became of it. `newDueAt`: told once the first was missed, and still ahead. */
export type ToldTime = { is: 'ahead'; dueAt: number } | { is: 'late'; dueAt: number; newDueAt: number | null } | { is: 'kept' } | { is: 'answeredLate' };

/** Null: nobody waits, and nobody was answered. */
export function toldTime(item: Case, now: number): ToldTime | null {
  const { answeredAt, promise } = item;
  const over = item.status === 'resolved' || item.status === 'closed' || item.status === 'waiting_on_customer';
  const waits = !over && (item.unansweredSince === undefined ? answeredAt === null : item.unansweredSince !== null);
  if (!waits) return answeredAt === null ? null : { is: answeredAt <= promise.dueAt ? 'kept' : 'answeredLate' };
  const dueAt = answeredAt === null ? promise.dueAt : dueAtOf(item);
  if (now <= dueAt) return { is: 'ahead', dueAt };
  const renewed = answeredAt === null ? promise.renewed?.dueAt : item.dueRenewed?.of === dueAt ? item.dueRenewed.dueAt : undefined;
  // A new time that was missed as well is the one to be sorry for; a third is not invented by a page.
  return renewed !== undefined && now > renewed ? { is: 'late', dueAt: renewed, newDueAt: null } : { is: 'late', dueAt, newDueAt: renewed ?? null };
}

/** What is stored of a message, as far as its customer's page is concerned. */
export interface ToldMessage {
  id: string;
  thread: string;
  direction: 'in' | 'out';
  at: number;
  case: string | null;
  quarantined: SuppressReason | null;
  agent: string | null;
  sending: Sending | null;
  revised?: { what: 'edited' | 'removed'; at: number };
  message: InboundMessage;
}

export interface HistoryItem {
  id: string;
  at: number;
  from: 'you' | 'us' | 'automatic';
  /** The agent's name as customers read it. */
  name: string | null;
  /** Null: not shown. */
  text: string | null;
  /** Why not: nobody vouches that its address wrote it, or nobody may keep it any longer. */
  withheld: 'unproven' | 'gone' | null;
  isPublic: boolean;
  onPage: boolean;
  files: { id: string; name: string; size: number }[];
}

const NOT_TOLD = new Set(['failed', 'suppressed']);
const TOLD = new Set(['sent', 'delivered']);
const FILES_SHOWN = 50;

const isMachine = ({ message }: ToldMessage): boolean => message.sender.machine !== null && message.sender.machine !== 'noAddress';

/** Did customer and team tell each other this? Notes are no messages; machines', and what never left, are nobody's words. */
export function isTold(one: ToldMessage, system: string): boolean {
  if (one.case === null) return false;
  if (one.direction === 'in') return !isMachine(one);
  return one.agent !== system && (one.sending === null || !NOT_TOLD.has(one.sending.state));
}

const wordsOf = ({ message }: ToldMessage): string => (message.replyText.trim() === '' ? message.text : message.replyText).trim();

/** Under which a file is asked for: message and place. */
export const fileIdOf = (message: string, place: number): string => `${message}.${place}`;
export const FILE_ID = /^([\w-]{1,64})\.(\d{1,3})$/;

/**
 * Everything that customer and team told each other, the oldest first, and the acknowledgement among it. What somebody wrote in a name
 * that nobody vouched for stays unshown until the owner of the address has written too: else our page would show
 * strangers' words to anybody whose address they type. `system`: who writes when nobody does.
 */
export function historyOf(messages: ToldMessage[], acknowledgement: Sending | null, system: string): HistoryItem[] {
  const told = messages.filter((one) => isTold(one, system));
  const proven = new Set(told.filter(({ direction, message }) => direction === 'in' && isVouchedFor(message)).map(({ message }) => message.author.id));
  const items = told.map((one): HistoryItem => {
    const { message, direction } = one;
    const ours = direction === 'out';
    const gone = one.revised?.what === 'removed' || (message.text === '' && message.replyText === '' && message.attachments.length === 0 && message.subject === '' && message.raw.key === '');
    const withheld = gone ? 'gone' : ours || isVouchedFor(message) || proven.has(message.author.id) ? null : 'unproven';
    return {
      id: one.id, at: one.at, from: ours ? 'us' : 'you', name: ours ? message.author.name : null, withheld, text: withheld === null ? wordsOf(one) : null, isPublic: message.visibility === 'public', onPage: message.by === 'statusPage',
      files: withheld === null ? message.attachments.slice(0, FILES_SHOWN).flatMap(({ key, name, size, inline }, place) => (key === null || inline ? [] : [{ id: fileIdOf(one.id, place), name: name ?? String(place + 1), size }])) : [],
    };
  });
  const at = acknowledgement && TOLD.has(acknowledgement.state) ? acknowledgement.sentAt ?? acknowledgement.changedAt : null;
  const automatic: HistoryItem[] = at === null ? [] : [{ id: 'acknowledgement', at, from: 'automatic', name: null, text: null, withheld: null, isPublic: false, onPage: false, files: [] }];
  return [...items, ...automatic].sort((a, b) => a.at - b.at);
}

/** Is the customer asked whether it is solved: once we have answered or ended it, until they say yes. */
export function asksWhetherSolved({ status, answeredAt, resolvedAt, solved }: Case): boolean {
  if (status === 'waiting_on_customer') return answeredAt !== null;
  return status === 'resolved' && !(solved?.answer === 'yes' && solved.at >= (resolvedAt ?? 0));
}

/** How it was can be said once it is over. */
export const mayRate = ({ status }: Pick<Case, 'status'>): boolean => status === 'resolved' || status === 'closed';

/** Are these the same person, as far as we know. */
export const isSamePerson = (one: Pick<Case, 'customer' | 'contact'>, other: Pick<Case, 'customer' | 'contact'>): boolean => (one.customer.id !== '' && one.customer.id === other.customer.id) || (one.contact !== null && one.contact === other.contact);

interface Rated { number: string; mergedInto: string | null; status: CaseStatus; resolvedAt: number | null; rating: Case['rating']; solved: Case['solved'] }

/**
 * Satisfaction of the cases that ended in a period: the share of 4 and 5 among those rated, their mean, how many of all
 * were rated, and the share of yes among those asked. Each case counts once, by its latest word. Null: nobody answered.
 */
export function satisfactionIn(cases: Rated[], { from, to }: { from: number; to: number }): { csat: number | null; mean: number | null; responseRate: number | null; solvedShare: number | null; cases: string[] } {
  const ended = cases.filter(({ mergedInto, status, resolvedAt }) => mergedInto === null && mayRate({ status }) && resolvedAt !== null && resolvedAt >= from && resolvedAt < to);
  const rated = ended.filter(({ rating }) => rating !== undefined);
  const scores = rated.map(({ rating }) => rating!.score);
  const asked = ended.flatMap(({ solved }) => (solved ? [solved.answer] : []));
  const share = (part: number, all: number): number | null => (all === 0 ? null : part / all);
  return {
    csat: share(scores.filter((score) => score >= 4).length, scores.length), mean: share(scores.reduce((sum, score) => sum + score, 0), scores.length),
    responseRate: share(rated.length, ended.length), solvedShare: share(asked.filter((answer) => answer === 'yes').length, asked.length), cases: rated.map(({ number }) => number),
  };
}
