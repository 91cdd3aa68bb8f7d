import type { Note, OtherCase, Viewer, Way } from './api-shapes/desk.ts';
import type { Approval, Moderation } from './api-shapes/posts.ts';
import type { UnassignedBecause } from './domain/assignment.ts';
import type { CaseClocks } from './domain/clocks.ts';
import type { FieldChange, MoveWarning } from './domain/lifecycle.ts';
import type { Case, CaseStatus, Priority, SendState, ThreadedBy } from './domain/case.ts';
import type { Language, Route, SuppressReason } from './domain/message.ts';
import type { Mood } from './domain/mood.ts';
import type { PublicDecision } from './domain/public-item.ts';
import type { Urgency } from './domain/urgency.ts';

/**
 * What the API answers with: the console's half of the contract, `api-shapes/routes.ts` lists the routes. Times are epoch
 * milliseconds, numbers `482-109-379`. Of a field that may be missing the console shows nothing.
 */

export interface ApiError { error: { key: string; values: Record<string, string> } }
/** The answer 409: what has changed since `version` was read. Keys: `changedMeanwhile`; `answeredMeanwhile` with `agent` and `seconds`; `wroteMeanwhile`: the customer did. */
export interface Stale extends ApiError { version: string; changed: FieldChange[] }

export interface CaseRow {
  number: string;
  status: CaseStatus;
  channel: string;
  subject: string;
  customer: { id: string; name: string | null };
  language: Language;
  priority: Priority;
  assignee: string | null;
  openedAt: number;
  dueAt: number;
  acknowledgement: { state: SendState; reason: string | null } | null;
  suppressedBecause: SuppressReason | null;
  relatedTo: string | null;
  /** In lists: what stands there, for what is done to many from there. */
  version?: string;
  /** Where its first message was written. */
  visibility?: 'private' | 'public';
  contact?: string | null;
  topic?: string | null;
  tags?: string[];
  assigneeName?: string | null;
  team?: string | null;
  teamName?: string | null;
  /** The incident that it is part of; `words`: because of which words, where no person linked it. */
  incident?: { id: string; words?: string[] };
  /** When the oldest unanswered message came; null: nobody waits. */
  unansweredSince?: number | null;
  snoozedUntil?: number | null;
  mergedInto?: string | null;
  /** The beginning of the last message. */
  last?: { text: string; direction: 'in' | 'out'; at: number };
  /** An answer that did not get out, or an act on its platform that was not done. */
  failed?: boolean;
  mood?: 'angry' | 'plain' | null;
  /** Words that raised its priority. */
  urgentBecause?: string[];
}

/** Lists say in which zone the company's times are meant. */
export interface CaseList { cases: CaseRow[]; next: string | null; timeZone: string; /** In the whole queue. */ total?: number }

/** One entry of a thread, in the order it was written. */
export interface Entry {
  id: string;
  direction: 'in' | 'out';
  at: number;
  author: { id: string; name: string | null };
  subject: string;
  text: string;
  replyText: string;
  language: Language;
  threadedBy: ThreadedBy | null;
  suppressedBecause: SuppressReason | null;
  /** Somebody vouches for this sender. */
  vouched: boolean;
  repairs: string[];
  evidence: string[];
  visibility: 'private' | 'public';
  /** One of us answered elsewhere than here. */
  outside: boolean;
  /** Its writer changed it, or took it back. */
  revised: 'edited' | 'removed' | null;
  /** Of a public item: why it is a case, or a mention only. */
  decision: PublicDecision | null;
  link: string | null;
  /** How it may be answered: where it was written, in public below it, or from there into private. */
  ways: ('reply' | 'public' | 'handOver')[];
  /** What a public text should not hold. */
  personalData: string[];
  /** How a customer's text sounds, as far as words tell. */
  mood?: Mood;
  /** `id`: for `GET /attachments/:id`; null when its bytes are not kept. */
  attachments: { name: string | null; type: string; size: number; id?: string | null; inline?: boolean }[];
  channel?: string;
  /** Of ours: news of this incident, told to many at once. */
  notice?: string;
  /** The mail as it was designed: `GET /cases/:number/entries/:id/html`. */
  hasHtml?: boolean;
  /** The public post that it stands under. */
  post?: { id: string; text: string; author: string | null; link: string | null } | null;
  sending: { state: SendState; reason: string | null; attempt: number; changedAt: number } | null;
  /** Of a public item: what may be done to it on its platform, and how it stands there. */
  moderation?: Moderation & { thread: string };
}

/** A mail of ours as its reader sees it. */
export interface SentView { id: string; kind: 'acknowledgement' | 'reply'; to: string; fromName: string; subject: string; text: string; html: string; state: SendState; at: number; /** By mail, or how on a platform: there it is text alone. */ route: 'mail' | Route['kind'] }

export interface CaseView {
  case: CaseRow & { promise: Case['promise']; answeredAt: number | null };
  entries: Entry[];
  /** How many older ones there are. */
  earlier: number;
  sent: SentView[];
  /** Is what was done as it was written, by its chain of hashes? Missing: nothing was done yet. */
  history?: 'whole' | 'broken';
  /** Of `assigned`: `values.assignee`, `values.assigneeName`, and where the product assigned it `values.because` (`AssignedBecause`) and `values.among`; of `team`: `values.team`, `values.teamName`. */
  events: { at: number; what: string; by: string; byName?: string | null; values?: Record<string, string>; id?: string; /** When what was put off comes back. */ until?: number }[];
  /** Why nobody was given it, where the product gives cases out. */
  unassignedBecause?: UnassignedBecause;
  /** The version that an edit is made over. */
  version?: string;
  notes?: Note[];
  /** How many files a note may have, and how large together; without it none. */
  noteFiles?: { count: number; bytes: number };
  viewers?: Viewer[];
  /** How the next answer may go, the usual one first. */
  ways?: Way[];
  clocks?: CaseClocks;
  /** Why it has its priority, the gravest first. */
  urgency?: Urgency['why'];
  /** The same customer's other cases, latest first. */
  others?: OtherCase[];
  /** Public answers that wait for approval, or came back. */
  waiting?: Omit<Approval, 'answers' | 'post' | 'mine'>[];
  /** Merges that can be undone. */
  merged?: { id: string; from: string; at: number; by: string }[];
  /** Where this person may move it. */
  moves?: CaseStatus[];
}

export interface Edit { version: string; status?: CaseStatus; until?: number; assignee?: string | null; team?: string | null; priority?: Priority; tags?: string[]; topic?: string | null; /** Its number; null: part of none. */ incident?: string | null }
/** The case after an act, and what its actor should know of it. */
export interface Acted { case: CaseRow; version: string; warnings: MoveWarning[] }


export interface QuarantineRow { channel?: string; /** Which of our accounts it came to; empty where nobody can tell. */ inbox?: string; id: string; reason: SuppressReason; evidence: string[]; at: number; from: { id: string; name: string | null }; subject: string; text: string; relatedTo: string | null }
export interface QuarantineList { messages: QuarantineRow[]; next: string | null }
export interface Released { number: string }
