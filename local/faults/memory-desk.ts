import { linkedAct } from '../../shared/aws/desk-acts.ts';
import { dueAtOf } from '../../shared/domain/case.ts';
import type { Case, CaseStatus } from '../../shared/domain/case.ts';
import { isOver } from '../../shared/domain/lifecycle.ts';
import { ACT_OF } from '../../shared/domain/moderation.ts';
import { Conflict } from '../../shared/errors.ts';
import type { Act, CaseEvent, CaseNote, DeskStore, WaitingReply } from '../../shared/ports/desk.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import type { MemoryCases } from './memory-cases.ts';

const OPEN_WORK: CaseStatus[] = ['new', 'open', 'waiting_on_customer', 'snoozed'];

/** The table as people use it, over the same memory that `record` writes. */
export class MemoryDesk implements DeskStore {
  readonly acts: (CaseEvent & { caseNumber: string })[] = [];
  readonly notes: (CaseNote & { caseNumber: string })[] = [];
  readonly waits = new Map<string, WaitingReply>();
  readonly named = new Map<string, { caseNumber: string; agent: string; at: number | null }>();
  readonly links = new Map<string, { caseNumber: string; incident: string; at: number | null }>();
  readonly table: MemoryCases;
  constructor(table: MemoryCases) {
    this.table = table;
  }

  async board(statuses = OPEN_WORK): ReturnType<DeskStore['board']> {
    return [...this.table.cases.values()].filter(({ status, mergedInto }) => statuses.includes(status) && mergedInto === null).map((item) => ({
      number: item.number, status: item.status, channel: item.channel, assignee: item.assignee, team: item.team ?? null, topic: item.topic, tags: item.tags ?? [], priority: item.priority, dueAt: dueAtOf(item), openedAt: item.openedAt,
      answeredAt: item.answeredAt, unansweredSince: item.unansweredSince ?? null, snoozedUntil: item.snoozedUntil ?? null, lastAnsweredAt: item.lastAnsweredAt ?? item.answeredAt,
    }));
  }

  async due(from: number, to: number): ReturnType<DeskStore['due']> {
    return (await this.board(['new', 'open', 'snoozed'])).filter(({ dueAt }) => dueAt >= from && dueAt <= to).sort((a, b) => a.dueAt - b.dueAt);
  }

  async cases(numbers: string[]): Promise<Case[]> {
    return structuredClone(numbers.flatMap((number) => this.table.cases.get(number) ?? []));
  }

  async over(statuses: CaseStatus[], limit: number, after = '~'): ReturnType<DeskStore['over']> {
    const place = (item: Case): string => `${new Date(isOver(item.status) ? (item.resolvedAt ?? dueAtOf(item)) : dueAtOf(item)).toISOString()}#${item.number}`;
    const cases = [...this.table.cases.values()].filter((item) => statuses.includes(item.status) && item.mergedInto === null && place(item) < after).sort((a, b) => (place(a) < place(b) ? 1 : -1)).slice(0, limit);
    return { numbers: cases.map(({ number }) => number), next: cases.length === limit ? place(cases.at(-1)!) : null };
  }

  async count(status: CaseStatus): Promise<number> {
    return [...this.table.cases.values()].filter((item) => item.status === status && item.mergedInto === null).length;
  }

  async quarantined(): Promise<number> {
    return [...this.table.messages.values()].filter((item) => item.quarantined && !item.case).length;
  }

  async lines(numbers: string[]): ReturnType<DeskStore['lines']> {
    return structuredClone(numbers.flatMap((number) => {
      const item = this.table.cases.get(number);
      const latest = (item?.threads ?? []).flatMap((thread) => { const head = this.table.heads.get(thread); return head?.lastId ? [{ key: `${thread}/${head.lastId}`, at: Math.max(head.lastInAt, head.lastOutAt ?? 0) }] : []; }).sort((a, b) => b.at - a.at)[0];
      return item ? [{ item, last: latest && this.table.messages.get(latest.key), heads: item.threads.map((thread) => ({ thread, head: this.table.heads.get(thread) })) }] : [];
    }));
  }

  async namedIn(agent: string): Promise<string[]> {
    return [...this.named.values()].filter((one) => one.agent === agent && one.at !== null).toSorted((a, b) => b.at! - a.at!).map(({ caseNumber }) => caseNumber);
  }

  async linkedTo(incident: string): Promise<string[]> {
    return [...this.links.values()].filter((one) => one.incident === incident && one.at !== null).toSorted((a, b) => a.at! - b.at!).map(({ caseNumber }) => caseNumber);
  }

