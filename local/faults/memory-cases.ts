import { dueAtOf, withoutQuotes } from '../../shared/domain/case.ts';
import type { Case, Head } from '../../shared/domain/case.ts';
import { isOver } from '../../shared/domain/lifecycle.ts';
import { heardSwitch } from '../../shared/domain/moderation.ts';
import { revisedStored, type Revision } from '../../shared/domain/revision.ts';
import type { CaseStore, DeliveryOutcome, MailIdentity, PendingLookUp, StoredMessage } from '../../shared/ports.ts';

/** The table in memory, for `record`: the same contract as the adapter's (test/adapters/cases.contract.ts). `turn` is awaited before each call. */
export class MemoryCases implements CaseStore {
  readonly heads = new Map<string, Head>();
  readonly cases = new Map<string, Case>();
  readonly messages = new Map<string, StoredMessage>();
  readonly identities = new Map<string, MailIdentity>();
  readonly deliveries = new Map<string, DeliveryOutcome>();
  readonly openings = new Map<string, number>();
  readonly optedOut = new Set<string>();
  readonly erased = new Map<string, number>();
  readonly leftObjects = new Map<string, string[]>();
  readonly lookUps = new Map<string, PendingLookUp>();
  readonly lastEvents = new Map<string, number>();
  taken = 0;
  turn: () => Promise<void> = async () => undefined;

  async lookUp(keys: { identities: string[]; cases: string[] }): ReturnType<CaseStore['lookUp']> {
    await this.turn();
    return { identities: pick(this.identities, keys.identities), cases: pick(this.cases, keys.cases) };
  }

  async read({ messages, threads, identities = [], people = [] }: Parameters<CaseStore['read']>[0]): ReturnType<CaseStore['read']> {
    await this.turn();
    return { messages: pick(this.messages, messages.map(({ thread, id }) => `${thread}/${id}`)), heads: pick(this.heads, threads), identities: pick(this.identities, identities), erased: pick(this.erased, people) };
  }

  async claimIdentity(identity: MailIdentity): Promise<MailIdentity> {
    await this.turn();
    const held = this.identities.get(identity.key);
    if (held) return structuredClone(held);
    this.identities.set(identity.key, structuredClone(identity));
    return identity;
  }

  async writeHead(thread: string, head: Head, expected: number | null): Promise<Head | undefined> {
    await this.turn();
    const there = this.heads.get(thread);
    if ((there?.v ?? null) !== expected) return structuredClone(there);
    this.heads.set(thread, structuredClone(head));
    return undefined;
  }

  async putCase(item: Case): Promise<boolean> {
    await this.turn();
    if (this.cases.has(item.number)) return false;
    this.cases.set(item.number, structuredClone(item));
    return true;
  }

  async moveCase(number: string, move: Parameters<CaseStore['moveCase']>[1]): Promise<boolean> {
    await this.turn();
    const item = this.cases.get(number);
    if (!item || item.mergedInto !== null || (move.thread === undefined ? item.hv : (item.hvs?.[move.thread] ?? 0)) >= move.hv) return false;
    if (item.hv > (move.over?.hv ?? Infinity) || Object.entries(move.over?.hvs ?? {}).some(([thread, version]) => (item.hvs?.[thread] ?? 0) > version)) return false;
    item.status = move.status;
    if (move.dueAt !== undefined) item.dueAt = move.dueAt;
    if (move.unansweredSince === null) delete item.unansweredSince;
    else if (move.unansweredSince !== undefined) item.unansweredSince = move.answeredAt ? move.unansweredSince : item.unansweredSince ?? move.unansweredSince;
    if (!isOver(move.status)) delete item.resolvedAt;
    if (move.status !== 'snoozed') delete item.snoozedUntil;
    if (move.raise) Object.assign(item, { priority: move.raise.priority, urgency: move.raise.urgency, ...(move.dueAt === undefined && dueAtOf(item) > move.raise.dueAt ? { dueAt: move.raise.dueAt } : {}) });
    if (move.thread === undefined) item.hv = move.hv;
    else item.hvs = { ...item.hvs, [move.thread]: move.hv };
    if (move.answeredAt) Object.assign(item, { answeredAt: item.answeredAt ?? move.answeredAt, lastAnsweredAt: move.answeredAt });
    if (move.acknowledgement && item.acknowledgement === null) Object.assign(item, { acknowledgement: structuredClone(move.acknowledgement), suppressedBecause: null, promise: move.told });
    return true;
  }

