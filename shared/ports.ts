import type { Case, CaseMove, Head, Sending, SendState, ThreadedBy } from './domain/case.ts';
import type { Moderated, Switch } from './domain/moderation.ts';
import type { PublicDecision } from './domain/public-item.ts';
import type { InboundMessage, SuppressReason } from './domain/message.ts';
import type { ConnectionCheck } from './domain/health.ts';
import type { ComposedMail, Outgoing } from './domain/outgoing.ts';
import type { Reservation } from './domain/reservation.ts';
import type { Revision } from './domain/revision.ts';
import type { Settings } from './domain/settings.ts';

/** What the steps need from outside. Each has an adapter in `shared/aws` and a fake in memory (`local/faults`, `test/support`), under one contract suite. */

/** The threading decision of one mail, ours or a customer's; the first write for any mail. */
export interface MailIdentity {
  key: string;
  fingerprint: string;
  thread: string;
  case: string;
  own: boolean;
  /** Of our own mail: the agent's answer it was; absent for an acknowledgement. */
  reply?: string;
  /** Kept no longer than this, epoch milliseconds. */
  until?: number;
}

/** A message as stored: the commit record of `record`. */
export interface StoredMessage extends Moderated {
  thread: string;
  id: string;
  direction: 'in' | 'out';
  at: number;
  receivedAt: number;
  storedAt: number;
  /** Null while quarantined. */
  case: string | null;
  /** The case whose thread it lies on, where a merge had joined that one with `case`: there it stands once that is undone. */
  of?: string;
  threadedBy: ThreadedBy | null;
  relatedTo: string | null;
  /** Why it lies in quarantine, and why it was not acknowledged. */
  quarantined: SuppressReason | null;
  suppressedBecause: SuppressReason | null;
  /** Of a public item: whether it is a case, why, and what in its words says so. */
  decision?: PublicDecision;
  /** A later word of the platform about it. */
  revised?: { what: 'edited' | 'removed'; at: number };
  /** Our own words carry who wrote them and how the sending stands; of what was answered elsewhere both are null. */
  agent: string | null;
  /** Of our own words: which incident they told many of at once. They answer nobody. */
  notice?: string;
  sending: Sending | null;
  /** The outbox entry that this message caused: sent again on redelivery. */
  plan: Outgoing | null;
  message: InboundMessage;
}

/** A platform told ids only: what waits to be fetched. */
export interface PendingLookUp { id: string; channel: string; message: InboundMessage }

export interface DeliveryOutcome {
  deliveryId: string;
  /** `found`: it lay in the bucket, nobody had told of it, and it was queued. */
  outcome: 'stored' | 'duplicate' | 'quarantined' | 'rejected' | 'found';
  key: string;
  at: number;
  /** What it became: the original of each delivery goes with it. */
  message?: string;
}

