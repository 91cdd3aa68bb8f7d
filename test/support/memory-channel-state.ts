import type { ConnectionCheck } from '../../shared/domain/health.ts';
import type { ChannelState, Cursor, PendingLookUp } from '../../shared/ports.ts';

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
