import { quarantineReason } from '../domain/acknowledgement.ts';
import type { Head } from '../domain/case.ts';
import { reportPlan } from '../domain/failed-delivery.ts';
import { referredHead } from '../domain/hand-over.ts';
import { keyedId, personKey } from '../domain/ids.ts';
import type { InboundMessage, SuppressReason } from '../domain/message.ts';
import { promisedBy, urgencyOfMessage } from '../domain/message-urgency.ts';
import { asksToStop } from '../domain/opt-out.ts';
import { opensCase, place, resumes } from '../domain/placement.ts';
import type { Placement } from '../domain/placement.ts';
import { promiseFor } from '../domain/promise.ts';
import { decidePublicItem } from '../domain/public-item.ts';
import type { PublicDecision } from '../domain/public-item.ts';
import type { Settings } from '../domain/settings.ts';
import type { chooseThread } from '../domain/threading.ts';
import type { DeliveryOutcome, StoredMessage } from '../ports.ts';
import { commit } from './commit.ts';
import { claim, type Job, type Known } from './look-around.ts';
import type { Outcome, RecordDeps } from './record.ts';
import { recordOurs } from './record-ours.ts';

/** A mistake of our own rules about one message: its neighbours go on. What a store or queue throws is no such thing. */
export class OwnFault extends Error {
  override readonly name = 'OwnFault';
}

/** More new cases than this in one minute under one post are mentions under an alert. */
const OPENINGS_A_MINUTE = 20;
const OVER = new Set<string>(['resolved', 'closed', 'spam']);

/** One message of the queue: looked up first, ours, filtered, a mention, or a customer's word that belongs to a case. */
export async function recordMessage(deps: RecordDeps, settings: Settings, job: Job, known: Known): Promise<Outcome> {
  const { message, keys } = job;
  if (message.platform?.lookUp) {
    await deps.store.putLookUp({ id: message.id, channel: message.channel, message });
    return { delivery: null, plan: null };
  }
  if (message.platform?.ours) return recordOurs(deps, settings, job, known);
  const choice = await led(deps, message, await claim(deps.store, job, known), known);
  const at = `${choice.thread}/${message.id}`;
  const there = known.messages.get(at);
  if (there) {
    await finishMove(deps, settings, message, there, known.heads.get(choice.thread));
    return { delivery: outcome(job, 'duplicate', deps.now()), plan: there.plan };
  }

  const now = deps.now();
  const quarantined = quarantineReason(message);
  const base = {
    thread: choice.thread, id: message.id, direction: 'in' as const, at: message.at, receivedAt: message.receivedAt, storedAt: now,
    agent: null, sending: null, message, quarantined, relatedTo: choice.relatedTo, case: null, threadedBy: null, plan: null,
  };
  const put = async (stored: StoredMessage, kind: 'quarantined' | 'stored'): Promise<Outcome> => {
    const fresh = await deps.store.putMessage(stored);
    known.messages.set(at, stored);
    return { delivery: outcome(job, fresh ? kind : 'duplicate', now), plan: stored.plan };
  };
  if (quarantined) return put({ ...base, suppressedBecause: quarantined, plan: reportPlan(message, keys.reported, known.identities, now) }, 'quarantined');

  const decision = message.visibility === 'public' && message.platform ? await decidePublic(deps, settings, message, known.heads.get(choice.thread)) : undefined;
  if (decision) await keepThread(deps, message, choice.thread, decision);
  if (decision?.is === 'mention') return put({ ...base, suppressedBecause: 'notACase', decision }, 'stored');

  const hold = await whyHeldBack(deps, message, decision);
  for (let tries = 0; tries < 20; tries++) {
    const placement = await decide(deps, settings, message, { ...choice, hold }, known.heads.get(choice.thread), now);
    const stored: StoredMessage = {
      ...base, case: placement.caseNumber, threadedBy: placement.threadedBy, relatedTo: placement.relatedTo, suppressedBecause: placement.suppressedBecause, plan: placement.plan,
      ...(decision ? { decision } : {}),
    };
    const written = await (deps.commit ?? commit)(deps.store, choice.thread, placement, stored);
    if (written !== 'changed') {
      if (placement.head) known.heads.set(choice.thread, placement.head);
      known.messages.set(at, stored);
      deps.log('info', 'message.stored', { messageId: message.id, caseNumber: placement.caseNumber, channel: message.channel, reason: placement.threadedBy });
      return { delivery: outcome(job, written, now), plan: placement.plan };
    }
    const { heads, messages } = await deps.store.read({ messages: [{ thread: choice.thread, id: message.id }], threads: [choice.thread] });
    const head = heads.get(choice.thread);
    if (head) known.heads.set(choice.thread, head);
    const twin = messages.get(at);
    if (twin) return { delivery: outcome(job, 'duplicate', now), plan: twin.plan };
  }
  throw new Error('a thread changed twenty times under one message');
}

