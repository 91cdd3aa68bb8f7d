import type { CaseRow } from '../api-shapes.ts';
import type { AgentOnDuty } from '../domain/assignment.ts';
import type { CaseStatus } from '../domain/case.ts';
import type { ContactEvent, Identity, SuggestionReason } from '../domain/contact.ts';
import type { AccountState, Finding } from '../domain/health.ts';
import type { Language } from '../domain/message.ts';
import type { Settings, Words } from '../domain/settings.ts';

export type Role = 'agent' | 'lead' | 'admin';

/** Who is signed in. `routes`: what they may call, as `POST /cases/:number/notes`; the console shows no control for anything else. */
export interface Me { id: string; name: string; roles: Role[]; routes: string[]; /** Their public answers wait for somebody else's approval. */ waits?: boolean; presence?: Presence; /** When a break, or being away, ends by itself. */ presenceUntil?: number | null; /** The company's: every time on screen is on this clock. */ timeZone?: string }

/** Whether somebody takes cases, as they say themselves. */
export type Presence = 'here' | 'break' | 'away';
/** `until`: without it a break ends after half an hour, being away when the team opens next. */
export interface PresenceBody { presence: Presence; until?: number }
export interface PresenceSet { presence: Presence; until: number | null }

/** How one signs in here; 404 while no client is configured. The code comes back to `/`, and `POST /sign-in` exchanges it. */
export interface SignInFacts { authorize: string; clientId: string; scope: string }

/** `open`: all open work; `tagged`: a colleague named me in a note; `soon`: due within half an hour. */
export type QueueName = 'open' | 'mine' | 'unassigned' | 'tagged' | 'soon' | 'breached' | 'waiting' | 'snoozed' | 'resolved' | 'spam';
export interface Queues { counts: Record<QueueName, number>; quarantine: number; channels: { channel: string; open: number }[]; /** The next thing due in all open work. */ nextDueAt: number | null; /** Open work of each team; `unassigned`: of it without an agent. */ teams?: { id: string; name: string; open: number; unassigned: number }[]; /** Of each saved view that one sees; null: too many to count each time (it looks into what is over). */ views?: { id: string; count: number | null }[]; /** Those that are open, with their open cases. `told`: customers are told of it. */ incidents?: { id: string; title: Words; told: boolean; open: number }[] }

export type CaseSort = 'due' | 'waiting' | 'newest';
/** What narrows a list down; all of it holds at once. */
export interface CaseFilter {
  queue: QueueName;
  channel?: string | null;
  /** All of them stand on it. */
  tags?: string[];
  topic?: string | null;
  /** An agent's id; `me`: whoever looks; `none`: nobody's. */
  assignee?: string | null;
  /** A team's id; `none`: no team's; `mine`: any of my teams. */
  team?: string | null;
  priority?: CaseRow['priority'] | null;
  /** An incident's number. */
  incident?: string | null;
  sort?: CaseSort;
}
/** `tags`: each percent-encoded, joined by commas. */
export interface CasesQuery { queue?: QueueName; channel?: string; tags?: string; topic?: string; assignee?: string; team?: string; priority?: CaseRow['priority']; incident?: string; sort?: CaseSort; after?: string; limit?: string }

/** A filter with a name. A shared one is seen by all; its owner, leads and administrators change it. */
export interface SavedView { id: string; name: string; filter: CaseFilter; shared: boolean; /** Who made it; left out of what is sent. */ by?: string | null; byName?: string | null }
/** All that one sees, in the order in which it is shown: own ones (up to 50), shared ones (up to 100). Written back whole. */
export interface SavedViews { views: SavedView[]; version: string }

/** How an answer may go. `limit` is counted as `counts` says; `until`: the platform's window closes then, null: it has none. */
export interface Way { via: 'reply' | 'public' | 'handOver'; channel: string; counts: 'characters' | 'bytes' | 'weighted'; limit: number | null; until: number | null; /** Why not now: `windowClosed`, `channelForbids`, `alreadyUsed`. */ refused: string | null; /** What may be attached, all of it together; without it nothing. */ files?: { count: number; bytes: number }; /** Other customers of the case, by a merge, who do not get it: each by the case that was theirs. */ notReached?: { number: string; channel: string; customer: { id: string; name: string | null } }[] }
/** A file that was uploaded for this case by whoever answers it. */
export interface AnswerFile { key: string; name: string; type?: string; /** As its writer sees it; the bucket knows better. */ size?: number }
export interface ReplyBody { text: string; key: string; files?: AnswerFile[]; via?: 'reply' | 'public' | 'handOver'; /** What becomes of the case. */ after?: 'stay' | 'resolve' | 'wait'; version?: string }
/** All files of the answer that is being written, those with a `key` uploaded before: the others are about to be. */
export interface UploadsBody { via: Way['via'] | 'note'; files: { name: string; size: number; key?: string }[] }
/** Leave to put each of the others into its place: a form to be sent to `url` as it stands, the file last, within a quarter of an hour. */
export interface Uploads { uploads: { key: string; url: string; fields: Record<string, string> }[] }
export interface Replied { id: string; state: string; version?: string }