/** The table, as `record` needs it. Conditional writes answer with what is there instead, they do not throw for it. */
export interface CaseStore {
  lookUp(keys: { identities: string[]; cases: string[] }): Promise<{ identities: Map<string, MailIdentity>; cases: Map<string, Case> }>;
  /** Keyed by `thread/id`; a thread's head under `thread`. Consistent reads. `people`: until when what these wrote is erased, of those who were erased lately. */
  read(wanted: { messages: { thread: string; id: string }[]; threads: string[]; identities?: string[]; people?: string[] }): Promise<{ messages: Map<string, StoredMessage>; heads: Map<string, Head>; identities: Map<string, MailIdentity>; erased: Map<string, number> }>;
  /** Written when there is none, or one of the same fingerprint; else answers with the one that holds the key. */
  claimIdentity(identity: MailIdentity): Promise<MailIdentity>;
  /** `expected` null: there must be none. Undefined when written, else the head that is there now. */
  writeHead(thread: string, head: Head, expected: number | null): Promise<Head | undefined>;
  /** True when written; false when the case is there already. */
  putCase(item: Case): Promise<boolean>;
  /** Applies the move unless a later version of the head has moved the case already, or one of those heads that it was decided over. False when it was not applied. */
  moveCase(number: string, move: CaseMove): Promise<boolean>;
  putMessage(message: StoredMessage): Promise<boolean>;
  /** A thread goes on in another case, by this message: head over the expected version, case and message, all or none. False when one of them is another by now. */
  openAnew(opening: { thread: string; head: Head; expected: number; item: Case; message: StoredMessage }): Promise<boolean>;
  noteDeliveries(outcomes: DeliveryOutcome[]): Promise<void>;
  /** False when no such message is stored (yet). Applied once however often it comes. */
  revise(thread: string, id: string, revision: Revision): Promise<boolean>;
  /** The platform says that somebody has hidden it, or shown it again. False when no such message is stored (yet). */
  turned(thread: string, id: string, word: { what: Switch; is: boolean; at: number }): Promise<boolean>;
  /** The message with what of it may still be shown, where a platform lets it be kept for hours only. */
  whole(thread: string, id: string): Promise<StoredMessage | undefined>;
  /** What was stored as a mention is this case's message from now on. False when it is no mention any more, or not in these words. */
  becomeCase(stored: StoredMessage): Promise<boolean>;
  /** Why a case is urgent stays, the words that said so go. */
  dropQuotes(caseNumber: string): Promise<void>;
  /** How many cases this public post has opened within the minute, this one included. */
  countOpening(postKey: string, minute: number): Promise<number>;
  /** From now on no automatic text goes to this person. */
  optOut(personKey: string): Promise<void>;
  /** A further thread of a case, with this head where it has none; answers with the head that it has. */
  joinCase(join: { thread: string; caseNumber: string; head: Head }): Promise<Head>;
  putLookUp(pending: PendingLookUp): Promise<void>;
  /** Objects of the bucket that somebody who was erased had left: they go within the hour. */
  leaveObjects(id: string, keys: string[], now: number): Promise<void>;
  /** When something last came from this account: kept to the minute. */
  noteEvent(channel: string, inbox: string, at: number): Promise<void>;
  /** The first of `count` fresh places in the sequence of case numbers. */
  takeNumbers(count: number): Promise<number>;
}

/** Where a sending is kept. */
export type SendingPlace = { kind: 'acknowledgement'; caseNumber: string } | { kind: 'reply'; thread: string; messageId: string };

/** The states of what we hand over. */
export interface Sendings {
  /** Moves `planned` (or, when allowed, `unknown`) to `sending`, unless it stands for other words than these; answers with the sending as it then stands, undefined when there is none. */
  begin(place: SendingPlace, attempt: { now: number; leaseUntil: number; retryUnknown: boolean; words?: string | undefined }): Promise<{ begun: boolean; sending: Sending | undefined; answered: boolean }>;
  /** Moves to another state if the attempt is still the one that began. */
  settle(place: SendingPlace, change: { attempt: number; state: SendState; providerId?: string; reason?: string; now: number }): Promise<void>;
  /** A provider's event: a later word wins, `sent` never overwrites `delivered`. True when it was news of an attempt that had not ended. */
  report(place: SendingPlace, event: { state: SendState; providerId: string; reason: string | null; at: number }): Promise<boolean>;
  /** Counts this acknowledgement against an address, once; false when its cap is used up. */
  takeCap(cap: { address: string; perHour: number; perDay: number; id: string; now: number }): Promise<boolean>;
  /** Hand-over time of the latest mail about which the provider has told us anything; null before the first. */
  reportedThrough(): Promise<number | null>;
  noteReported(handedOverAt: number): Promise<void>;
  rememberOwn(identity: MailIdentity): Promise<void>;
  /** Nothing is handed over through this channel before then; 0 when it is not paused. */
  pausedUntil(channel: string): Promise<number>;
  pause(channel: string, until: number, reason: string): Promise<void>;
  /** Has this person asked for no more automatic texts? */
  optedOut(personKey: string): Promise<boolean>;
  /** What comes in on this other thread belongs to the same case from now on; nothing when that thread has a case already. */
  joinThread(join: { thread: string; from: string; caseNumber: string; participant: string; now: number }): Promise<void>;
}

