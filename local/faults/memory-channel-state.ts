import type { ConnectionCheck } from '../../shared/domain/health.ts';
import type { ChannelState, Cursor, PendingLookUp } from '../../shared/ports.ts';

const hourOf = (at: number): number => Math.floor(at / 3_600_000) * 3_600_000;

/** What is kept of connections, in memory. */
export class MemoryChannelState implements ChannelState {
  readonly cursors = new Map<string, Cursor & { movedAt: number }>();
  readonly waiting: PendingLookUp[] = [];
  readonly events: Map<string, number>;

  /** `events`: where recording notes them. */
  constructor(events = new Map<string, number>()) {
    this.events = events;
  }

  readonly checks = new Map<string, ConnectionCheck>();

  async cursor(channel: string, inbox: string): ReturnType<ChannelState['cursor']> {
    return structuredClone(this.cursors.get(`${channel} ${inbox}`) ?? null);
  }

  async moveCursor(channel: string, inbox: string, { cursor, notBefore, movedAt }: Parameters<ChannelState['moveCursor']>[2], expected: number | null): Promise<boolean> {
    const name = `${channel} ${inbox}`;
    if ((this.cursors.get(name)?.version ?? null) !== expected) return false;
    this.cursors.set(name, { cursor, notBefore, movedAt, version: (expected ?? 0) + 1 });
    return true;
  }

  readonly heldIds = new Map<string, Map<number, Set<string>>>();

  async hold(channel: string, inbox: string, items: { id: string; at: number }[]): Promise<void> {
    const name = `${channel} ${inbox}`;
    const hours = this.heldIds.get(name) ?? new Map<number, Set<string>>();
    this.heldIds.set(name, hours);
    for (const { id, at } of items) hours.set(hourOf(at), (hours.get(hourOf(at)) ?? new Set<string>()).add(id));
  }

  async held(channel: string, inbox: string, from: number, to: number): ReturnType<ChannelState['held']> {
    const [first] = [...(this.heldIds.get(`${channel} ${inbox}`) ?? [])].filter(([hour]) => hour >= hourOf(from) && hour <= to).sort(([a], [b]) => a - b);
    return first ? { hour: first[0], ids: [...first[1]] } : null;
  }

  async letGo(channel: string, inbox: string, hour: number, ids: string[]): Promise<void> {
    for (const id of ids) this.heldIds.get(`${channel} ${inbox}`)?.get(hour)?.delete(id);
  }

  async pendingLookUps(channel: string, limit: number): Promise<PendingLookUp[]> {
    return structuredClone(this.waiting.filter((pending) => pending.channel === channel).slice(0, limit));
  }

  async finishLookUp(channel: string, id: string): Promise<void> {
    this.waiting.splice(0, this.waiting.length, ...this.waiting.filter((pending) => pending.channel !== channel || pending.id !== id));
  }

  async lastEvent(channel: string, inbox: string): Promise<number | null> {
    return this.events.get(`${channel} ${inbox}`) ?? null;
  }

  async check(channel: string): Promise<ConnectionCheck | undefined> {
    return structuredClone(this.checks.get(channel));
  }

  async putCheck(check: ConnectionCheck): Promise<void> {
    this.checks.set(check.channel, structuredClone(check));
  }
}
