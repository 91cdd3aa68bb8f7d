import type { Case, CaseStatus, Head, Priority } from '../domain/case.ts';
import type { Link } from '../domain/event-chain.ts';
import type { MergeEvent, UnmergeEvent } from '../domain/case-merge.ts';
import type { Moderating, Switch } from '../domain/moderation.ts';
import type { StoredMessage } from '../ports.ts';

/** What an agent or the system did to a case. `to`: the status that it left the case in. */
export interface CaseEvent extends Link {
  id: string;
  at: number;
  what: string;
  by: string;
  /** Which of the case's acts it belongs to. */
  act?: number;
  to?: CaseStatus;
  /** Until when it is snoozed. */
  until?: number;
  values?: Record<string, string>;
  /** The whole of a merge, since undoing it needs all of it. */
  merge?: MergeEvent | UnmergeEvent;
}

/** What colleagues tell each other about a case. `of`: of which, where that was merged into the one that was read. */
export interface CaseNote { id: string; at: number; by: { id: string; name: string }; text: string; mentions: string[]; of?: string; files?: { key: string; name: string; type: string; size: number }[] }

/** A public answer that waits until somebody else has approved it. `v` is raised by each decision; `version`: of the case, as its writer left it. */
export interface WaitingReply {
  id: string;
  caseNumber: string;
  channel: string;
  at: number;
  by: { id: string; name: string };
  text: string;
  via: 'reply' | 'public' | 'handOver';
  after?: 'stay' | 'resolve' | 'wait';
  /** The item that it answers. */
  answers: string;
  version: string;
  state: 'waiting' | 'approved' | 'returned';
  v: number;
  /** `note`: the id of the note that says why it came back. */
  decided?: { by: { id: string; name: string }; at: number; note?: string };
}

export interface HeadWrite { thread: string; head: Head; /** The version it is written over; null: there must be none. */ expected: number | null }

/**
 * One act: everything it writes, in one transaction. It fails with Conflict when a case has had another act, or a thread
 * another message, since they were read. Of a case only what differs is written.
 */
export interface Act {
  cases: { before: Case; after: Case }[];
  heads: HeadWrite[];
  events: { caseNumber: string; event: CaseEvent }[];
  /** A case that begins by it. */
  opens?: Case;
  /** A new message: an answer, or what the product itself tells. */
  message?: StoredMessage;
  /** What follows it: files that a platform takes one by one. */
  further?: StoredMessage[];
  /** A message that had no case and has one now. */
  taken?: StoredMessage;
  note?: { caseNumber: string; note: CaseNote };
  /** Who is named in notes that stand on a case from now on, by a merge, and when last; null: nobody names them there any more. */
  names?: { caseNumber: string; agent: string; at: number | null }[];
  /** Which cases are part of which incident from then on; null: not any more. */
  links?: { caseNumber: string; incident: string; at: number | null }[];
  /** An act on a public item, over the latest one before it. */
  moderates?: { thread: string; id: string; what: Switch; before: Moderating | null; after: Moderating };
  /** An answer that waits for approval, over what it was read as; null: it is new. */
  waits?: { before: WaitingReply | null; after: WaitingReply };
}

/** What the lists and figures of open work are made of: little of each case, so that ten thousand cost one pass. */
export interface CasePlace {
  number: string;
  status: CaseStatus;
  channel: string;
  assignee: string | null;
  team: string | null;
  topic: string | null;
  tags: string[];
  priority: Priority;
  dueAt: number;
  openedAt: number;
  answeredAt: number | null;
  unansweredSince: number | null;
  snoozedUntil: number | null;
  lastAnsweredAt: number | null;
}

/** A case with its latest message and the heads of its threads. */
export interface CaseLine { item: Case; last: StoredMessage | undefined; heads: { thread: string; head: Head | undefined }[] }
/** A case with what was done to it, in that order. `whole`: the numbers of it and of all that is merged into it, where that was read too; notes and waiting answers are then those of all. */
export interface CaseFile { item: Case; events: CaseEvent[]; notes: CaseNote[]; waiting: WaitingReply[]; whole?: ReadonlySet<string> }

/** The table as people use it. Acts are transactions; one that comes too late throws Conflict. */
export interface DeskStore {
  /** All open work: new, open, waiting and snoozed; or some of these. */
  board(statuses?: CaseStatus[]): Promise<CasePlace[]>;
  /** Open work that was due in this stretch of time, `to` included, the earliest first. */
  due(from: number, to: number): Promise<CasePlace[]>;
  /** In the order asked for; what is not there is left out. */
  cases(numbers: string[]): Promise<Case[]>;
  /** What is over, the latest first; `after` is the `next` of the page before. */
  over(statuses: CaseStatus[], limit: number, after?: string): Promise<{ numbers: string[]; next: string | null }>;
  /** How many there are, counted up to about `atMost`. */
  count(status: CaseStatus, atMost: number): Promise<number>;
  /** How many filtered messages wait, counted up to about `atMost`. */
  quarantined(atMost: number): Promise<number>;
  /** In the order asked for; what is not there is left out. */
  lines(numbers: string[]): Promise<CaseLine[]>;
  /** Cases in whose notes somebody named this colleague, the latest first. */
  namedIn(agent: string): Promise<string[]>;
  /** Cases that are part of this incident, whatever has become of them. */
  linkedTo(incident: string): Promise<string[]>;
  quarantine(limit: number, after?: string): Promise<{ messages: StoredMessage[]; next: string | null }>;
  case(number: string): Promise<Case | undefined>;
  file(number: string): Promise<CaseFile | undefined>;
  /** In the order it was written. */
  thread(thread: string): Promise<{ head: Head | undefined; messages: StoredMessage[] }>;
  head(thread: string): Promise<Head | undefined>;
  message(thread: string, id: string): Promise<StoredMessage | undefined>;
  /** Answers that wait for approval, over all cases, the oldest first. */
  waiting(limit: number): Promise<WaitingReply[]>;
  act(act: Act): Promise<void>;
  /** An answer that did not get out is planned once more; false when it is in no such state. */
  planAgain(thread: string, id: string, now: number): Promise<boolean>;
}
