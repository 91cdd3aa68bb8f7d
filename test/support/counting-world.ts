import { SLOT, slotOf } from '../../shared/domain/counting.ts';
import { newSpikeState, step as closeSlot } from '../../shared/domain/spike.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import type { ConnectionCheck } from '../../shared/domain/health.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import type { Notification, Notifier } from '../../shared/ports/counting.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { tally } from '../../shared/steps/tally.ts';
import type { WatchDeps } from '../../shared/steps/watch.ts';
import { COMPLAINTS } from './burst.ts';
import { privateMessage, SUNDAY_MORNING } from './make.ts';
import { seeded } from '../../local/faults/seeded.ts';
import { memoryAlerts, memoryCounts, type Metered } from './memory-counts.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A mention as `record` has stored it; written and stored at `at` unless it says otherwise. */
export function mention(at: number, fields: { channel?: string; author?: string; text?: string; storedAt?: number; inbox?: string; keep?: { text: number; profile: number }; visibility?: 'public' | 'private' } = {}): StoredMessage {
  const { channel = 'x', text = 'משהו אחר', storedAt = at, inbox = '42', visibility = 'public', keep } = fields;
  const message = { ...privateMessage('c'), channel, inbox, visibility, at, receivedAt: storedAt, text, replyText: text, ...(keep ? { keep } : {}) };
  return {
    thread: message.id, id: message.id, direction: 'in', at, receivedAt: storedAt, storedAt, case: null, threadedBy: null, relatedTo: null, quarantined: null, suppressedBecause: null, agent: null, sending: null, plan: null,
    message: { ...message, author: { id: fields.author ?? message.id, name: null } },
  };
}

/** So many different people, evenly over these minutes up to `until`. */
export const burst = (count: number, until: number, minutes: number, fields: Parameters<typeof mention>[1] = {}): StoredMessage[] =>
  Array.from({ length: count }, (_, n) => mention(Math.round(until - ((count - n) / count) * minutes * MINUTE), { text: COMPLAINTS[n % COMPLAINTS.length]!, ...fields }));

/** Counting and alerting in memory, with a clock that is turned by hand. */
export function countingWorld(given: Partial<Settings> = {}, metered?: Metered) {
  let now = SUNDAY_MORNING;
  const settings: Settings = { ...DEFAULT_SETTINGS, alertEmails: ['lead@company.example'], ...given };
  const counts = memoryCounts(metered);
  const alerts = memoryAlerts();
  const stored = new Map<string, StoredMessage>();
  const told: { at: number; target: string; notification: Notification }[] = [];
  const checks = new Map<string, ConnectionCheck>();
  const cursors = new Map<string, { movedAt: number; notBefore: number }>();
  let failing: ((target: string) => Error | undefined) = () => undefined;
  const notifier: Notifier = {
    targets: async (addresses) => [...addresses.map((address) => `mail:${address}`), 'slack'],
    async deliver(target, notification) {
      const failure = failing(target);
      if (failure) throw failure;
      told.push({ at: now, target, notification });
      return `proof-${told.length}`;
    },
  };
  const deps: WatchDeps = {
    counts, alerts, notifier, settings: async () => settings, console: 'https://console.company.example', alarmEmail: '', now: () => now, log: () => undefined,
    read: async (refs) => refs.flatMap((ref) => stored.get(ref) ?? []),
    channels: { check: async (channel) => checks.get(channel), cursor: async (channel, inbox) => { const at = cursors.get(`${channel} ${inbox}`); return at ? { cursor: null, version: 1, ...at } : null; } },
  };
  const step = { tally: tally(deps), evaluate: evaluate(deps) };

  async function arrive(messages: StoredMessage[]): Promise<void> {
    for (const message of messages) stored.set(`${message.thread}/${message.id}`, message);
    await step.tally(messages);
  }

  return {
    deps, counts, alerts, told, checks, cursors, settings, arrive,
    /** So many days of ordinary mentions lie behind a series. */
    async learned(series: string, days: number, perHour: number): Promise<void> {
      const { below } = seeded(5);
      let spike = newSpikeState();
      for (let at = slotOf(now) - days * DAY; at < slotOf(now); at += SLOT) spike = closeSlot(spike, { at, count: Array.from({ length: 60 }, () => (below(720) < perHour ? 1 : 0) as number).reduce((sum, one) => sum + one, 0) }).state;
      await counts.putState(series, { spike, unwatched: null }, null);
    },
    mails: () => told.filter(({ target }) => target.startsWith('mail:')).map(({ notification }) => notification.subject),
    fail: (how: typeof failing) => {
      failing = how;
    },
    now: () => now,
    evaluate: async () => step.evaluate(),
    /** The clock runs on; every minute `evaluate` runs, and what is due by then arrives. */
    async run(minutes: number, due: StoredMessage[] = []): Promise<void> {
      const waiting = due.toSorted((a, b) => a.storedAt - b.storedAt);
      for (let minute = 0; minute < minutes; minute++) {
        now += MINUTE;
        const come = waiting.splice(0, waiting.findIndex(({ storedAt }) => storedAt > now) < 0 ? waiting.length : waiting.findIndex(({ storedAt }) => storedAt > now));
        if (come.length > 0) await arrive(come);
        await step.evaluate();
      }
    },
    at(time: number) {
      now = time;
    },
  };
}