  async quarantine(limit: number, after = ''): ReturnType<DeskStore['quarantine']> {
    const place = (item: StoredMessage): string => `${new Date(item.receivedAt).toISOString()}#${item.id}`;
    const messages = [...this.table.messages.values()].filter((item) => item.quarantined && !item.case && place(item) > after).sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, limit);
    return structuredClone({ messages, next: messages.length === limit ? place(messages.at(-1)!) : null });
  }

  async case(number: string): ReturnType<DeskStore['case']> {
    return structuredClone(this.table.cases.get(number));
  }

  async file(number: string): ReturnType<DeskStore['file']> {
    const item = this.table.cases.get(number);
    const own = <T extends { caseNumber: string; at: number }>(list: T[]): Omit<T, 'caseNumber'>[] => list.filter(({ caseNumber }) => caseNumber === number).toSorted((a, b) => a.at - b.at).map(({ caseNumber: _number, ...rest }) => rest);
    return item && structuredClone({ item, events: own(this.acts), notes: own(this.notes), waiting: [...this.waits.values()].filter((one) => one.caseNumber === number) });
  }

  async thread(thread: string): ReturnType<DeskStore['thread']> {
    const messages = [...this.table.messages.values()].filter((item) => item.thread === thread).sort((a, b) => a.at - b.at || a.storedAt - b.storedAt);
    return structuredClone({ head: this.table.heads.get(thread), messages });
  }

  async head(thread: string): ReturnType<DeskStore['head']> {
    return structuredClone(this.table.heads.get(thread));
  }

  async message(thread: string, id: string): ReturnType<DeskStore['message']> {
    return structuredClone(this.table.messages.get(`${thread}/${id}`));
  }

  #stands({ cases, heads, opens, message, further = [], taken, note, moderates, waits }: Act): boolean {
    const { table } = this;
    return heads.every(({ thread, expected }) => (table.heads.get(thread)?.v ?? null) === expected)
      && cases.every(({ before, after }) => { const now = table.cases.get(before.number); return now !== undefined && now.acts === before.acts && (after.hv === before.hv || now.hv < after.hv) && JSON.stringify(now.threads) === JSON.stringify(before.threads); })
      && !(opens && table.cases.has(opens.number)) && ![message, ...further].some((one) => one && table.messages.has(`${one.thread}/${one.id}`))
      && !(taken && table.messages.get(`${taken.thread}/${taken.id}`)?.case !== null) && !(note && this.notes.some(({ id }) => id === note.note.id))
      && !(waits && (this.waits.get(waits.after.id)?.v ?? null) !== (waits.before?.v ?? null))
      && !(moderates && JSON.stringify(table.messages.get(`${moderates.thread}/${moderates.id}`)?.[ACT_OF[moderates.what]] ?? null) !== JSON.stringify(moderates.before));
  }

  async waiting(limit: number): Promise<WaitingReply[]> {
    return structuredClone([...this.waits.values()].filter(({ state }) => state === 'waiting').sort((a, b) => a.at - b.at).slice(0, limit));
  }

  async act(act: Act): Promise<void> {
    if (!this.#stands(act)) throw new Conflict('changed meanwhile');
    const { cases, heads, events, opens, message, further = [], taken, note, names = [], links = [], moderates, waits } = structuredClone(linkedAct(act));
    for (const { thread, head } of heads) this.table.heads.set(thread, head);
    for (const { before, after } of cases) {
      const now = this.table.cases.get(before.number)!;
      for (const name of new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Case>) {
        if (name === 'acknowledgement' || JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
        if (after[name] === undefined || (name === 'unansweredSince' && after[name] === null)) delete now[name];
        else Object.assign(now, { [name]: after[name] });
      }
      now.acts = (before.acts ?? 0) + 1;
    }
    if (opens) this.table.cases.set(opens.number, opens);
    for (const one of [message, ...further, taken]) if (one) this.table.messages.set(`${one.thread}/${one.id}`, one);
    if (waits) this.waits.set(waits.after.id, waits.after);
    if (moderates) this.table.messages.get(`${moderates.thread}/${moderates.id}`)![ACT_OF[moderates.what]] = moderates.after;
    for (const one of [...(note?.note.mentions.map((agent) => ({ caseNumber: note.caseNumber, agent, at: note.note.at })) ?? []), ...names]) this.named.set(`${one.caseNumber} ${one.agent}`, one);
    for (const one of links) this.links.set(`${one.caseNumber} ${one.incident}`, one);
    if (note) this.notes.push({ ...note.note, caseNumber: note.caseNumber });
    this.acts.push(...events.map(({ caseNumber, event }) => ({ ...event, caseNumber })));
  }

  async planAgain(thread: string, id: string, now: number): Promise<boolean> {
    const sending = this.table.messages.get(`${thread}/${id}`)?.sending;
    if (!sending || !['failed', 'bounced', 'unknown'].includes(sending.state)) return false;
    Object.assign(sending, { state: 'planned', changedAt: now, reason: null });
    return true;
  }
}
