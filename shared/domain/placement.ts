import { plannedSending, planAcknowledgement, whyNotAcknowledged, acknowledgementId } from './acknowledgement.ts';
import type { AnswerPromise } from './promise.ts';
import { isGraver } from './case.ts';
import type { Case, CaseMove, CaseStatus, Head, ThreadedBy } from './case.ts';
import type { InboundMessage, SuppressReason } from './message.ts';
import type { Outgoing } from './outgoing.ts';
import { aboutOf } from './about.ts';
import { clip } from './subject.ts';
import type { Urgency } from './urgency.ts';

const DAY = 86_400_000;

/** The status a customer's message leaves a case in. */
function statusAfterMessage(status: CaseStatus): CaseStatus {
  return status === 'waiting_on_customer' || status === 'snoozed' || status === 'resolved' ? 'open' : status;
}

/** What is to be written for one message: head, then case, then the message itself. Null: leave it as it is. */
export interface Placement {
  caseNumber: string;
  threadedBy: ThreadedBy;
  relatedTo: string | null;
  head: Head | null;
  /** Version the head is written over; null: there must be none. */
  expected: number | null;
  /** The thread leaves its case for the one that is put. */
  leaves: boolean;
  put: Case | null;
  move: CaseMove | null;
  plan: Outgoing | null;
  suppressedBecause: SuppressReason | null;
}

export interface PlacementInput {
  message: InboundMessage;
  thread: string;
  threadedBy: ThreadedBy;
  relatedTo: string | null;
  head: Head | undefined;
  promise: AnswerPromise;
  /** How urgent the message is; without it like any other. */
  urgency?: Urgency;
  reopenDays: number;
  now: number;
  /** A fresh case number, used only if `opensCase` says so. */
  freshNumber: string | undefined;
  /** What else speaks against an acknowledgement. */
  hold?: SuppressReason | null;
}

/** Where a message finds its own unfinished work: it opened this case, or the one before. */
export function resumes(head: Head, id: string): { case: string; ackBy: string | null } | undefined {
  if (head.openedBy === id) return { case: head.case, ackBy: head.ackBy };
  if (head.prev?.openedBy === id) return { case: head.prev.case, ackBy: head.prev.ackBy };
  return undefined;
}

/** True when the message starts a new case on this thread and a number has to be taken. */
export function opensCase(message: InboundMessage, head: Head | undefined, reopenDays: number): boolean {
  if (!head) return true;
  if (resumes(head, message.id)) return false;
  if (head.status === 'closed') return true;
  // The thread's latest already: a twin put it there before somebody resolved the case.
  if (head.status !== 'resolved' || head.lastId === message.id) return false;
  const late = message.receivedAt - (head.resolvedAt ?? 0) > reopenDays * DAY;
  return late || (message.mail !== null && head.about !== null && head.about !== aboutOf(message.subject));
}

/** Decides everything about one message, from the head as it was read. Pure: the same input gives the same writes. */
export function place(input: PlacementInput): Placement {
  const { message, head } = input;
  if (opensCase(message, head, input.reopenDays)) return open(input);
  const own = resumes(head!, message.id);
  return own ? resume(input, own) : join(input, head!);
}

function open({ message, thread, threadedBy, relatedTo, head, promise, urgency, now, freshNumber, hold }: PlacementInput): Placement {
  if (!freshNumber) throw new Error('a case is opened without a number');
  const suppressedBecause = whyNotAcknowledged(message, null, hold);
  const next: Head = {
    v: (head?.v ?? 0) + 1,
    case: freshNumber,
    openedBy: message.id,
    ackBy: suppressedBecause === null ? message.id : null,
    prev: head ? { case: head.case, openedBy: head.openedBy, ackBy: head.ackBy } : null,
    movedBy: null,
    status: 'new',
    resolvedAt: null,
    lastInAt: Math.max(head?.lastInAt ?? 0, message.at),
    lastOutAt: null,
    waitingSince: message.receivedAt,
    lastId: message.id,
    ...priorityOf(urgency),
    // Whoever was erased and writes again is on the case again.
    participants: [...new Set([...(head?.participants ?? []), ...(message.author.id === '' ? [] : [message.author.id])])],
    about: message.mail ? aboutOf(message.subject) : null,
  };
  const put = newCase({ message, thread, promise, urgency, now, number: freshNumber, hv: next.v, relatedTo: head?.case ?? relatedTo, suppressedBecause });
  return {
    caseNumber: freshNumber, threadedBy: head ? threadedBy : 'newCase', relatedTo: head?.case ?? relatedTo, head: next, expected: head?.v ?? null, leaves: head !== undefined, put, move: null,
    plan: suppressedBecause === null ? planAcknowledgement(message, put, thread, promise, now) : null, suppressedBecause,
  };
}