/** Where the fetching of one account stands. `version` guards against two that move it at once. */
export interface Cursor { cursor: string | null; version: number; notBefore: number }

/** What is kept of the connections to platforms. */
export interface ChannelState {
  /** Null before the first fetching. */
  cursor(channel: string, inbox: string): Promise<(Cursor & { movedAt: number }) | null>;
  /** True when written; false when another has moved it since `expected` (null: there was none). `movedAt`: when something was last fetched. */
  moveCursor(channel: string, inbox: string, to: { cursor: string | null; notBefore: number; movedAt: number }, expected: number | null): Promise<boolean>;
  /** Ids of items, each by when it was written, for so many days. */
  hold(channel: string, inbox: string, items: { id: string; at: number }[], days: number): Promise<void>;
  /** The first hour that has any, from one time to another. */
  held(channel: string, inbox: string, from: number, to: number): Promise<{ hour: number; ids: string[] } | null>;
  letGo(channel: string, inbox: string, hour: number, ids: string[]): Promise<void>;
  pendingLookUps(channel: string, limit: number): Promise<PendingLookUp[]>;
  finishLookUp(channel: string, id: string): Promise<void>;
  lastEvent(channel: string, inbox: string): Promise<number | null>;
  /** Undefined before the first look at the channel's connection. */
  check(channel: string): Promise<ConnectionCheck | undefined>;
  putCheck(check: ConnectionCheck): Promise<void>;
}

/** Somebody has to act. `key` tells alerts apart: each is raised once. */
export interface Alert { key: string; channel: string; values: Record<string, string>; subject: string; text: string }

export interface Alerts { raise(alert: Alert): Promise<void> }

/** A queue to put things on. `delaySeconds` hides them first. Throws when any entry was not taken. */
export interface Queue<T> {
  send(entries: T[], options?: { delaySeconds?: number }): Promise<void>;
}

export interface MailOut {
  /** Hands one mail over; answers with the provider's id. Throws TryLater, Refused, or anything else when the outcome is not known. */
  hand(mail: ComposedMail, tags: Record<string, string>): Promise<string>;
}

/** The bucket: raw originals and parts. */
export interface Objects {
  get(key: string): Promise<Buffer>;
  put(key: string, bytes: Buffer, type: string): Promise<void>;
}

/** What visitors of the form were told, by submission. */
export interface Reservations {
  find(key: string): Promise<Reservation | undefined>;
  /** Kept when there is none yet; answers with the one that is kept. */
  claim(key: string, reservation: Reservation): Promise<Reservation>;
}

/** Leave to put one file into one place of the bucket: a form to be sent there as it stands, the file last. */
export interface UploadTicket { url: string; fields: Record<string, string> }

/** The files of a submission: put by the browser, then moved to where no ticket reaches. */
export interface FormFiles {
  ticket(submission: string, place: number, maximumBytes: number, now: number): Promise<UploadTicket>;
  /** Undefined when nothing has arrived in that place. */
  keep(submission: string, place: number): Promise<{ key: string; size: number } | undefined>;
}

/** The files of agents' answers; their folders are named by case, agent and file. */
export interface AnswerFiles extends FormFiles {
  /** Of what has arrived in that place; undefined: nothing has. */
  size(folder: string, place: number): Promise<number | undefined>;
}

export interface Secrets {
  /** The deployment's own key; purposes derive theirs from it. */
  key(): Promise<string>;
}

/** A channel's settings, as connecting it has stored them. */
export interface Connection<S> {
  /** Undefined while the channel is not connected. Read anew every few minutes. */
  settings: () => Promise<S | undefined>;
  /** Other settings than those in force: a secret was changed, or the channel connected. At most every half minute; undefined when there is nothing new. */
  renewed: () => Promise<S | undefined>;
}

export type ReadSettings = () => Promise<Settings>;
export type Clock = () => number;
