import { quarantineReason } from '../domain/acknowledgement.ts';
import type { Head } from '../domain/case.ts';
import { ownerOn } from '../domain/case-merge.ts';
import { reportPlan } from '../domain/failed-delivery.ts';
import { referredHead } from '../domain/hand-over.ts';
import { personKey } from '../domain/ids.ts';
import { receiptOf } from '../domain/ledger.ts';
import type { InboundMessage, SuppressReason } from '../domain/message.ts';
import { asksToStop } from '../domain/opt-out.ts';
import type { Placement } from '../domain/placement.ts';
import { promiseFor } from '../domain/promise.ts';
import type { PublicDecision } from '../domain/public-item.ts';
import { revisedStored } from '../domain/revision.ts';
import type { Settings } from '../domain/settings.ts';
import type { chooseThread } from '../domain/threading.ts';
import type { MailIdentity, StoredMessage } from '../ports.ts';
import { isRemoval } from './bury.ts';
import { outcome } from './delivery-outcome.ts';
import { isOfErased, recordErased } from './record-erased.ts';
import { commit } from './commit.ts';
import { decide, decidePublic } from './decide.ts';
import { claim, type Job, type Known } from './look-around.ts';
import type { Outcome, RecordDeps } from './record.ts';
import { recordOurs } from './record-ours.ts';

/** One message of the queue: looked up first, ours, filtered, a mention, or a customer's word that belongs to a case. */
export async function recordMessage(deps: RecordDeps, settings: Settings, job: Job, known: Known): Promise<Outcome> {
  const { message, keys } = job;
  if (message.platform?.lookUp) {
    await deps.store.putLookUp({ id: message.id, channel: message.channel, message });
    return { delivery: null, plan: null, ended: 'received' };
  }
  if (message.platform?.ours) return recordOurs(deps, settings, job, known);
  const claimed = await claim(deps.store, job, known);
  if (isOfErased(job, known)) return recordErased(deps, job, claimed.thread, known);
  const choice = await led(deps, message, claimed, known);
  const at = `${choice.thread}/${message.id}`;
  const there = known.messages.get(at);
  if (there) {
    const head = known.heads.get(choice.thread);
    await finishMove(deps, settings, message, there, head);
    if (maybeUnseen(message, there, head)) await beginWait(deps, settings, message, { ...choice, hold: null }, { expected: null, caseNumber: head.case });
    return { delivery: outcome(job, 'duplicate', deps.now()), plan: there.plan, ...endedAgain(message, there) };
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
    return { delivery: outcome(job, fresh ? kind : 'duplicate', now), plan: stored.plan, ...(fresh ? {} : { ended: 'duplicate' }) };
  };
  if (quarantined) return put({ ...base, suppressedBecause: quarantined, plan: reportPlan(message, keys.reported, known.identities, now) }, 'quarantined');

  const decision = message.visibility === 'public' && message.platform ? await decidePublic(deps, settings, message, known.heads.get(choice.thread)) : undefined;
  const held = decision ? await keepThread(deps, message, choice.thread, decision) : known.identities.get(message.id);
  if (isRemoval(held)) return put({ ...base, ...removedBefore(message, decision, now) }, 'stored');
  if (decision?.is === 'mention') return put({ ...base, suppressedBecause: 'notACase', decision }, 'stored');

  const hold = await whyHeldBack(deps, message, decision);
  for (let tries = 0; tries < 20; tries++) {
    const placement = unlessReplayed(message, await decide(deps, settings, message, { ...choice, hold }, known.heads.get(choice.thread), now));
    const stored: StoredMessage = {
      ...base, case: placement.caseNumber, threadedBy: placement.threadedBy, relatedTo: placement.relatedTo, suppressedBecause: placement.suppressedBecause, plan: placement.plan,
      ...ownerOn(placement.head ?? known.heads.get(choice.thread), placement.caseNumber),
      ...(decision ? { decision } : {}),
    };
    const written = await (deps.commit ?? commit)(deps.store, choice.thread, placement, stored);
    if (written !== 'changed') {
      if (written === 'stored' && !placement.put) await beginWait(deps, settings, message, { ...choice, hold }, { expected: placement.head?.v ?? placement.expected, caseNumber: placement.caseNumber });
      if (placement.head) known.heads.set(choice.thread, placement.head);
      known.messages.set(at, stored);
      deps.log('info', 'message.stored', { messageId: message.id, caseNumber: placement.caseNumber, channel: message.channel, reason: placement.threadedBy });
      return { delivery: outcome(job, written, now), plan: placement.plan, ...(written === 'duplicate' ? { ended: 'duplicate' } : {}) };
    }
    const { heads, messages } = await deps.store.read({ messages: [{ thread: choice.thread, id: message.id }], threads: [choice.thread] });
    const head = heads.get(choice.thread);
    if (head) known.heads.set(choice.thread, head);
    const twin = messages.get(at);
    if (twin) return { delivery: outcome(job, 'duplicate', now), plan: twin.plan, ...endedAgain(message, twin) };
  }
  throw new Error('a thread changed twenty times under one message');
}

