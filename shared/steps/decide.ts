import type { Head } from '../domain/case.ts';
import { keyedId } from '../domain/ids.ts';
import type { InboundMessage, SuppressReason } from '../domain/message.ts';
import { promisedBy, urgencyOfMessage } from '../domain/message-urgency.ts';
import { opensCase, place, resumes } from '../domain/placement.ts';
import type { Placement } from '../domain/placement.ts';
import { promiseFor } from '../domain/promise.ts';
import { decidePublicItem } from '../domain/public-item.ts';
import type { PublicDecision } from '../domain/public-item.ts';
import type { Settings } from '../domain/settings.ts';
import type { chooseThread } from '../domain/threading.ts';
import type { RecordDeps } from './record.ts';

/** A mistake of our own rules about one message: its neighbours go on. What a store or queue throws is no such thing. */
export class OwnFault extends Error {
  override readonly name = 'OwnFault';
}

/** More new cases than this in one minute under one post are mentions under an alert. */
const OPENINGS_A_MINUTE = 20;
const OVER = new Set<string>(['resolved', 'closed', 'spam']);

/** Is a public item a case, by its words and by what is around it? What has begun as a case stays one, also when it comes again after its writer died. */
export async function decidePublic({ store, keys }: RecordDeps, settings: Settings, message: InboundMessage, head: Head | undefined): Promise<PublicDecision> {
  const { post, monitoringOnly, ourNames = [] } = message.platform!;
  const hasOpenCase = head !== undefined && (!OVER.has(head.status) || resumes(head, message.id) !== undefined);
  if (monitoringOnly && !hasOpenCase) return { is: 'mention', reason: 'monitoring', evidence: [], borderline: false };
  const read = decidePublicItem({ text: message.text, hasOpenCase, promoted: false, ourHandles: ourNames });
  // The words that say so are its writer's: quoted beside a text that may be kept for hours only, they would outlive it.
  const decision = message.keep ? { ...read, evidence: [] } : read;
  if (decision.is === 'mention' || !post || !opensCase(message, head, settings.reopenDays)) return decision;
  const openings = await store.countOpening(keyedId(keys.id, 'post', message.channel, message.inbox, post), Math.floor(message.receivedAt / 60_000));
  return openings > OPENINGS_A_MINUTE ? { ...decision, is: 'mention', reason: 'tooMany', borderline: true } : decision;
}

type Choice = ReturnType<typeof chooseThread> & { hold: SuppressReason | null };

/** Where a message belongs, and everything that is to be written for it. */
export async function decide(deps: RecordDeps, settings: Settings, message: InboundMessage, choice: Choice, head: Head | undefined, now: number): Promise<Placement> {
  const spread = Number.parseInt(Buffer.from(message.id, 'base64url').toString('hex').slice(0, 4), 16) / 0xffff;
  // The form has told its visitor a number and a time; they stand.
  const told = head ? undefined : message.reserved;
  const opens = opensCase(message, head, settings.reopenDays);
  const freshNumber = opens ? (told?.caseNumber ?? await deps.nextNumber()) : undefined;
  try {
    const urgency = urgencyOfMessage(message, settings, { head: opens ? undefined : head });
    const promise = promiseFor({ settings, at: message.receivedAt, priority: promisedBy(urgency, head, opens), spread });
    return place({
      message, urgency, ...choice, head, freshNumber, now, reopenDays: settings.reopenDays,
      promise: message.reserved ? { ...promise, dueAt: message.reserved.dueAt } : promise,
    });
  } catch (cause) {
    throw new OwnFault('no decision about a message', { cause });
  }
}
