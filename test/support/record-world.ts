import { numberAt } from '../../shared/domain/case-number.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { record } from '../../shared/steps/record.ts';
import type { RecordDeps } from '../../shared/steps/record.ts';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from './make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { seeded } from '../../local/faults/seeded.ts';

const DAY = 86_400_000;
class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Faults { commit?: RecordDeps['commit']; breakStore?: (store: MemoryCases) => void }

/**
 * The protocol of `record` under a hostile scheduler: eight messages in three threads, up to three consumers whose steps
 * interleave at every call, crashes, lost deletes, late second deliveries through another door, and an agent who resolves.
 * Answers with what went wrong; an empty list is a good run.
 */
export async function runWorld(seed: number, faults: Faults = {}): Promise<string[]> {
  const { chance, below, pick } = seeded(seed);
  const store = new MemoryCases();
  faults.breakStore?.(store);
  const outbox: Outgoing[] = [];
  let clock = SUNDAY_MORNING;
  let calm = false;

  // One turn at a time: whoever waits is picked by chance, and may die right there.
  const waiting: { go: () => void; die: (error: Error) => void }[] = [];
  store.turn = () => new Promise((go, die) => { waiting.push({ go, die }); });

  const messages = story(below, chance);
  const queue: InboundMessage[] = messages.flatMap((message) => (chance(0.6) ? [message, { ...message, at: message.at - below(5_000), deliveryId: `${message.deliveryId}-again` }] : [message]))
    .sort(() => (chance(0.5) ? 1 : -1));
  const consume = async (batch: InboundMessage[]): Promise<void> => {
    const step = record({
      store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => clock, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
      outbox: { send: async (entries) => { await store.turn(); outbox.push(...structuredClone(entries)); } }, ...(faults.commit ? { commit: faults.commit } : {}),
    });
    try {
      await step(batch.map((message) => JSON.stringify(message)));
      if (!calm && chance(0.05)) queue.push(...batch);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      queue.push(...batch);
    }
  };
  const resolveSome = async (): Promise<void> => {
    await store.turn();
    const [thread] = pick([...store.heads.entries()]) ?? [];
    if (!thread) return;
    const head = store.heads.get(thread)!;
    const item = store.cases.get(head.case);
    if (!item || item.hv > head.v) return;
    // An agent's act is one transaction over case and head.
    Object.assign(head, { v: head.v + 1, status: 'resolved', resolvedAt: clock, waitingSince: null, lastOutAt: clock, movedBy: null });
    Object.assign(item, { status: 'resolved', hv: head.v });
  };

  const running = new Set<Promise<void>>();
  const start = (work: Promise<void>): void => {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  };
  for (let steps = 0; queue.length > 0 || running.size > 0; steps++) {
    if (steps > 6_000) return ['the story did not end'];
    calm = steps > 1_500;
    if (queue.length > 0 && running.size < 3 && (running.size === 0 || chance(0.3))) start(consume(queue.splice(0, 1 + below(3))));
    if (!calm && chance(0.04) && store.heads.size > 0) start(resolveSome().catch(() => undefined));
    if (chance(0.1)) clock += below(3) * DAY * 4;
    await new Promise((resolve) => { setImmediate(resolve); });
    const [turn] = waiting.splice(below(waiting.length), 1);
    if (turn && !calm && chance(0.06)) turn.die(new Crash('died here'));
    else turn?.go();
  }
  return wrongs(store, messages, outbox);
}

function story(below: (n: number) => number, chance: (share: number) => boolean): InboundMessage[] {
  const threads = ['a', 'b', 'c'].map((name) => (chance(0.5) ? { talk: name, root: null } : { talk: null, root: mail({ from: `${name}@example.org`, subject: `about ${name}` }) }));
  return Array.from({ length: 8 }, (_, n) => {
    const thread = threads[n < 3 ? n : below(3)]!;
    const receivedAt = SUNDAY_MORNING + below(20) * DAY;
    const at = receivedAt - below(60_000);
    if (thread.talk !== null) return privateMessage(thread.talk, { at, receivedAt });
    if (n < 3) return { ...thread.root, at, receivedAt };
    return mail({ from: thread.root.author.id, subject: `Re: ${thread.root.subject}`, at, receivedAt, mail: { inReplyTo: [thread.root.mail!.messageId!] } });
  });
}

/** Everything that must hold when all is quiet. */
function wrongs(store: MemoryCases, messages: InboundMessage[], outbox: Outgoing[]): string[] {
  const found: string[] = [];
  const stored = [...store.messages.values()];
  for (const { id } of messages) {
    const entries = stored.filter((message) => message.id === id);
    if (entries.length !== 1) found.push(`message stored ${entries.length} times`);
    for (const entry of entries) if (!entry.case || !store.cases.has(entry.case)) found.push('message in a case that does not exist');
  }
  for (const item of store.cases.values()) {
    const opener = stored.find((message) => message.id === item.openedBy);
    if (opener?.case !== item.number) found.push('a case whose opener is elsewhere');
    const planned = outbox.filter((entry) => entry.plan.caseNumber === item.number);
    if (item.acknowledgement && planned.length === 0) found.push('an acknowledgement that nobody queued');
    if (new Set(planned.map((entry) => entry.id)).size > 1) found.push('two acknowledgements for one case');
  }
  for (const entry of outbox) if (!store.cases.has(entry.plan.caseNumber ?? '')) found.push('an acknowledgement without a case');
  for (const [thread, head] of store.heads) {
    const item = store.cases.get(head.case);
    const here = stored.filter((message) => message.thread === thread);
    if (!item) found.push('a head without its case');
    else if (item.status !== head.status) found.push(`case ${item.status}, head ${head.status}`);
    if (head.lastInAt < Math.max(...here.map((message) => message.at))) found.push('activity moved backwards');
  }
  if (numberAt(0, KEYS.number) === numberAt(1, KEYS.number)) found.push('numbers repeat');
  return [...new Set(found)];
}
