import { plannedSending } from '../domain/acknowledgement.ts';
import type { Case, Head } from '../domain/case.ts';
import { ownerOf, ownerOn } from '../domain/case-merge.ts';
import { keyedId } from '../domain/ids.ts';
import { heardOf, saidFromOutside } from '../domain/heard.ts';
import { isOver, versionParts, versionOf } from '../domain/lifecycle.ts';
import type { Attachment, InboundMessage } from '../domain/message.ts';
import { replyEntry } from '../domain/outgoing.ts';
import type { Outgoing, ReplyPlan } from '../domain/outgoing.ts';
import { isSamePerson } from '../domain/status-view.ts';
import { Conflict, NotFound, Refused, Stale } from '../errors.ts';
import type { CaseFile, WaitingReply } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';
import { eventId, fileOf, nextAct, threadsOf, unseenEvents, untilItStands } from './desk.ts';
import type { Agent, DeskDeps, ReadThread } from './desk.ts';
import { approvedEvent, named, park, parkedBefore, requireSameWords, requireUndecided } from './approve-park.ts';
import { attached, furtherMessages, furtherOf, plannedFiles, requireSameFiles } from './answer-files.ts';
import type { GivenFile } from './answer-files.ts';
import { leadToForm } from './lead-to-form.ts';
import { effectOf } from './reply-effect.ts';
import { mergedParts, threadsOfPerson } from './merged-people.ts';
import type { Part } from './merged-people.ts';
import { filesFor, isPrivate, refusedNow } from './ways.ts';

/** How an answer goes: where the customer wrote, in public below it, or from the public into private. */
export type Via = 'reply' | 'public' | 'handOver';

export interface ReplyAct {
  caseNumber: string;
  text: string;
  agent: Agent;
  key: string;
  via?: Via;
  /** What becomes of the case; without it, it waits for the customer. */
  after?: 'stay' | 'resolve' | 'wait';
  /** One of many that one press sends. */
  toMany?: true;
  /** A notice to all of an incident: it answers nobody's question. */
  notice?: string;
  /** The item that it answers; without it the customer's last word. */
  answers?: string;
  /** A waiting answer that goes out by this, and who has approved it. */
  approves?: { waiting: WaitingReply; by: Agent };
  /** The version that the answer was written over. */
  version?: string;
  /** Looks at all that stands on the case when it is written, and throws where it must not be. */
  requires?: (messages: StoredMessage[]) => void;
  attachment?: ReplyPlan['attachment'];
  /** Files that its writer has uploaded for it. */
  files?: readonly GivenFile[];
}

/** What became of it: on its way, or waiting for approval. */
export type ReplyDone = { stored: StoredMessage; waiting?: undefined; version: string } | { stored?: undefined; waiting: WaitingReply; version: string };

/**
 * An agent's answer: in one transaction the message, the case and its heads. Its outbox entry goes first, so that no
 * answer is stored without one; an entry whose transaction never came is dropped by `send`.
 * `key` makes it safe to press twice. A public answer of somebody marked so is laid aside for approval. Throws NotFound, Conflict, Refused, Stale.
 */
export async function replyOrPark(deps: DeskDeps, act: ReplyAct): Promise<ReplyDone> {
  return act.version === undefined ? replyOnce(deps, act) : untilItStands(async () => replyOnce(deps, act));
}

/** The same where nothing may wait for approval: what would is Refused. */
export async function reply(deps: DeskDeps, act: ReplyAct): Promise<{ stored: StoredMessage; version: string }> {
  const done = await replyOrPark(deps, act);
  if (!done.stored) throw new Refused('waitsForApproval', 'it waits for approval');
  return done;
}

