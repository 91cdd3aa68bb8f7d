import { switchOf, turnsOn } from '../domain/moderation.ts';
import type { Moderation } from '../domain/outgoing.ts';
import { Refused, TryLater } from '../errors.ts';
import type { ModerationPlace } from '../ports/moderation.ts';
import { CHANNEL_IS_OUT, DONE, LEASE_MS, SILENCE_MS, later, pauseChannel } from './attempts.ts';
import type { SendOutcome } from './attempts.ts';
import type { SendDeps } from './send.ts';

/** Attempts whose outcome nobody knows, until a person is told. */
const MOST_SILENT = 5;
const AGAIN_SECONDS = 60;

/** Hides or likes one public item, or takes that back. Done twice it is done once, so that a doubtful attempt is simply made again. */
export async function handOverAct(deps: SendDeps, outgoing: Moderation): Promise<SendOutcome> {
  const { plan, thread, messageId, channel, id } = outgoing;
  const place: ModerationPlace = { thread, messageId, what: switchOf(plan.act) };
  const until = await deps.sendings.pausedUntil(channel);
  if (until > deps.now()) return later(Math.min((until - deps.now()) / 1000, SILENCE_MS / 1000));
  const now = deps.now();
  const { begun, act } = await deps.moderations.begin(place, { id, now, leaseUntil: now + LEASE_MS });
  if (!begun) {
    if (act?.id === id) return act.state === 'sending' ? later(((act.leaseUntil ?? now) - now) / 1000) : DONE;
    // Replaced by a later act; or on the outbox before its transaction, which may never have come.
    return (act && act.plannedAt >= outgoing.plannedAt) || now - outgoing.plannedAt >= SILENCE_MS ? DONE : later(5);
  }
  const { attempt } = act!;
  const settle = async (state: 'planned' | 'failed', reason: string): Promise<void> => deps.moderations.settle(place, { id, attempt, state, reason, now: deps.now() });
  try {
    await deps.moderator(channel)({ act: plan.act, to: plan.to, inbox: plan.inbox, attempt: attempt - 1 });
  } catch (error) {
    if (error instanceof Refused) {
      if (CHANNEL_IS_OUT.has(error.reason)) await pauseChannel(deps, channel, error.reason);
      if (error.reason === 'itemGone') await deps.moderations.gone(place, deps.now());
      await settle('failed', error.reason);
      return DONE;
    }
    const throttled = error instanceof TryLater;
    if (!throttled) deps.log('warn', 'moderation.unknown', { outgoingId: id, error });
    const spent = !throttled && attempt >= MOST_SILENT;
    await settle(spent ? 'failed' : 'planned', throttled ? 'throttled' : 'noAnswer');
    return spent ? DONE : later(throttled ? error.seconds : AGAIN_SECONDS);
  }
  await deps.moderations.settle(place, { id, attempt, state: 'sent', is: turnsOn(plan.act), now: deps.now() });
  deps.log('info', 'moderated', { outgoingId: id, channel, attempt });
  return DONE;
}
