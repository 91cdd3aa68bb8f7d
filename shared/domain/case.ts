import type { Language, SuppressReason } from './message.ts';
import type { Urgency } from './urgency.ts';

export type CaseStatus = 'new' | 'open' | 'waiting_on_customer' | 'snoozed' | 'resolved' | 'closed' | 'spam';
export type Priority = 'low' | 'normal' | 'high' | 'urgent';

/** What chose the case, shown to agents. */
export type ThreadedBy = 'newCase' | 'sameDelivery' | 'addressToken' | 'inReplyTo' | 'references' | 'caseNumber' | 'sameMail' | 'conversation' | 'post' | 'handOver' | 'reference' | 'statusPage' | 'released' | 'merged';

/**
 * The head of a thread: which case its messages belong to now. Every change raises `v`, and is written only over the
 * version it was decided on. `prev` is the case before, so that its opener, if it died half-way, still finds its case.
 */
export interface Head {
  v: number;
  case: string;
  openedBy: string;
  /** The message whose acknowledgement is this case's only one; null until a message earns it. */
  ackBy: string | null;
  prev: { case: string; openedBy: string; ackBy: string | null } | null;
  /** The message that last moved the case to another queue: if it died before the case heard of it, it moves it again. */
  movedBy: string | null;
  status: CaseStatus;
  resolvedAt: number | null;
  lastInAt: number;
  lastOutAt: number | null;
  /** When the oldest unanswered message arrived; null while nothing is unanswered. */
  waitingSince: number | null;
  /** The message that the wait began with, where the case was there before it. */
  waitedBy?: string;
  /** Its latest message, ours or theirs: what a list shows is read from there, so that no copy of a text lies about. */
  lastId?: string;
  /** The case's, where it is not `normal`: a graver message raises it. */
  priority?: Priority;
  /** Who may add to the case: addresses and platform ids. */
  participants: string[];
  /** A further thread of its case: its versions are counted apart there. */
  joined?: true;
  /** The case that it was on before any merge, and who began that: whose it is, however often it was merged since. */
  of?: { case: string; openedBy: string };
  /** The subject without its reply prefixes, hashed; another one on a resolved case means another matter. */
  about: string | null;
}

/** Where an automatic text or an agent's reply stands. */
export type SendState = 'planned' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed' | 'suppressed';

/** The proof of what was handed over, kept on the case (acknowledgement) or on the message (reply). */
export interface Sending {
  id: string;
  state: SendState;
  attempt: number;
  /** Until when the present attempt may still be under way. */
  leaseUntil: number | null;
  /** Beginning of the present attempt. */
  startedAt: number | null;
  /** The provider's id of what was handed over. */
  providerId: string | null;
  reason: string | null;
  changedAt: number;
  sentAt: number | null;
  /** Of an agent's answer: which words it stands for. */
  words?: string;
}

export interface Case {
  number: string;
  status: CaseStatus;
  channel: string;
  inbox: string;
  assignee: string | null;
  /** The team whose queue it stands in. */
  team?: string | null;
  priority: Priority;
  topic: string | null;
  contact: string | null;
  subject: string;
  language: Language;
  customer: { id: string; name: string | null };
  openedBy: string;
  openedAt: number;
  threads: string[];
  acknowledgement: Sending | null;
  /** Why there is none, while `acknowledgement` is null. */
  suppressedBecause: SuppressReason | null;
  /** What the customer was told: answered by then; `renewed`: the new time that they heard once it was missed; `onPage`: their page alone says so, since nothing reaches them. */
  promise: { dueAt: number; opensAt: number | null; renewed?: { at: number; dueAt: number; onPage?: true } };
  /** By when what is unanswered now is to be answered: moves on with the next message after an answer. */
  dueAt?: number;
  /** Why it has its priority, the gravest first. */
  urgency?: Urgency['why'];
  tags?: string[];
  /** The fault of many that it is part of; `words`: because of which of its words, where no person linked it; `from`: of the case that brought it along by a merge. */
  incident?: { id: string; at: number; words?: string[]; from?: string } | undefined;
  visibility?: 'public';
  /** First answer by a person, and the latest one. */
  answeredAt: number | null;
  lastAnsweredAt?: number;
  relatedTo: string | null;
  /** The version of the first thread's head that this case was last moved by; `hvs`: of each further thread's. */
  hv: number;
  hvs?: Record<string, number>;
  mergedInto: string | null;
  /** Acts of people so far, raised by each: part of the version that an edit is made over. */
  acts?: number;
  /** The latest link of its history's chain. */
  chain?: string;
  snoozedUntil?: number | null;
  /** When it was last resolved, closed or called spam; null while there is work on it. */
  resolvedAt?: number | null;
  /** The time that its customer's page names after `of`, at which a further message was to be answered, had passed. */
  dueRenewed?: { of: number; at: number; dueAt: number };
  /** When the oldest unanswered message arrived, over all threads; null while nothing is unanswered. */
  unansweredSince?: number | null;
  /** Links to its status page hold for this generation only; raised to take them back. */
  statusGeneration?: number;
  /** What its customer said there: is it solved, and how was it, from 1 (bad) to 5. The latest word counts, once. */
  solved?: { answer: 'yes' | 'no'; at: number };
  rating?: { score: number; at: number };
  schema: 1;
}

/** By when what is unanswered is to be answered. */
export const dueAtOf = (item: Pick<Case, 'dueAt' | 'promise'>): number => item.dueAt ?? item.promise.dueAt;

const PRIORITIES: Priority[] = ['low', 'normal', 'high', 'urgent'];
export const isGraver = (one: Priority, than: Priority): boolean => PRIORITIES.indexOf(one) > PRIORITIES.indexOf(than);

/** How a message, or an answer given elsewhere, moves a case. */
export interface CaseMove {
  status: CaseStatus;
  hv: number;
  /** A further thread of it; without one the first. */
  thread?: string;
  /** Without it what was due stays due. */
  dueAt?: number;
  /** Since when the customer waits; null: not any more; without it as it was. After an answer: since when others of the case do. */
  unansweredSince?: number | null;
  /** The versions of the case's other heads that this was decided on: over a later one it is not applied. */
  over?: { hv?: number; hvs: Record<string, number> };
  /** The case's only acknowledgement, and the time that it tells. */
  acknowledgement?: Sending;
  told?: Case['promise'];
  answeredAt?: number;
  /** A graver message than those before: due earlier too, if that is earlier. */
  raise?: { priority: Priority; urgency: Urgency['why']; dueAt: number };
}

/** Why a case is urgent, without the customer's words that say so. */
export const withoutQuotes = (urgency: Urgency['why']): Urgency['why'] => urgency.map(({ sign }) => ({ sign, evidence: [] }));
