import { ownerOf } from '../../shared/domain/case-merge.ts';
import { erasedKey, isErased } from '../../shared/domain/erasure.ts';
import { isOver } from '../../shared/domain/lifecycle.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { KEYS } from './customers.ts';
import type { Word } from './customers.ts';
import type { Played } from './play.ts';
import type { World } from './world.ts';

/** A promise that a story broke: which, the sentence, and what the trace calls whom it concerns. */
export interface Broken { promise: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'none'; sentence: string; about: string[] }

/** States in which nothing is under way any more. */
const FINAL = new Set(['sent', 'delivered', 'bounced', 'complained', 'failed', 'suppressed', 'unknown']);

/** Holds what the outside knows against what is stored: what was accepted, what became of it, what the provider took. */
export function judge(seed: number, world: World, hangs?: string): Played {
  const broken: Broken[] = hangs === undefined ? [] : [{ promise: 'none', sentence: hangs, about: [] }];
  const stored = [...world.table.messages.values()];
  const { trace } = world.scheduler;
  const accepted = world.words.filter(({ acceptedAt }) => acceptedAt !== null);
  let [lost, duplicateEntries, unacknowledged, unknown] = [0, 0, 0, 0];

  for (const word of accepted) {
    const entries = stored.filter(({ id, direction }) => id === word.id && direction === 'in');
    if (entries.length === 0 || !entries.some((entry) => isVisible(world, entry))) {
      lost++;
      broken.push({ promise: 'P1', sentence: entries.length === 0 ? `${word.name} was accepted and is nowhere` : `${word.name} is stored where nobody sees it`, about: [word.name] });
    }
    if (entries.length > 1) {
      duplicateEntries += entries.length - 1;
      broken.push({ promise: 'P2', sentence: `${word.name} is stored ${entries.length} times`, about: [word.name, ...entries.map(({ thread }) => trace.named(thread))] });
    }
  }
  const acks = acknowledgements(world, broken);
  for (const item of world.table.cases.values()) {
    const sending = item.acknowledgement;
    if (sending?.state === 'unknown') unknown++;
    const word = world.words.find(({ id }) => id === item.openedBy);
    if (!word || word.machine) continue;
    const reason = sending === null ? item.suppressedBecause : sending.state === 'suppressed' || sending.state === 'failed' ? sending.reason : sending.state;
    if (reason !== null && (sending === null || FINAL.has(sending.state))) continue;
    unacknowledged++;
    broken.push({ promise: 'P4', sentence: sending === null ? `case ${item.number} has neither an acknowledgement nor a reason` : `the acknowledgement of case ${item.number} is still ${sending.state}, and nothing will move it`, about: [item.number, `ack-${dashed(item.number)}`, word.name] });
  }
  answers(world, broken);
  threads(world, stored, broken);
  erasures(world, stored, broken);
  for (const surprise of new Set(world.surprises)) broken.push({ promise: 'none', sentence: `a step failed by itself: ${surprise}`, about: [] });
  return { seed, inbound: accepted.length, lost, duplicateEntries, duplicateAcks: acks.duplicates, unacknowledged, unknown, secondAttempts: acks.second, broken, trace };
}

const dashed = (number: string): string => number.replace(/(\d{3})(?=\d)/g, '$1-');

/** It stands on a case that is there, waits filtered, is a mention, or was erased. */
function isVisible({ table }: World, entry: StoredMessage): boolean {
  const owner = ownerOf(entry);
  if (entry.revised?.what === 'removed') return true;
  if (owner === null) return entry.quarantined !== null || entry.decision?.is === 'mention';
  return table.cases.has(owner) && table.cases.has(entry.case!) && [...table.cases.values()].some(({ threads }) => threads.includes(entry.thread));
}

