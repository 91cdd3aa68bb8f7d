import type { Case, Head } from '../domain/case.ts';
import { keyedId } from '../domain/ids.ts';
import type { InboundMessage } from '../domain/message.ts';
import type { Outgoing, ReplyPlan } from '../domain/outgoing.ts';
import { plannedSending } from '../domain/acknowledgement.ts';
import { place } from '../domain/placement.ts';
import { promiseFor } from '../domain/promise.ts';
import { Conflict, NotFound, Refused } from '../errors.ts';
import type { Clock, DeskStore, Queue, ReadSettings, StoredMessage } from '../ports.ts';

export interface DeskDeps {
  store: DeskStore;
  outbox: Queue<Outgoing>;
  settings: ReadSettings;
  keys: { id: string };
  nextNumber: () => Promise<string>;
  now: Clock;
}

/** Who acts: an agent's id and the name that customers read. */
export interface Agent { id: string; name: string }

/** How an answer goes: where the customer wrote, in public below it, or from the public into private. */
export type Via = 'reply' | 'public' | 'handOver';

export interface ReplyAct { caseNumber: string; text: string; agent: Agent; key: string; via?: Via; attachment?: ReplyPlan['attachment'] }

/**
 * An agent's answer: in one transaction the message, the case and its heads. Its outbox entry goes first, so that no
 * answer is stored without one; an entry whose transaction never came is dropped by `send`.
 * `key` makes it safe to press twice. Throws NotFound, Conflict, Refused.
 */
export async function reply(deps: DeskDeps, act: ReplyAct): Promise<StoredMessage> {
  const item = await deps.store.case(act.caseNumber);
  if (!item || item.threads.length === 0) throw new NotFound(`case ${act.caseNumber}`);
  const threads = await Promise.all(item.threads.map(async (thread) => ({ thread, ...(await deps.store.thread(thread)) })));
  const id = keyedId(deps.keys.id, 'reply', act.caseNumber, act.agent.id, act.key);
  const earlier = threads.flatMap(({ messages }) => messages).find((message) => message.id === id);
  if (earlier) {
    if (earlier.plan) await deps.outbox.send([earlier.plan]);
    return earlier;
  }
  const latest = latestOf(threads.flatMap(({ messages }) => messages.filter((message) => message.case === item.number)), act.via ?? 'reply')
    ?? threads.at(-1)!.messages.findLast((message) => message.direction === 'in');
  const here = threads.find(({ thread }) => thread === (latest?.thread ?? item.threads.at(-1)))!;
  if (!here.head) throw new Conflict(`case ${act.caseNumber} is not whole yet`);
  const { head, thread } = here;
  const to = latest && head.participants.includes(latest.message.author.id) ? latest.message.author.id : item.customer.id;
  if (to === '' || !latest) throw new Refused('noAddress', 'nobody to answer');

  const now = deps.now();
  const settings = await deps.settings();
  const outgoing: Outgoing = {
    schema: 1, kind: 'reply', id: `reply-${id}`, channel: latest.message.channel, thread, messageId: id, plannedAt: now,
    plan: {
      caseNumber: item.number, language: item.language, to, subject: item.subject, text: act.text, agent: act.agent.name, from: latest.message.inbox,
      inReplyTo: latest.message.mail?.messageId ?? null, references: latest.message.mail?.references.slice(-8) ?? [],
      ...routeOf(latest, act.via ?? 'reply'), ...(act.attachment ? { attachment: act.attachment } : {}),
    },
  };
  const stored = ownMessage({ item, latest, thread, id, agent: act.agent, text: act.text, now, outgoing });
  // On a case that the thread has left behind, the answer says nothing about the case of today.
  const answered = (one: Head): Head => ({ ...one, v: one.v + 1, ...(one.case === item.number ? { lastOutAt: now, waitingSince: null, status: 'waiting_on_customer' as const, movedBy: null } : {}) });
  await deps.outbox.send([outgoing], { delaySeconds: 1 });
  await deps.store.answer({
    thread, head: answered(head), expected: head.v, caseNumber: item.number, reply: stored,
    others: threads.flatMap((other) => (other.thread !== thread && other.head?.case === item.number ? [{ thread: other.thread, head: answered(other.head), expected: other.head.v }] : [])),
    change: { status: 'waiting_on_customer', dueAt: promiseFor({ settings, at: now, priority: 'low' }).dueAt, answeredAt: item.answeredAt ?? now },
    event: { id, at: now, what: act.via === 'handOver' ? 'handedOver' : 'replied', by: act.agent.id },
  });
  return stored;
}

