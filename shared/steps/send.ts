import { isBeyondAscii } from '../domain/addresses.ts';
import type { Sending } from '../domain/case.ts';
import { nativeKey, platformThread, tokenAddress } from '../domain/ids.ts';
import { Outgoing } from '../domain/outgoing.ts';
import type { Sendable } from '../domain/outgoing.ts';
import type { Settings } from '../domain/settings.ts';
import type { Handed } from '../channels/handing.ts';
import { Refused, TryLater } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Moderations } from '../ports/moderation.ts';
import type { Clock, ReadSettings, SendingPlace, Sendings } from '../ports.ts';
import { CHANNEL_IS_OUT, DONE, LEASE_MS, SILENCE_MS, later, pauseChannel } from './attempts.ts';
import type { SendOutcome } from './attempts.ts';
import type { Moderator, Outlet, Ready } from './outlets.ts';
import { hear, learn, remember } from './send-events.ts';
import { handOverAct } from './send-moderation.ts';
import { whyNotAutomatic, whyStopped } from './send-stops.ts';
import { wellFormed } from './well-formed.ts';

export type { SendOutcome };

export interface SendDeps {
  sendings: Sendings;
  /** The way out that an entry takes: by mail, or through its platform. */
  outlet: (outgoing: Sendable) => Outlet;
  settings: ReadSettings;
  keys: { id: string; address: string };
  now: Clock;
  /** Acts on public items, and who does them on their platform. */
  moderations: Moderations;
  moderator: (channel: string) => Moderator;
  /** Waits for the next turn of the mail account. */
  pace: () => Promise<void>;
  log: Log;
}

/** From then on an unknown outcome is a person's to decide. */
const GIVE_UP_MS = 24 * 3_600_000;

/**
 * `send`: the only step that talks to a customer. Takes one body of the outbox: a planned sending, or a provider's event
 * about an earlier one. At most one attempt is ever under way, and nothing is tried again blindly.
 */
export function send(deps: SendDeps) {
  return async (body: string): Promise<SendOutcome> => {
    const parsed: unknown = readJson(body);
    if (parsed === undefined) {
      // SES greets a topic with a sentence when an event destination is made.
      deps.log('info', 'outbox.greeting');
      return DONE;
    }
    if (typeof parsed === 'object' && parsed !== null && 'eventType' in parsed) return hear(deps, parsed);
    const outgoing = Outgoing.parse(parsed);
    if (outgoing.kind === 'report') return learn(deps, outgoing);
    return outgoing.kind === 'moderation' ? handOverAct(deps, outgoing) : handOver(deps, outgoing);
  };
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body, wellFormed);
  } catch (error) {
    if (body.startsWith('Successfully validated SNS topic')) return undefined;
    throw error;
  }
}

export function placeOf(outgoing: Sendable): SendingPlace {
  return outgoing.kind === 'acknowledgement'
    ? { kind: 'acknowledgement', caseNumber: outgoing.plan.caseNumber }
    : { kind: 'reply', thread: outgoing.thread, messageId: outgoing.messageId };
}

const wordsIn = (outgoing: Sendable): string | undefined => (outgoing.kind === 'reply' ? outgoing.words : undefined);

async function handOver(deps: SendDeps, outgoing: Sendable): Promise<SendOutcome> {
  const place = placeOf(outgoing);
  const settings = await deps.settings();
  if (outgoing.plan.route) {
    const until = await deps.sendings.pausedUntil(outgoing.channel);
    // Still planned: it goes once the platform takes us again, or is superseded meanwhile.
    if (until > deps.now()) return later(Math.min((until - deps.now()) / 1000, SILENCE_MS / 1000));
  }
  // What is stopped is not composed: a flood costs little.
  const stopped = outgoing.kind === 'acknowledgement' ? await whyStopped(deps, outgoing, settings) : await whyNotAutomatic(deps, outgoing);
  const ready = stopped ?? await prepared(deps, outgoing, settings);
  // Its turn first: what waits after it has begun may die begun.
  if (!outgoing.plan.route) await deps.pace();
  const now = deps.now();
  const { begun, sending, answered } = await deps.sendings.begin(place, { now, leaseUntil: now + LEASE_MS, retryUnknown: false, words: wordsIn(outgoing) });
  if (!begun) return waiting(deps, outgoing, place, sending, typeof ready === 'string' ? await prepared(deps, outgoing, settings) : ready);
  const attempt = sending!.attempt;
  if (ready instanceof Refused) return settle(deps, place, attempt, 'failed', ready.reason);
  if (answered && outgoing.kind === 'acknowledgement') return settle(deps, place, attempt, 'suppressed', 'answered');
  if (typeof ready === 'string') return settle(deps, place, attempt, 'suppressed', ready);
  return attemptNow(deps, outgoing, place, attempt, ready);
}

async function prepared(deps: SendDeps, outgoing: Sendable, settings: Settings): Promise<Ready | Refused> {
  const { route, from, caseNumber } = outgoing.plan;
  try {
    return await deps.outlet(outgoing).prepare(outgoing, settings, route ? '' : tokenAddress(deps.keys.address, from, caseNumber));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error;
  }
}