/** The opener comes back after it died half-way: the same case again, written where it is missing. */
function resume({ message, thread, relatedTo, promise, urgency, now, head, hold }: PlacementInput, own: { case: string; ackBy: string | null }): Placement {
  const suppressedBecause = own.ackBy === message.id ? null : (whyNotAcknowledged(message, null, hold) ?? 'joinedCase');
  const related = head?.case === own.case ? (head.prev?.case ?? relatedTo) : relatedTo;
  const put = newCase({ message, thread, promise, urgency, now, number: own.case, hv: 1, relatedTo: related, suppressedBecause });
  // The other door may have given an earlier time.
  const later = head !== undefined && message.at > head.lastInAt;
  // Others on the thread were answered while this one was away: it arrives after that.
  const starts = head !== undefined && head.case === own.case && head.waitingSince === null && head.status !== 'closed' && head.status !== 'spam';
  const again = head !== undefined && head.case === own.case && head.waitingSince !== null && head.movedBy === message.id;
  if (starts || again) {
    const next: Head = again ? head : { ...head, v: head.v + 1, status: statusAfterMessage(head.status), resolvedAt: head.status === 'resolved' ? null : head.resolvedAt, lastInAt: Math.max(head.lastInAt, message.at), waitingSince: message.receivedAt, waitedBy: message.id, movedBy: message.id };
    return {
      caseNumber: own.case, threadedBy: 'newCase', relatedTo: related, head: again ? null : next, expected: head.v, leaves: false, put,
      move: { status: next.status, hv: next.v, ...(head.joined ? { thread } : {}), dueAt: promise.dueAt, unansweredSince: message.receivedAt },
      plan: suppressedBecause === null ? planAcknowledgement(message, put, thread, promise, now) : null, suppressedBecause,
    };
  }
  return {
    caseNumber: own.case, threadedBy: 'newCase', relatedTo: related, head: later ? { ...head, v: head.v + 1, lastInAt: message.at } : null, expected: head?.v ?? null, leaves: false, put, move: null,
    plan: suppressedBecause === null ? planAcknowledgement(message, put, thread, promise, now) : null, suppressedBecause,
  };
}

function join({ message, thread, threadedBy, relatedTo, promise, urgency, now, hold }: PlacementInput, head: Head): Placement {
  const mine = head.ackBy === message.id;
  const suppressedBecause = mine ? null : whyNotAcknowledged(message, head, hold);
  const earns = suppressedBecause === null;
  // Comes again after its writer died: what it had begun is done again.
  const again = head.movedBy === message.id;
  const raises = urgency !== undefined && isGraver(urgency.priority, 'normal') && (isGraver(urgency.priority, head.priority ?? 'normal') || (again && urgency.priority === head.priority));
  // Another delivery of it has another time: who began the wait is known by name.
  const starts = head.waitingSince === null || head.status === 'resolved' || (again && head.waitedBy === message.id);
  const next: Head = {
    ...head,
    ackBy: earns ? message.id : head.ackBy,
    status: statusAfterMessage(head.status),
    resolvedAt: head.status === 'resolved' ? null : head.resolvedAt,
    lastInAt: Math.max(head.lastInAt, message.at),
    ...(message.at >= Math.max(head.lastInAt, head.lastOutAt ?? 0) ? { lastId: message.id } : {}),
    ...(raises ? priorityOf(urgency) : {}),
    // What arrives after an answer counts as unanswered, whenever it was written.
    waitingSince: head.waitingSince ?? message.receivedAt,
    ...(starts ? { waitedBy: message.id } : {}),
  };
  const moves = next.status !== head.status || next.waitingSince !== head.waitingSince || next.ackBy !== head.ackBy || (raises && !again);
  if (moves) next.movedBy = message.id;
  const changed = moves || next.lastInAt !== head.lastInAt;
  if (changed) next.v = head.v + 1;
  const moved = moves || again || earns;
  return {
    caseNumber: head.case, threadedBy, relatedTo,
    head: changed ? next : null, expected: head.v, leaves: false, put: null,
    move: moved ? {
      status: next.status, hv: next.v, ...(head.joined ? { thread } : {}),
      // Whoever waits already waits for what they were told then.
      ...(starts ? { dueAt: promise.dueAt } : {}),
      // Also a wait that another began in the head and died over: the case keeps the earlier one.
      unansweredSince: next.waitingSince,
      ...(earns ? { acknowledgement: plannedSending(acknowledgementId(head.case), now), told: { dueAt: promise.dueAt, opensAt: promise.opensAt } } : {}),
      ...(raises ? { raise: { priority: urgency.priority, urgency: urgency.why, dueAt: promise.dueAt } } : {}),
    } : null,
    plan: earns ? planAcknowledgement(message, { number: head.case, language: message.language }, thread, promise, now) : null,
    suppressedBecause,
  };
}

const priorityOf = (urgency: Urgency | undefined): Pick<Head, 'priority'> => (urgency && urgency.priority !== 'normal' ? { priority: urgency.priority } : {});

function newCase(input: { message: InboundMessage; thread: string; promise: AnswerPromise; urgency: Urgency | undefined; now: number; number: string; hv: number; relatedTo: string | null; suppressedBecause: SuppressReason | null }): Case {
  const { message, promise, urgency, number } = input;
  return {
    number, status: 'new', channel: message.channel, inbox: message.inbox, assignee: null, priority: urgency?.priority ?? 'normal', topic: null, contact: null,
    subject: clip(message.subject, 200), language: message.language, customer: message.author, openedBy: message.id, openedAt: message.receivedAt, threads: [input.thread],
    acknowledgement: input.suppressedBecause === null ? plannedSending(acknowledgementId(number), input.now) : null,
    suppressedBecause: input.suppressedBecause,
    promise: { dueAt: promise.dueAt, opensAt: promise.opensAt }, dueAt: promise.dueAt, unansweredSince: message.receivedAt,
    ...(urgency && urgency.why.length > 0 ? { urgency: urgency.why.map(({ sign, evidence }) => ({ sign, evidence: evidence.slice(0, 2) })) } : {}), ...(message.visibility === 'public' ? { visibility: 'public' as const } : {}),
    answeredAt: null, relatedTo: input.relatedTo, hv: input.hv, mergedInto: null, schema: 1,
  };
}
