import { place } from '../domain/placement.ts';
import { promisedBy, urgencyOfMessage } from '../domain/message-urgency.ts';
import { promiseFor } from '../domain/promise.ts';
import { NotFound, Refused } from '../errors.ts';
import type { StoredMessage } from '../ports.ts';
import type { Agent, DeskDeps } from './desk.ts';

/** Whoever releases such a mail may read it and answer it; no automatic text goes there. */
const NEVER_ANSWERED = new Set<string>(['bounce', 'feedbackReport', 'virus', 'forged', 'ownAddress', 'noAddress']);

/**
 * A person says that a filtered message is a customer's: it becomes a case. Nothing goes out by itself unless they ask
 * for the acknowledgement too, since the filter had a reason.
 */
export async function release(deps: DeskDeps, act: { id: string; agent: Agent; acknowledge: boolean }): Promise<StoredMessage> {
  const held = await deps.store.message(act.id, act.id);
  if (!held?.quarantined) throw new NotFound(`quarantined message ${act.id}`);
  if (held.case) {
    if (held.plan) await deps.outbox.send([held.plan]);
    return held;
  }
  return open(deps, { held, what: 'released', agent: act.agent, acknowledge: act.acknowledge && held.message.author.id !== '' && !NEVER_ANSWERED.has(held.quarantined), without: held.quarantined });
}

/** A mention that somebody wants answered becomes a case, on the thread of its author under that post. */
export async function promote(deps: DeskDeps, act: { thread: string; id: string; agent: Agent; acknowledge: boolean }): Promise<StoredMessage> {
  const held = await deps.store.message(act.thread, act.id);
  if (!held || held.direction !== 'in' || held.quarantined) throw new NotFound(`mention ${act.id}`);
  if (held.case) {
    if (held.plan) await deps.outbox.send([held.plan]);
    return held;
  }
  return open(deps, { held: { ...held, decision: { is: 'case', reason: 'promoted', evidence: [], borderline: false } }, what: 'promoted', agent: act.agent, acknowledge: act.acknowledge, without: 'notACase' });
}

async function open(deps: DeskDeps, { held, what, agent, acknowledge, without }: { held: StoredMessage; what: string; agent: Agent; acknowledge: boolean; without: NonNullable<StoredMessage['suppressedBecause']> }): Promise<StoredMessage> {
  const now = deps.now();
  const settings = await deps.settings();
  const there = await deps.store.head(held.thread);
  // Its author has an open case of this thread: that is where it belongs, and merging is for a person to decide.
  if (there && there.status !== 'resolved' && there.status !== 'closed') throw new Refused('hasOpenCase', 'this thread has an open case');
  const urgency = urgencyOfMessage(held.message, settings);
  const number = there ? await deps.nextNumber() : held.message.reserved?.caseNumber ?? await deps.nextNumber();
  const placement = place({
    message: { ...held.message, sender: { ...held.message.sender, machine: null } }, urgency,
    thread: held.thread, threadedBy: 'released', relatedTo: there?.case ?? held.relatedTo, head: undefined, reopenDays: settings.reopenDays, now,
    promise: promiseFor({ settings, at: now, priority: promisedBy(urgency, undefined, true) }), freshNumber: number,
  });
  const hv = (there?.v ?? 0) + 1;
  const planned = acknowledge && placement.plan !== null;
  const item = { ...placement.put!, hv, ...(planned ? {} : { acknowledgement: null, suppressedBecause: placement.suppressedBecause ?? without }) };
  const head = { ...placement.head!, v: hv, ...(there ? { prev: { case: there.case, openedBy: there.openedBy, ackBy: there.ackBy }, participants: there.participants } : {}), ...(planned ? {} : { ackBy: null }) };
  const taken: StoredMessage = { ...held, case: item.number, threadedBy: 'released', suppressedBecause: planned ? null : item.suppressedBecause, plan: planned ? placement.plan : null };
  // As with an answer: on the outbox first, so that none is planned and never sent.
  if (taken.plan) await deps.outbox.send([taken.plan], { delaySeconds: 1 });
  await deps.store.act({ cases: [], heads: [{ thread: held.thread, head, expected: there?.v ?? null }], opens: item, taken, events: [{ caseNumber: item.number, event: { id: held.id, at: now, what, by: agent.id, to: 'new' } }] });
  return taken;
}