async function attemptNow(deps: SendDeps, outgoing: Sendable, place: SendingPlace, attempt: number, hand: Ready): Promise<SendOutcome> {
  let handed: Handed;
  try {
    handed = await hand(attempt);
  } catch (error) {
    if (error instanceof TryLater) {
      await settle(deps, place, attempt, 'planned', 'throttled');
      return later(error.seconds);
    }
    if (error instanceof Refused) {
      if (outgoing.plan.route && CHANNEL_IS_OUT.has(error.reason)) await pauseChannel(deps, outgoing.channel, error.reason);
      return settle(deps, place, attempt, 'failed', error.reason);
    }
    deps.log('warn', 'hand-over.unknown', { outgoingId: outgoing.id, error });
    await settle(deps, place, attempt, 'unknown', 'noAnswer');
    return later(SILENCE_MS / 1000);
  }
  // Known before it is settled, so that answers to it, its bounce and its echo always find the case.
  await keep(deps, outgoing, handed);
  await deps.sendings.settle(place, { attempt, state: 'sent', providerId: handed.id, now: deps.now() });
  deps.log('info', 'handed-over', { outgoingId: outgoing.id, caseNumber: outgoing.plan.caseNumber, attempt, channel: outgoing.channel });
  return DONE;
}

async function keep(deps: SendDeps, outgoing: Sendable, { id, conversation }: Handed): Promise<void> {
  const { plan, channel, thread } = outgoing;
  const reply = outgoing.kind === 'reply' ? outgoing.messageId : undefined;
  if (!plan.route) return remember(deps, { thread, caseNumber: plan.caseNumber, reply }, id);
  const { inbox, kind } = plan.route;
  await deps.sendings.rememberOwn({ key: nativeKey(deps.keys.id, channel, inbox, id), fingerprint: 'own', thread, case: plan.caseNumber, own: true, ...(reply === undefined ? {} : { reply }) });
  const handsOver = kind === 'privateReply' || (outgoing.kind === 'reply' && outgoing.plan.handsOver === true) || (kind === 'publicReply' && outgoing.kind === 'acknowledgement');
  if (conversation === undefined || !handsOver) return;
  // What the person answers in private belongs to this case.
  await deps.sendings.joinThread({ thread: platformThread(deps.keys.id, channel, inbox, conversation), from: thread, caseNumber: plan.caseNumber, participant: kind === 'privateReply' ? conversation : plan.to, now: deps.now() });
}

async function settle(deps: SendDeps, place: SendingPlace, attempt: number, state: Sending['state'], reason: string): Promise<SendOutcome> {
  await deps.sendings.settle(place, { attempt, state, reason, now: deps.now() });
  deps.log('info', 'sending.settled', { state, reason });
  return DONE;
}

// Somebody else's attempt, a final state, or an outcome nobody knows.
async function waiting(deps: SendDeps, outgoing: Sendable, place: SendingPlace, sending: Sending | undefined, ready: Ready | Refused): Promise<SendOutcome> {
  const now = deps.now();
  if (!sending) {
    // An agent's answer is put on the outbox before its transaction: without one for this long, there never was one.
    if (now - outgoing.plannedAt < SILENCE_MS) return later(5);
    deps.log('warn', 'sending.withoutRecord', { outgoingId: outgoing.id });
    return DONE;
  }
  // Its answer was refused, and another was stored under the same key: that one has an entry of its own.
  if (sending.words !== undefined && sending.words !== wordsIn(outgoing)) {
    deps.log('info', 'sending.otherWords', { outgoingId: outgoing.id });
    return DONE;
  }
  if (sending.state === 'sending') {
    const left = (sending.leaseUntil ?? 0) - now;
    if (left > 0) return later(left / 1000);
    await deps.sendings.settle(place, { attempt: sending.attempt, state: 'unknown', reason: 'attemptBrokeOff', now });
    return later(SILENCE_MS / 1000);
  }
  if (sending.state !== 'unknown') return DONE;
  const age = now - (sending.startedAt ?? sending.changedAt);
  if (age < SILENCE_MS) return later((SILENCE_MS - age) / 1000);
  // Neither a platform nor a relay proves that something did not arrive: a person decides.
  if (sending.attempt > 1 || age > GIVE_UP_MS || ready instanceof Refused || outgoing.plan.route || isBeyondAscii(outgoing.plan.to)) return DONE;
  const reported = await deps.sendings.reportedThrough();
  // Later than this attempt can have handed over: what another handed over between its beginning and its hand-over proves nothing.
  if (reported === null || reported <= (sending.startedAt ?? 0) + LEASE_MS) return later(SILENCE_MS / 1000);
  const again = await deps.sendings.begin(place, { now, leaseUntil: now + LEASE_MS, retryUnknown: true, words: wordsIn(outgoing) });
  return again.begun ? attemptNow(deps, outgoing, place, again.sending!.attempt, ready) : later(LEASE_MS / 1000);
}