// What is answered: the customer's last word, or the last public one when the answer is public or leads away from it.
function latestOf(messages: StoredMessage[], via: Via): StoredMessage | undefined {
  const inbound = messages.filter(({ direction }) => direction === 'in').sort((a, b) => a.at - b.at);
  if (via === 'reply') return inbound.at(-1);
  const latest = inbound.findLast(({ message }) => message.visibility === 'public');
  if (!latest) throw new Refused('notPublic', 'nothing public in this case');
  return latest;
}

function routeOf({ message }: StoredMessage, via: Via): Pick<ReplyPlan, 'route' | 'answersAt' | 'handsOver'> {
  const { platform } = message;
  if (!platform) return {};
  const route = via === 'handOver' ? platform.handOver : platform.reply;
  if (!route) throw new Refused('channelForbids', 'the platform takes no answer to this');
  return { route, answersAt: message.at, ...(via === 'handOver' ? { handsOver: true } : {}) };
}

function ownMessage({ item, latest, thread, id, agent, text, now, outgoing }: { item: Case; latest: StoredMessage; thread: string; id: string; agent: Agent; text: string; now: number; outgoing: Outgoing }): StoredMessage {
  const message: InboundMessage = {
    schema: 1, id, channel: latest.message.channel, inbox: latest.message.inbox, deliveryId: outgoing.id, at: now,
    visibility: outgoing.kind === 'reply' && outgoing.plan.route?.kind === 'publicReply' ? 'public' : 'private', receivedAt: now, author: agent, subject: item.subject, text, textKey: null, replyText: text, htmlKey: null, language: item.language, attachments: [],
    raw: { key: '', size: 0 }, sender: { machine: null, evidence: [] }, repairs: [], mail: null,
  };
  return {
    thread, id, direction: 'out', at: now, receivedAt: now, storedAt: now, case: item.number, threadedBy: null, relatedTo: null, quarantined: null,
    suppressedBecause: null, agent: agent.id, sending: plannedSending(outgoing.id, now), plan: outgoing, message,
  };
}

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
  const now = deps.now();
  const settings = await deps.settings();
  const acknowledge = act.acknowledge && held.message.author.id !== '' && !NEVER_ANSWERED.has(held.quarantined);
  const placement = place({
    message: { ...held.message, sender: { ...held.message.sender, machine: null } },
    thread: held.thread, threadedBy: 'released', relatedTo: held.relatedTo, head: undefined, reopenDays: settings.reopenDays, now,
    promise: promiseFor({ settings, at: now, priority: 'normal' }), freshNumber: held.message.reserved?.caseNumber ?? await deps.nextNumber(),
  });
  const item = acknowledge ? placement.put! : { ...placement.put!, acknowledgement: null, suppressedBecause: held.quarantined };
  const head = acknowledge ? placement.head! : { ...placement.head!, ackBy: null };
  const message: StoredMessage = {
    ...held, case: item.number, threadedBy: 'released', suppressedBecause: acknowledge ? null : held.quarantined, plan: acknowledge ? placement.plan : null,
  };
  // As with an answer: on the outbox first, so that none is planned and never sent.
  if (message.plan) await deps.outbox.send([message.plan], { delaySeconds: 1 });
  await deps.store.release({ message, head, item, event: { id: act.id, at: now, what: 'released', by: act.agent.id } });
  return message;
}

/** Whoever releases such a mail may read it and answer it; no automatic text goes there. */
const NEVER_ANSWERED = new Set<string>(['bounce', 'feedbackReport', 'virus', 'forged', 'ownAddress', 'noAddress']);
