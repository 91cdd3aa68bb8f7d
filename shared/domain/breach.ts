import type { CaseClocks, Clock, PromiseGiven } from './clocks.ts';

/** How a clock stands against its target. `minutes`: left, or past, by the clock on the wall. */
export type Breach =
  | { state: 'fine' | 'soon' | 'breached'; dueAt: number; minutes: number }
  /** Pausing, or without a target. */
  | { state: 'none' }
  | { state: 'kept' | 'missed' };

/** Breaching soon: within so many minutes. */
export const SOON_MINUTES = 30;

const MINUTE = 60_000;

/** A due time, as a list shows it. At the very minute it is still in time. */
export function breachAt(dueAt: number, now: number): Extract<Breach, { minutes: number }> {
  if (now > dueAt) return { state: 'breached', dueAt, minutes: Math.floor((now - dueAt) / MINUTE) };
  const minutes = Math.ceil((dueAt - now) / MINUTE);
  return { state: minutes <= SOON_MINUTES ? 'soon' : 'fine', dueAt, minutes };
}

/** Of one clock. What ended without an answer has missed nothing before its time. */
export function breachOf(clock: Clock, now: number): Breach {
  const until = clock.state === 'stopped' || clock.state === 'ended' ? clock.stoppedAt : null;
  if (clock.state === 'stopped' && until !== null) return clock.dueAt === null || until <= clock.dueAt ? { state: 'kept' } : { state: 'missed' };
  if (clock.state === 'ended' || clock.dueAt === null) return { state: 'none' };
  // Pausing does not heal what was used up before.
  if (clock.state === 'paused' && now <= clock.dueAt) return { state: 'none' };
  return breachAt(clock.dueAt, now);
}

/** What the customer was told, and what became of it. An answer at the promised minute keeps it. */
export function promiseState({ dueAt, answeredAt }: PromiseGiven, now: number): 'open' | 'kept' | 'missed' {
  if (answeredAt !== null) return answeredAt <= dueAt ? 'kept' : 'missed';
  return now > dueAt ? 'missed' : 'open';
}

/** The nearest thing that is due on a case: its running clocks, and the promise that is still open or broken. Null: nothing. */
export function dueOn(clocks: CaseClocks): number | null {
  const running = [clocks.firstResponse, clocks.nextResponse, clocks.resolution].filter((clock) => clock?.state === 'running').map((clock) => clock!.dueAt);
  const promised = clocks.unansweredSince === null ? [] : clocks.promises.filter(({ answeredAt }) => answeredAt === null).map(({ dueAt }) => dueAt);
  const all = [...running, ...promised].filter((dueAt) => dueAt !== null);
  return all.length === 0 ? null : Math.min(...all);
}
