import type { CaseRow, Entry } from '../api-shapes.ts';
import type { AgentOnDuty } from '../domain/assignment.ts';
import type { CaseStatus } from '../domain/case.ts';
import type { ContactEvent, Identity, SuggestionReason } from '../domain/contact.ts';
import type { AccountState, Finding } from '../domain/health.ts';
import type { Language } from '../domain/message.ts';
import type { Settings } from '../domain/settings.ts';

export type Role = 'agent' | 'lead' | 'admin';

/** Who is signed in. `routes`: what they may call, as `POST /cases/:number/notes`; the console shows no control for anything else. */
export interface Me { id: string; name: string; roles: Role[]; routes: string[] }

/** How one signs in here; 404 while no client is configured. The code comes back to `/`, and `POST /sign-in` exchanges it. */
export interface SignInFacts { authorize: string; clientId: string; scope: string }

/** `open`: all open work; `tagged`: a colleague named me in a note; `soon`: due within half an hour. */
export type QueueName = 'open' | 'mine' | 'unassigned' | 'tagged' | 'soon' | 'breached' | 'waiting' | 'snoozed' | 'resolved' | 'spam';
export interface Queues { counts: Record<QueueName, number>; quarantine: number; channels: { channel: string; open: number }[]; /** The next thing due in all open work. */ nextDueAt: number | null }
export interface CasesQuery { queue?: QueueName; channel?: string; sort?: 'due' | 'waiting' | 'newest'; after?: string; limit?: string }

/** How an answer may go. `limit` is counted as `counts` says; `until`: the platform's window closes then, null: it has none. */
export interface Way { via: 'reply' | 'public' | 'handOver'; channel: string; counts: 'characters' | 'bytes' | 'weighted'; limit: number | null; until: number | null; /** Why not now: `windowClosed`, `channelForbids`, `alreadyUsed`. */ refused: string | null }
export interface ReplyBody { text: string; key: string; via?: 'reply' | 'public' | 'handOver'; /** What becomes of the case. */ after?: 'stay' | 'resolve' | 'wait'; version?: string }
export interface Replied { id: string; state: string; version?: string }

/** Never leaves the team. */
export interface Note { id: string; at: number; by: { id: string; name: string }; text: string; mentions: string[] }
export interface Viewer { id: string; name: string; state: 'viewing' | 'typing' }
export interface OtherCase { number: string; status: CaseStatus; channel: string; subject: string; openedAt: number }

/** What is new since a cursor; 304 without a body when nothing is. */
export interface Changes { since: string; cases: string[]; queues?: Queues; viewers: Record<string, Viewer[]>; alerts: number }

export type BulkAct = { kind: 'assign'; assignee: string | null } | { kind: 'status'; status: CaseStatus; until?: number } | { kind: 'priority'; priority: CaseRow['priority'] } | { kind: 'tag'; tag: string } | { kind: 'topic'; topic: string | null };
export interface Outcome { done: string[]; refused: { number: string; key: string }[] }
/** One text to many: how many go by which channel, and who cannot be reached and why. `{number}` and `{name}` are filled in for each. */
export interface AnswersPreview { going: { channel: string; via: Way['via']; count: number }[]; cannot: { number: string; reason: string }[]; sample: { number: string; text: string } | null }

export interface SearchHit { kind: 'case' | 'contact'; /** Case number, or contact's id. */ id: string; title: string; excerpt: string; channel: string | null; status: CaseStatus | null; at: number }

export interface ContactView {
  id: string;
  name: string | null;
  identities: Identity[];
  cases: CaseRow[];
  suggestions: { contact: string; name: string | null; because: SuggestionReason[] }[];
  /** Merges and links, latest first; `undone`: taken back. */
  events: (ContactEvent & { undone?: boolean })[];
}

export interface PostComment extends Pick<Entry, 'id' | 'at' | 'author' | 'text' | 'language' | 'decision' | 'link' | 'personalData' | 'revised'> { thread: string; case: string | null; answered: boolean; parent: string | null }
export interface PostView { id: string; channel: string; at: number | null; author: string | null; text: string; link: string | null; comments: PostComment[] }

export interface ChannelView {
  channel: string;
  /** Null: no account was ever connected. */
  connected: boolean | null;
  checkedAt: number | null;
  accounts: (AccountState & { name?: string | null })[];
  findings: Finding[];
  documentation: string;
}
/** `stuck`: messages that wait for a person in a dead-letter queue. */
export interface Channels { channels: ChannelView[]; stuck?: number }

export interface Topic { id: string; he: string; en: string }
export interface SettingsView { settings: Settings; topics: Topic[]; tags: string[]; version: string }
/** `shortcut`: what is typed after `/`. */
export interface CannedReply { id: string; shortcut: string; title: string; he: string; en: string }
export interface CannedReplies { canned: CannedReply[]; version: string }
export interface TeamMember extends AgentOnDuty { name: string; roles: Role[] }
export interface Team { members: TeamMember[]; version: string }
export interface KnownFault { fault: Settings['incident']; version: string }
/** A text as customers get it, filled in with an example. */
export interface TemplatePreview { key: string; channel: string; language: Language; subject: string | null; text: string; html: string | null }