// A twin may have opened the thread again under the message that the other twin then stored, and died before the case heard of it.
async function finishMove({ store }: RecordDeps, settings: Settings, message: InboundMessage, stored: StoredMessage, head: Head | undefined): Promise<void> {
  if (head?.movedBy !== message.id || stored.case !== head.case) return;
  const { dueAt } = promiseFor({ settings, at: message.receivedAt, priority: head.priority ?? 'normal' });
  await store.moveCase(head.case, { status: head.status, hv: head.v, ...(head.joined ? { thread: stored.thread } : {}), ...(head.waitingSince === message.receivedAt ? { dueAt, unansweredSince: head.waitingSince } : {}) });
}

// What has begun as a case stays one, also when it comes again after its writer died.
async function decidePublic({ store, keys }: RecordDeps, settings: Settings, message: InboundMessage, head: Head | undefined): Promise<PublicDecision> {
  const { post, monitoringOnly, ourNames = [] } = message.platform!;
  const hasOpenCase = head !== undefined && (!OVER.has(head.status) || resumes(head, message.id) !== undefined);
  if (monitoringOnly && !hasOpenCase) return { is: 'mention', reason: 'monitoring', evidence: [], borderline: false };
  const read = decidePublicItem({ text: message.text, hasOpenCase, promoted: false, ourHandles: ourNames });
  // The words that say so are its writer's: quoted beside a text that may be kept for hours only, they would outlive it.
  const decision = message.keep ? { ...read, evidence: [] } : read;
  if (decision.is === 'mention' || !post || !opensCase(message, head, settings.reopenDays)) return decision;
  const openings = await store.countOpening(keyedId(keys.id, 'post', message.channel, message.inbox, post), Math.floor(message.receivedAt / 60_000));
  return openings > OPENINGS_A_MINUTE ? { ...decision, is: 'mention', reason: 'tooMany', borderline: true } : decision;
}

// An answer of ours, or a removal, will name this item by its id: where it lies is kept under that.
async function keepThread({ store }: RecordDeps, message: InboundMessage, thread: string, decision: PublicDecision): Promise<void> {
  if (decision.is === 'mention' && !message.platform?.namedAlone && message.author.id !== '') return;
  await store.claimIdentity({ key: message.id, fingerprint: 'native', thread, case: '', own: false });
}

async function whyHeldBack({ store, keys }: RecordDeps, message: InboundMessage, decision: PublicDecision | undefined): Promise<SuppressReason | null> {
  if (message.reserved?.hold) return message.reserved.hold;
  if (decision?.reason === 'unclear') return 'unsure';
  if (!message.platform || message.visibility === 'public' || !asksToStop(message.text)) return null;
  await store.optOut(personKey(keys.id, message.channel, message.author.id));
  return 'optedOut';
}

// Who came by a reference is on the case that led them here; who came by a used one is on a case of their own, linked to it.
async function led({ store, now }: RecordDeps, { reserved, author }: InboundMessage, choice: ReturnType<typeof chooseThread>, known: Known): Promise<ReturnType<typeof chooseThread>> {
  const { thread } = choice;
  if (!reserved?.joins) return reserved?.relatedTo ? { ...choice, relatedTo: reserved.relatedTo } : choice;
  const { case: caseNumber, thread: from } = reserved.joins;
  const { heads } = await store.read({ messages: [], threads: [from] });
  // Again for who comes again: its writer may have died before the case heard of the thread.
  const head = await store.joinCase({ thread, caseNumber, head: referredHead({ from: heads.get(from), caseNumber, participant: author.id, now: now() }) });
  known.heads.set(thread, head);
  return { ...choice, threadedBy: head.case === caseNumber ? 'reference' : choice.threadedBy };
}

type Choice = ReturnType<typeof chooseThread> & { hold: SuppressReason | null };

async function decide(deps: RecordDeps, settings: Settings, message: InboundMessage, choice: Choice, head: Head | undefined, now: number): Promise<Placement> {
  const spread = Number.parseInt(Buffer.from(message.id, 'base64url').toString('hex').slice(0, 4), 16) / 0xffff;
  // The form has told its visitor a number and a time; they stand.
  const told = head ? undefined : message.reserved;
  const opens = opensCase(message, head, settings.reopenDays);
  const freshNumber = opens ? (told?.caseNumber ?? await deps.nextNumber()) : undefined;
  try {
    const urgency = urgencyOfMessage(message, settings, { head: opens ? undefined : head });
    const promise = promiseFor({ settings, at: message.receivedAt, priority: promisedBy(urgency, head, opens), spread });
    return place({
      message, urgency, ...choice, head, freshNumber, now, reopenDays: settings.reopenDays,
      promise: message.reserved ? { ...promise, dueAt: message.reserved.dueAt } : promise,
    });
  } catch (cause) {
    throw new OwnFault('no decision about a message', { cause });
  }
}

function outcome(job: Job, kind: DeliveryOutcome['outcome'], at: number): DeliveryOutcome | null {
  return job.message.mail && { deliveryId: job.message.deliveryId, outcome: kind, key: job.message.raw.key, at, message: job.message.id };
}