  async putMessage(message: StoredMessage): Promise<boolean> {
    await this.turn();
    const key = `${message.thread}/${message.id}`;
    if (this.messages.has(key)) return false;
    this.messages.set(key, structuredClone(message));
    return true;
  }

  async openAnew({ thread, head, expected, item, message }: Parameters<CaseStore['openAnew']>[0]): Promise<boolean> {
    await this.turn();
    const key = `${thread}/${message.id}`;
    if (this.heads.get(thread)?.v !== expected || this.cases.has(item.number) || this.messages.has(key)) return false;
    this.heads.set(thread, structuredClone(head));
    this.cases.set(item.number, structuredClone(item));
    this.messages.set(key, structuredClone(message));
    return true;
  }

  async noteDeliveries(outcomes: DeliveryOutcome[]): Promise<void> {
    await this.turn();
    for (const outcome of outcomes) this.deliveries.set(outcome.deliveryId, outcome);
  }

  async revise(thread: string, id: string, revision: Revision): Promise<boolean> {
    await this.turn();
    const stored = this.messages.get(`${thread}/${id}`);
    if (!stored) return false;
    if (stored.revised && (stored.revised.what === 'removed' || (revision.what === 'edited' && stored.revised.at >= revision.at))) return true;
    Object.assign(stored, revisedStored(stored, revision));
    return true;
  }

  async turned(thread: string, id: string, word: Parameters<CaseStore['turned']>[2]): Promise<boolean> {
    await this.turn();
    const stored = this.messages.get(`${thread}/${id}`);
    const next = stored && heardSwitch(stored, word.what, word);
    if (stored && next) stored[word.what] = next;
    return stored !== undefined;
  }

  async whole(thread: string, id: string): Promise<StoredMessage | undefined> {
    await this.turn();
    return structuredClone(this.messages.get(`${thread}/${id}`));
  }

  async becomeCase(stored: StoredMessage): Promise<boolean> {
    await this.turn();
    const there = this.messages.get(`${stored.thread}/${stored.id}`);
    if (!there || there.case || there.revised?.what !== 'edited' || there.revised.at !== stored.revised?.at) return false;
    Object.assign(there, structuredClone(stored));
    return true;
  }

  async dropQuotes(caseNumber: string): Promise<void> {
    await this.turn();
    const item = this.cases.get(caseNumber);
    if (item?.urgency) item.urgency = withoutQuotes(item.urgency);
  }

  async countOpening(postKey: string, minute: number): Promise<number> {
    await this.turn();
    const count = (this.openings.get(`${postKey} ${minute}`) ?? 0) + 1;
    this.openings.set(`${postKey} ${minute}`, count);
    return count;
  }

  async optOut(personKey: string): Promise<void> {
    await this.turn();
    this.optedOut.add(personKey);
  }

  async joinCase({ thread, caseNumber, head }: Parameters<CaseStore['joinCase']>[0]): Promise<Head> {
    await this.turn();
    if (!this.heads.has(thread)) this.heads.set(thread, structuredClone(head));
    const item = this.cases.get(caseNumber);
    if (item && this.heads.get(thread)?.case === caseNumber && !item.threads.includes(thread)) item.threads = [...item.threads, thread];
    return structuredClone(this.heads.get(thread)!);
  }

  async putLookUp(pending: PendingLookUp): Promise<void> {
    await this.turn();
    this.lookUps.set(pending.id, structuredClone(pending));
  }

  async leaveObjects(id: string, keys: string[]): Promise<void> {
    await this.turn();
    this.leftObjects.set(id, keys);
  }

  async noteEvent(channel: string, inbox: string, at: number): Promise<void> {
    this.lastEvents.set(`${channel} ${inbox}`, at);
  }

  async takeNumbers(count: number): Promise<number> {
    await this.turn();
    this.taken += count;
    return this.taken - count;
  }
}

function pick<T>(from: Map<string, T>, keys: string[]): Map<string, T> {
  return new Map(keys.flatMap((key) => (from.has(key) ? [[key, structuredClone(from.get(key)!)] as const] : [])));
}