async function replyOnce(deps: DeskDeps, act: ReplyAct): Promise<ReplyDone> {
  const file = await fileOf(deps, act.caseNumber);
  const { item } = file;
  const parked = parkedBefore(deps, file, act);
  if (act.approves) requireUndecided(file, act.approves, { text: act.text, now: deps.now() });
  if (item.threads.length === 0) throw new NotFound(`case ${act.caseNumber}`);
  const threads = await threadsOf(deps, item);
  const heard = heardOf(file, threads);
  if (parked) return { waiting: parked, version: versionOf(item, heard) };
  // One that waited is the same answer, whatever its case was merged into meanwhile.
  const id = keyedId(deps.keys.id, 'reply', act.approves?.waiting.caseNumber ?? act.caseNumber, act.agent.id, act.key);
  const all = threads.flatMap(({ messages }) => messages);
  const earlier = all.find((message) => message.id === id);
  if (earlier) {
    const whole = [earlier, ...furtherOf(deps, earlier, all)];
    // Somebody else may have approved it, in other words, since the case was read.
    if (act.approves) requireUndecided(await fileOf(deps, act.caseNumber), act.approves, { text: act.text, now: deps.now() });
    else {
      requireSameWords(earlier.message.text, act);
      requireSameFiles(whole, act.files);
    }
    if (earlier.plan) await deps.outbox.send(whole.flatMap(({ plan }) => (plan ? [plan] : [])));
    return { stored: earlier, version: versionOf(item, heard) };
  }
  if (item.mergedInto !== null) throw new Refused('merged', 'the case was merged into another');
  act.requires?.(all);
  const now = deps.now();
  guard(file, { threads, heard }, act, now);
  const via = act.via ?? 'reply';
  const { latest, to, here } = addressee(item, threads, via, act.answers);
  const route = routeOf(latest, via);
  // Said before anything is stored: a hand-over that is sure to fail must not stop the clock.
  const refused = refusedNow(latest, via, { all, item, now });
  if (refused === 'alreadyUsed' || refused === 'hiddenThere') throw new Refused(refused, 'the platform would not take it');
  const files = await attached(deps, { number: act.caseNumber, agent: act.agent, files: act.files ?? [] }, filesFor(latest, via, deps.answerFiles?.byMail));
  // A mail carries them; a platform takes each as a message of its own.
  const [within, apart] = route.route ? [[], files] : [files, []];
  if (!act.approves && route.route?.kind === 'publicReply' && await deps.waits?.(act.agent.id)) return park(deps, file, { ...act, via, answers: latest.id }, { message: latest.message, heard, now });
  const { whose, others } = peopleOf(await mergedParts(deps, file), threads, item, here.thread);
  const text = via === 'handOver' && latest.message.platform?.handOverBy === 'form' ? await leadToForm(deps, { latest, text: act.text, language: item.language, replyId: id, caseNumber: item.number, now }) : act.text;
  // What was added on the status page has no mail of its own: the answer stands under their last one.
  const { mail } = latest.message.by ? here.messages.findLast(({ direction, message }) => direction === 'in' && message.mail !== null)?.message ?? latest.message : latest.message;
  const outgoing = replyEntry(deps.keys.id, {
    channel: latest.message.channel, thread: here.thread, messageId: id, plannedAt: now,
    plan: {
      // By mail each customer hears of their own case, whatever it was merged into.
      caseNumber: route.route ? item.number : whose.number, language: whose.language, to, subject: whose.subject, text, agent: act.agent.name, from: latest.message.inbox,
      inReplyTo: mail?.messageId ?? null, references: mail?.references.slice(-8) ?? [],
      ...route, ...(act.attachment ? { attachment: act.attachment } : {}),
      ...(within.length > 0 ? { files: plannedFiles(within) } : {}),
    },
  });
  const stored = ownMessage({ item, latest, thread: here.thread, head: here.head, id, agent: act.agent, text, now, outgoing, files: within, notice: act.notice });
  const further = apart.length > 0 ? furtherMessages(deps, stored, apart) : [];
  const { after, heads, takes } = effectOf({ item, threads, others, here, id, settings: await deps.settings(), now }, act);
  await deps.outbox.send([outgoing], { delaySeconds: 1 });
  // The words have a start over what follows them.
  if (further.length > 0) await deps.outbox.send(further.map(({ plan }) => plan), { delaySeconds: 3 });
  await deps.store.act({
    cases: [{ before: item, after }], heads, message: stored, ...(further.length > 0 ? { further } : {}),
    events: [
      { caseNumber: item.number, event: act.notice === undefined ? { id, at: now, what: act.via === 'handOver' ? 'handedOver' : 'replied', by: act.agent.id, act: nextAct(item), to: after.status } : { id, at: now, what: 'broadcast', by: act.agent.id, act: nextAct(item), values: { incident: act.notice } } },
      ...(takes ? [{ caseNumber: item.number, event: { id: eventId(deps.keys, item, 'assigned'), at: now, what: 'assigned', by: act.agent.id, act: nextAct(item), values: { assignee: act.agent.id } } }] : []),
      ...(act.approves ? [{ caseNumber: item.number, event: approvedEvent(deps, item, act.approves, now) }] : []),
    ],
    ...(act.approves ? { waits: { before: act.approves.waiting, after: { ...act.approves.waiting, text: act.text, state: 'approved', v: act.approves.waiting.v + 1, decided: { by: named(act.approves.by), at: now } } } } : {}),
  });
  return { stored, version: versionOf(after, heardOf({ ...file, item: after }, threads)) };
}