// The same delivery once more, as its queue brings it after somebody died: it has ended as what it was stored as.
function endedAgain(message: InboundMessage, stored: StoredMessage): { ended?: 'duplicate' } {
  return receiptOf(message) === receiptOf(stored.message) ? {} : { ended: 'duplicate' };
}

const HANDLING_MS = 60_000;

// Who stored it may have died before looking whether the others were answered meanwhile. Nobody can tell any more whether the answer
// saw it: somebody looks once more. Another door's delivery tells of no death.
function maybeUnseen(message: InboundMessage, stored: StoredMessage, head: Head | undefined): head is Head {
  if (!head || head.waitingSince !== null || head.lastOutAt === null || stored.case !== head.case || receiptOf(message) !== receiptOf(stored.message)) return false;
  return head.lastOutAt >= stored.storedAt && head.lastOutAt - stored.storedAt < HANDLING_MS;
}

// A twin may have opened the thread again under the message that the other twin then stored, and died before the case heard of it.
async function finishMove({ store }: RecordDeps, settings: Settings, message: InboundMessage, stored: StoredMessage, head: Head | undefined): Promise<void> {
  if (head?.movedBy !== message.id || stored.case !== head.case) return;
  const { dueAt } = promiseFor({ settings, at: message.receivedAt, priority: head.priority ?? 'normal' });
  await store.moveCase(head.case, { status: head.status, hv: head.v, ...(head.joined ? { thread: stored.thread } : {}), ...(head.waitingSince !== null && head.waitedBy === message.id ? { dueAt, unansweredSince: head.waitingSince } : {}) });
}

// An answer of ours, or a removal, will name this item by its id: where it lies is kept under that.
async function keepThread({ store }: RecordDeps, message: InboundMessage, thread: string, decision: PublicDecision): Promise<MailIdentity | undefined> {
  if (decision.is === 'mention' && !message.platform?.namedAlone && message.author.id !== '') return undefined;
  return store.claimIdentity({ key: message.id, fingerprint: 'native', thread, case: '', own: false });
}

/** Its writer took it back before it came: that it was written stays, and nobody has to answer it. */
function removedBefore(message: InboundMessage, decision: PublicDecision | undefined, at: number): Pick<StoredMessage, 'message' | 'revised' | 'suppressedBecause' | 'decision'> {
  const { message: emptied, revised } = revisedStored({ message }, { what: 'removed', text: '', at });
  return { message: emptied, revised, suppressedBecause: 'notACase', ...(decision ? { decision: { is: 'mention', reason: 'nothingAsked', evidence: [], borderline: false } } : {}) };
}

// Lost, and read again from its original: its case may have acknowledged it long ago, and nobody is told anything now.
function unlessReplayed(message: InboundMessage, placement: Placement): Placement {
  return message.replayed ? { ...placement, plan: null, suppressedBecause: placement.suppressedBecause ?? 'replayed' } : placement;
}

// Somebody may have answered the others just before this one came, and after its head was written or read.
async function beginWait(deps: RecordDeps, settings: Settings, message: InboundMessage, choice: Parameters<typeof decide>[3], { expected, caseNumber }: { expected: number | null; caseNumber: string }): Promise<void> {
  const { store, now } = deps;
  for (let tries = 0; tries < 20; tries++) {
    const head = (await store.read({ messages: [], threads: [choice.thread] })).heads.get(choice.thread);
    if (!head || head.v === expected || head.case !== caseNumber) return;
    // Its own writing may have been taken while the word of it got lost: then the case has still to hear.
    if (head.waitingSince !== null && head.movedBy !== message.id) return;
    const placement = await decide(deps, settings, message, choice, head, now());
    if (placement.put) return;
    if (placement.head && await store.writeHead(choice.thread, placement.head, placement.expected)) continue;
    if (placement.move) await store.moveCase(caseNumber, placement.move);
    return;
  }
}

async function whyHeldBack({ store, keys }: RecordDeps, message: InboundMessage, decision: PublicDecision | undefined): Promise<SuppressReason | null> {
  if (message.reserved?.hold) return message.reserved.hold;
  if (decision?.reason === 'unclear') return 'unsure';
  if (!message.platform || message.visibility === 'public' || !asksToStop(message.text)) return message.replayed ? 'replayed' : null;
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
  const asked = referredHead({ from: heads.get(from), caseNumber, participant: author.id, now: now() });
  const head = await store.joinCase({ thread, caseNumber: asked.case, head: asked });
  known.heads.set(thread, head);
  return { ...choice, threadedBy: head.case === asked.case ? 'reference' : choice.threadedBy };
}