/** One acknowledgement a case, after it was stored, to a person, with proof. */
function acknowledgements({ provider, table, words }: World, broken: Broken[]): { duplicates: number; second: number } {
  let [duplicates, second] = [0, 0];
  const seen = new Set<string>();
  for (const taken of provider.taken) {
    const { caseNumber, kind, what, id, to } = taken;
    const about = kind === 'reply' ? [taken.messageId ?? '', id] : [caseNumber, `ack-${dashed(caseNumber)}`, id];
    if (seen.has(what)) {
      if (taken.allowed) second++;
      else {
        if (kind === 'acknowledgement') duplicates++;
        broken.push({ promise: 'P3', sentence: `the ${what} was handed over twice`, about });
      }
    }
    seen.add(what);
    if (kind === 'reply') continue;
    const item = table.cases.get(caseNumber);
    if (!item) broken.push({ promise: 'P3', sentence: `acknowledged case ${caseNumber}, which is not there`, about });
    else if (!item.acknowledgement) broken.push({ promise: 'P3', sentence: `case ${caseNumber} was acknowledged and knows nothing of it`, about });
    if (!taken.afterStored) broken.push({ promise: 'P1', sentence: `case ${caseNumber} was acknowledged before its message was stored`, about });
    const opener = words.find((word) => word.id === item?.openedBy);
    if (opener?.machine) broken.push({ promise: 'P4', sentence: `a machine was acknowledged, ${to}`, about });
  }
  for (const { number, acknowledgement } of table.cases.values()) {
    const own = provider.taken.filter((one) => one.kind === 'acknowledgement' && one.caseNumber === number);
    const about = [number, `ack-${dashed(number)}`];
    if (acknowledgement && ['sent', 'delivered', 'bounced', 'complained'].includes(acknowledgement.state) && !own.some(({ id }) => id === acknowledgement.providerId)) broken.push({ promise: 'P3', sentence: `case ${number} shows ${acknowledgement.state} for what nobody took`, about });
    if (acknowledgement?.state === 'suppressed' && own.length > 0) broken.push({ promise: 'P3', sentence: `case ${number} shows its acknowledgement as held back, and it went out`, about });
  }
  return { duplicates, second };
}

/** What an agent was told is on its way went out, or says why not. */
function answers(world: World, broken: Broken[]): void {
  for (const { id, thread } of world.answers) {
    const sending = world.table.messages.get(`${thread}/${id}`)?.sending;
    const name = world.scheduler.trace.named(id);
    if (!sending) broken.push({ promise: 'P3', sentence: `answer ${name} was promised and is not stored`, about: [name] });
    else if (!FINAL.has(sending.state)) broken.push({ promise: 'P3', sentence: `answer ${name} is still ${sending.state}, and nothing will move it`, about: [name] });
  }
  for (const taken of world.provider.taken) {
    if (taken.kind === 'reply' && ![...world.table.messages.values()].some(({ id, direction }) => id === taken.messageId && direction === 'out')) broken.push({ promise: 'P3', sentence: 'an answer went out that is not stored', about: [taken.id] });
  }
}

/** Heads, cases and messages agree; nothing moved backwards; what came after an answer waits for one. */
function threads({ table, unnoticed, scheduler: { trace } }: World, stored: StoredMessage[], broken: Broken[]): void {
  for (const [thread, head] of table.heads) {
    const item = table.cases.get(head.case);
    const here = stored.filter((message) => message.thread === thread && message.direction === 'in');
    const about = [trace.named(thread), head.case];
    const say = (sentence: string): void => { broken.push({ promise: 'P5', sentence: `thread ${trace.named(thread)}: ${sentence}`, about }); };
    // Whoever was to open it was erased before they did.
    if (!item && head.participants.length === 0) continue;
    if (!item) say('its case is not there');
    else if (item.mergedInto !== null) say('it points at a case that was merged');
    else {
      if (!item.threads.includes(thread)) say('its case does not know it');
      // Of a case with further threads each head knows what happened on its own.
      if (item.threads.length === 1 && item.status !== head.status) say(`the case is ${item.status}, the head ${head.status}`);
    }
    if (here.some((message) => message.case === head.case && message.at > head.lastInAt)) say('activity moved backwards');
  }
  for (const item of table.cases.values()) {
    const own = item.threads.flatMap((thread) => { const head = table.heads.get(thread); return head?.case === item.number ? [head] : []; });
    // What is over keeps what it was; a case that its threads have left hears nothing any more.
    if (item.mergedInto !== null || isOver(item.status) || own.length === 0) continue;
    const waits = own.some(({ waitingSince }) => waitingSince !== null);
    if (waits !== (typeof item.unansweredSince === 'number')) broken.push({ promise: 'P5', sentence: `case ${item.number} ${waits ? 'does not wait, and its threads do' : 'waits, and its threads do not'}`, about: [item.number, ...item.threads.map((thread) => trace.named(thread))] });
  }
  for (const { id, thread } of unnoticed.values()) broken.push({ promise: 'P5', sentence: `${trace.named(id)} came after an answer and does not count as unanswered`, about: [trace.named(id), trace.named(thread)] });
}

/** Of who was erased nothing is left that came before. */
function erasures(world: World, stored: StoredMessage[], broken: Broken[]): void {
  const until = (word: Word): number => world.ledger.get(erasedKey(KEYS.id, word.channel, word.person))?.at ?? -1;
  for (const word of world.words) {
    const entry = stored.find(({ id, direction }) => id === word.id && direction === 'in');
    if (entry && entry.receivedAt <= until(word) && !isErased(entry)) broken.push({ promise: 'none', sentence: `${word.name} was erased with its writer and still has words`, about: [word.name] });
  }
}