/** Customers of cases that were merged into this one whom an answer this way does not reach; nobody where it can go to nobody. */
export function unreachedBy(parts: Part[], item: Case, threads: ReadThread[], via: Via): Case[] {
  if (parts.length === 1) return [];
  try {
    const { whose } = peopleOf(parts, threads, item, addressee(item, threads, via).here.thread);
    return parts.map((part) => part.item).filter((other, place, all) => !isSamePerson(other, whose) && all.findIndex((one) => isSamePerson(one, other)) === place);
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

/** Whose case the answered thread is, and the threads of those whom an answer to it does not reach. */
function peopleOf(parts: Part[], threads: ReadThread[], item: Case, answered: string): { whose: Case; others: ReadThread[] } {
  const whose = parts.find((part) => part.threads.includes(answered))?.item ?? item;
  const reached = new Set([answered, ...threadsOfPerson(parts, whose)]);
  return { whose, others: parts.length === 1 ? [] : threads.filter(({ thread }) => !reached.has(thread)) };
}

// Nothing is answered twice, nor over words or acts that its writer has not seen: whoever writes over a version hears of a
// colleague's answer, of a case that a colleague has put away, and of a customer who wrote again.
function guard(file: CaseFile, { threads, heard }: { threads: ReadThread[]; heard: string }, { version, agent: author, approves, notice }: ReplyAct, now: number): void {
  if (version === undefined) return;
  // Whoever approves is who has to know.
  const agent = approves?.by ?? author;
  const { item } = file;
  const unseen = unseenEvents(file, version);
  const answer = unseen.find((event) => (event.what === 'replied' || event.what === 'handedOver' || (notice !== undefined && event.what === 'broadcast')) && event.by !== agent.id);
  const seconds = (at: number): string => String(Math.max(0, Math.round((now - at) / 1000)));
  const stale = (key?: string, values?: Record<string, string>): Stale => new Stale(versionOf(item, heard), [{ field: 'status', now: item.status }], key, values);
  if (answer) {
    const name = threads.flatMap(({ messages }) => messages).find(({ id }) => id === answer.id)?.message.author.name ?? answer.by;
    throw stale('answeredMeanwhile', { agent: name, seconds: seconds(answer.at) });
  }
  if ((isOver(item.status) || item.status === 'snoozed') && unseen.some(({ to, by }) => to === item.status && by !== agent.id)) throw stale();
  const seen = versionParts(version).heard;
  if (seen === heard) return;
  const last = saidFromOutside(file, threads.flatMap(({ messages }) => messages)).at(-1);
  if (last?.direction === 'out') throw stale('answeredMeanwhile', { agent: last.message.author.name ?? '', seconds: seconds(last.at) });
  throw seen === undefined ? stale() : stale('wroteMeanwhile', { customer: item.customer.name ?? '' });
}

/** Whom an answer reaches, on what it answers. Throws Refused when it can reach nobody. */
export function addressee(item: Case, threads: ReadThread[], via: Via, answers?: string): { latest: StoredMessage; to: string; here: ReadThread } {
  const asked = answers === undefined ? undefined : threads.flatMap(({ messages }) => messages).find(({ id, direction }) => id === answers && direction === 'in');
  const latest = asked ?? latestOf(threads.flatMap(({ messages }) => messages.filter((message) => message.case === item.number || ownerOf(message) === item.number)), via)
    ?? threads.at(-1)!.messages.findLast((message) => message.direction === 'in');
  const here = threads.find(({ thread }) => thread === (latest?.thread ?? item.threads.at(-1)))!;
  if (!here.head) throw new Conflict(`case ${item.number} is not whole yet`);
  const to = latest && here.head.participants.includes(latest.message.author.id) ? latest.message.author.id : item.customer.id;
  if (to === '' || !latest) throw new Refused('noAddress', 'nobody to answer');
  return { latest, to, here };
}

// What is answered: the customer's last private word, else the last; or the last public one when the answer is public or leads away from it.
function latestOf(messages: StoredMessage[], via: Via): StoredMessage | undefined {
  const inbound = messages.filter(({ direction }) => direction === 'in').sort((a, b) => a.at - b.at);
  if (via === 'reply') return inbound.findLast(isPrivate) ?? inbound.at(-1);
  const latest = inbound.findLast(({ message }) => message.visibility === 'public');
  if (!latest) throw new Refused('notPublic', 'nothing public in this case');
  return latest;
}

/** The platform's way for an answer to this message; none by mail. Throws Refused where the platform takes none. */
export function routeOf({ message }: StoredMessage, via: Via): Pick<ReplyPlan, 'route' | 'answersAt' | 'handsOver'> {
  const { platform } = message;
  // What its platform let nobody keep any longer cannot be answered here: its place is forgotten.
  if (!platform && message.keep) throw new Refused('itemGone', 'the platform lets nobody keep where this stands');
  if (!platform) return {};
  const route = via === 'handOver' ? platform.handOver : platform.reply;
  if (!route) throw new Refused('channelForbids', 'the platform takes no answer to this');
  return { route, answersAt: message.at, ...(via === 'handOver' ? { handsOver: true } : {}) };
}

/** A message of ours as it is stored, planned and not yet sent. */
export function ownMessage({ item, latest, thread, head, id, agent, text, now, outgoing, files = [], notice }: { item: Case; latest: StoredMessage; thread: string; head: Head | undefined; id: string; agent: Agent; text: string; now: number; outgoing: Outgoing; files?: Attachment[]; notice?: string | undefined }): StoredMessage {
  const message: InboundMessage = {
    schema: 1, id, channel: latest.message.channel, inbox: latest.message.inbox, deliveryId: outgoing.id, at: now,
    visibility: outgoing.kind === 'reply' && outgoing.plan.route?.kind === 'publicReply' ? 'public' : 'private', receivedAt: now, author: { id: agent.id, name: agent.name }, subject: item.subject, text, textKey: null, replyText: text, htmlKey: null, language: item.language, attachments: files,
    raw: { key: '', size: 0 }, sender: { machine: null, evidence: [] }, repairs: [], mail: null,
  };
  return {
    thread, id, direction: 'out', at: now, receivedAt: now, storedAt: now, case: item.number, ...ownerOn(head, item.number), threadedBy: null, relatedTo: null, quarantined: null,
    suppressedBecause: null, agent: agent.id, sending: plannedSending(outgoing.id, now, outgoing.kind === 'reply' ? outgoing.words : undefined), plan: outgoing, message, ...(notice === undefined ? {} : { notice }),
  };
}
