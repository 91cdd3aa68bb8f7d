import type { Case, CaseStatus, Priority, SendState, ThreadedBy } from './domain/case.ts';
import type { Language, Route, SuppressReason } from './domain/message.ts';
import type { PublicDecision } from './domain/public-item.ts';

/** What the API answers with: the console's half of the contract. Times are epoch milliseconds, numbers `482-109-379`. */

export interface ApiError { error: { key: string; values: Record<string, string> } }

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
}

/** Lists say in which zone the company's times are meant. */
export interface CaseList { cases: CaseRow[]; next: string | null; timeZone: string }

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
  attachments: { name: string | null; type: string; size: number }[];
  sending: { state: SendState; reason: string | null; attempt: number; changedAt: number } | null;
}

/** A mail of ours as its reader sees it. */
export interface SentView { id: string; kind: 'acknowledgement' | 'reply'; to: string; fromName: string; subject: string; text: string; html: string; state: SendState; at: number; /** By mail, or how on a platform: there it is text alone. */ route: 'mail' | Route['kind'] }

export interface CaseView { case: CaseRow & { promise: Case['promise']; answeredAt: number | null }; entries: Entry[]; /** How many older ones there are. */ earlier: number; sent: SentView[]; events: { at: number; what: string; by: string }[] }

export interface QuarantineRow { id: string; reason: SuppressReason; evidence: string[]; at: number; from: { id: string; name: string | null }; subject: string; text: string; relatedTo: string | null }
export interface QuarantineList { messages: QuarantineRow[]; next: string | null }
export interface Released { number: string }
