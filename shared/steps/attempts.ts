import type { SendDeps } from './send.ts';

/** What becomes of one outbox entry: gone, or hidden for a while, since the entry is the timer of its own attempt. */
export type SendOutcome = { done: true } | { done: false; hideSeconds: number };

export const DONE: SendOutcome = { done: true };
export const later = (seconds: number): SendOutcome => ({ done: false, hideSeconds: Math.max(1, Math.ceil(seconds)) });

/** An attempt that has not ended after this long is no longer under way: twice the function's own limit. */
export const LEASE_MS = 120_000;
/** Evidence of absence needs this long, and an event about a later hand-over. */
export const SILENCE_MS = 15 * 60_000;
/** Refusals that are meant for all of us: whoever calls on makes it worse. Meta's errors 190 and 368, X's used-up credit. */
export const CHANNEL_IS_OUT = new Set(['tokenDead', 'roleLost', 'blockedAsAbusive', 'creditUsedUp', 'versionEnded']);
const PAUSE_MS = 3_600_000;

/** Nothing goes out through this channel for a while. */
export async function pauseChannel({ log, sendings, now }: Pick<SendDeps, 'log' | 'sendings' | 'now'>, channel: string, reason: string): Promise<void> {
  log('error', 'channel.paused', { channel, reason });
  await sendings.pause(channel, now() + PAUSE_MS, reason);
}
