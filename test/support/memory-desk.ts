import { dueAtOf } from '../../shared/domain/case.ts';
import type { Case, CaseStatus, Head } from '../../shared/domain/case.ts';
import { Conflict } from '../../shared/errors.ts';
import type { CaseEvent, DeskStore, StoredMessage } from '../../shared/ports.ts';
import { MemoryCases } from './memory-cases.ts';

/** The table as people use it, over the same memory that `record` writes. */
export class MemoryDesk implements DeskStore {
  readonly acts: (CaseEvent & { caseNumber: string })[] = [];
  readonly table: MemoryCases;
  constructor(table: MemoryCases) {
    this.table = table;
  }

  async list(statuses: CaseStatus[], limit: number, after = ''): ReturnType<DeskStore['list']> {
    const place = (item: Case): string => `${new Date(dueAtOf(item)).toISOString()}#${item.number}`;
    const cases = [...this.table.cases.values()].filter((item) => statuses.includes(item.status) && place(item) > after).sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, limit);
    return structuredClone({ cases, next: cases.length === limit ? place(cases.at(-1)!) : null });
  }

  async quarantine(limit: number, after = ''): ReturnType<DeskStore['quarantine']> {
    const place = (item: StoredMessage): string => `${new Date(item.receivedAt).toISOString()}#${item.id}`;
    const messages = [...this.table.messages.values()].filter((item) => item.quarantined && !item.case && place(item) > after).sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, limit);
    return structuredClone({ messages, next: messages.length === limit ? place(messages.at(-1)!) : null });
  }

  async case(number: string): ReturnType<DeskStore['case']> {
    return structuredClone(this.table.cases.get(number));
  }

  async thread(thread: string): ReturnType<DeskStore['thread']> {
    const messages = [...this.table.messages.values()].filter((item) => item.thread === thread).sort((a, b) => a.at - b.at || a.storedAt - b.storedAt);
    return structuredClone({ head: this.table.heads.get(thread), messages });
  }

  async events(number: string): Promise<CaseEvent[]> {
    return this.acts.filter((act) => act.caseNumber === number);
  }

  async message(thread: string, id: string): ReturnType<DeskStore['message']> {
    return structuredClone(this.table.messages.get(`${thread}/${id}`));
  }

  async answer({ thread, head, expected, others, caseNumber, reply, change, event }: Parameters<DeskStore['answer']>[0]): Promise<void> {
    const item = this.table.cases.get(caseNumber);
    const key = `${thread}/${reply.id}`;
    const heads = [{ thread, head, expected }, ...others];
    const known = (one: { thread: string; head: Head }): number => (one.head.joined ? (item?.hvs?.[one.thread] ?? 0) : (item?.hv ?? 0));
    if (heads.some((one) => this.table.heads.get(one.thread)?.v !== one.expected || known(one) >= one.head.v) || !item || this.table.messages.has(key)) throw new Conflict('changed meanwhile');
    for (const one of heads) {
      this.table.heads.set(one.thread, structuredClone(one.head));
      if (one.head.joined) item.hvs = { ...item.hvs, [one.thread]: one.head.v };
      else item.hv = one.head.v;
    }
    Object.assign(item, { status: change.status, answeredAt: change.answeredAt });
    this.table.messages.set(key, structuredClone(reply));
    this.acts.push({ ...event, caseNumber });
  }

  async release({ message, head, item, event }: Parameters<DeskStore['release']>[0]): Promise<void> {
    const key = `${message.thread}/${message.id}`;
    const held = this.table.messages.get(key);
    if (this.table.heads.has(message.thread) || this.table.cases.has(item.number) || !held || held.case) throw new Conflict('changed meanwhile');
    this.table.heads.set(message.thread, structuredClone(head));
    this.table.cases.set(item.number, structuredClone(item));
    this.table.messages.set(key, structuredClone(message));
    this.acts.push({ ...event, caseNumber: item.number });
  }
}