/** Never leaves the team. */
/** `of`: the case that it was written on, where that was merged into this one. */
export interface Note { id: string; at: number; by: { id: string; name: string }; text: string; mentions: string[]; of?: string; files?: { id: string; name: string; type: string; size: number }[] }
export interface Viewer { id: string; name: string; state: 'viewing' | 'typing' }
export interface OtherCase { number: string; status: CaseStatus; channel: string; subject: string; openedAt: number }

/** What is new since a cursor; 304 without a body when nothing is. */
export interface Changes { since: string; cases: string[]; queues?: Queues; viewers: Record<string, Viewer[]>; alerts: number }

export type BulkAct = { kind: 'assign'; assignee: string | null } | { kind: 'team'; team: string | null } | { kind: 'status'; status: CaseStatus; until?: number } | { kind: 'priority'; priority: CaseRow['priority'] } | { kind: 'tag' | 'untag'; tag: string } | { kind: 'topic'; topic: string | null } | { kind: 'incident'; incident: string | null };
/** `version`: of a case that has changed since it was seen, what it may be done over after another look. */
export interface Outcome { done: string[]; refused: { number: string; key: string; values?: Record<string, string>; version?: string }[] }
/** One text to many: how many go by which channel, and who cannot be reached and why. `{number}` and `{name}` are filled in for each. `other`: so many of whom it reaches are answered in another language than that of the text. `versions`: of each that it reaches, for `POST /answers`. */
export interface AnswersPreview { going: { channel: string; via: Way['via']; count: number }[]; cannot: { number: string; reason: string; channel?: string; customer?: { id: string; name: string | null } }[]; sample: { number: string; text: string } | null; versions?: Record<string, string>; other?: { written: Language; theirs: Language; count: number } | null }

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
/** `notInForce`: places of stored items that no longer fit; what is as delivered stands in for them. */
export interface SettingsView { settings: Settings; topics: Topic[]; tags: string[]; version: string; notInForce?: string[] }
/** `shortcut`: what is typed after `/`. */
export interface CannedReply { id: string; shortcut: string; title: string; he: string; en: string }
export interface CannedReplies { canned: CannedReply[]; version: string }
/** `skills`: topics' ids and channels' names. `teams`: ids. `presence`, `presenceUntil`, `seenAt`, `open` and `lastBusyAt` are seen, not written. */
export interface TeamMember extends AgentOnDuty { name: string; roles: Role[]; /** Their public answers wait for somebody else's approval. */ approval?: boolean; teams?: string[]; presenceUntil?: number | null; /** Their last sign of life. */ seenAt?: number | null }
/** A group of colleagues with a queue of its own. New cases of these topics or channels become its own. */
export interface TeamUnit { id: string; name: string; topics: string[]; channels: string[] }
export interface Team { members: TeamMember[]; teams?: TeamUnit[]; version: string }

/** Some cases with how many there are; of very many only the first stand there. */
export interface CaseGroup { count: number; cases: CaseRow[] }
/** What came since somebody was last here. `because`: `asked` (by `since`), `left` (their console's last sign of life before a longer pause), `closed` (the team's last closing), `dayAgo`. */
export interface SinceILeft {
  since: number;
  because: 'asked' | 'left' | 'closed' | 'dayAgo';
  now: number;
  /** New cases, by topic (null: none yet) and by channel, the most first. */
  opened: { count: number; byTopic: { topic: string | null; count: number; urgent: number; numbers: string[] }[]; byChannel: { channel: string; count: number; urgent: number; numbers: string[] }[] };
  /** Older cases whose customers have written since and wait. */
  wroteAgain: CaseGroup;
  /** Of both: those with the gravest priority. */
  urgent: CaseGroup;
  /** My own open cases on which a customer waits since. */
  mine: CaseGroup;
  /** Became late since. */
  late: CaseGroup;
  /** Of what came since: over by now, without me. */
  done: number;
}
/** How the day ends. */
export interface BeforeClosing {
  now: number;
  /** When the team closes today, and opens next; null: no hours are known. `closesAt` null: it is closed now. */
  closesAt: number | null;
  opensAt: number | null;
  unassigned: CaseGroup;
  late: CaseGroup;
  /** Due before the team closes, while it is closed, and within two hours after it opens again. */
  beforeClosing: CaseGroup;
  whileClosed: CaseGroup;
  afterOpening: CaseGroup;
  /** What customers who write now are told; `when`: the words of the acknowledgement. */
  told: { priority: CaseRow['priority']; dueAt: number; when: { he: string; en: string } }[];
  /** When the team is back, as customers read it, with the special day's own words; null in opening hours. */
  away: { opensAt: number; when: { he: string; en: string }; reason: { he: string; en: string } | null } | null;
  /** What a customer who writes right after closing is told. */
  toldAfterClosing: { dueAt: number; when: { he: string; en: string } } | null;
  /** From now to the next opening. */
  onCall: { who: string; phone: string | null; from: string; to: string }[];
  urgentPhone: string | null;
}
export interface KnownFault { fault: Settings['incident']; version: string }
/** A text as customers get it, filled in with an example. */
export interface TemplatePreview { key: string; channel: string; language: Language; subject: string | null; text: string; html: string | null }
