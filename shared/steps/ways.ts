import type { Way } from '../api-shapes/desk.ts';
import { platformOf } from '../channels/index.ts';
import type { FileLimits } from '../domain/answer-files.ts';
import type { Case } from '../domain/case.ts';
import { switchShown } from '../domain/moderation.ts';
import { isSendable } from '../domain/outgoing.ts';
import type { StoredMessage } from '../ports.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the platform's window for this way closes; null: it has none. */
function closesAt({ message, at }: StoredMessage, via: Way['via']): number | null {
  const limits = platformOf(message.channel)?.facts.limits;
  if (!limits || via === 'public') return null;
  if (via === 'handOver' && message.visibility === 'public') return limits.privateReplyDays ? at + limits.privateReplyDays * DAY : null;
  return message.visibility === 'private' && limits.privateWindowHours ? at + limits.privateWindowHours * HOUR : null;
}

/** What may be attached to an answer that goes this way; undefined: nothing. `byMail`: what a mail takes; without it nothing goes anywhere. */
export function filesFor({ message: { channel, platform, visibility } }: StoredMessage, via: Way['via'], byMail: FileLimits | undefined): FileLimits | undefined {
  const there = platformOf(channel);
  if (!platform && !there) return byMail;
  return byMail && via === 'reply' && visibility === 'private' && platform?.reply?.kind === 'private' ? there?.facts.limits.files : undefined;
}

interface Around { all: StoredMessage[]; item: Pick<Case, 'acknowledgement'>; now: number }

/** Why an answer cannot go this way now, as far as we can know; null: it can. */
export function refusedNow(latest: StoredMessage, via: Way['via'], { all, item, now }: Around): string | null {
  const { platform } = latest.message;
  if (platform && !(via === 'handOver' ? platform.handOver : platform.reply)) return 'channelForbids';
  const inPublic = via !== 'handOver' && platform?.reply?.kind === 'publicReply';
  if (inPublic && platformOf(latest.message.channel)?.facts.answersNothingHidden && switchShown(latest, 'hidden').is) return 'hiddenThere';
  const until = closesAt(latest, via);
  if (until !== null && now >= until) return 'windowClosed';
  // Platforms take one private reply to a public item; the acknowledgement may have been it.
  const to = platform?.handOver?.to;
  const spent = via === 'handOver' && platform?.handOver?.kind === 'privateReply' && all.some(({ plan, sending }) => {
    if (!plan || !isSendable(plan) || plan.plan.route?.kind !== 'privateReply' || plan.plan.route.to !== to) return false;
    const state = plan.kind === 'acknowledgement' ? item.acknowledgement?.state ?? 'suppressed' : sending?.state;
    return state !== 'failed' && state !== 'suppressed';
  });
  return spent ? 'alreadyUsed' : null;
}

/** Written in private, by somebody who can be answered. */
export const isPrivate = ({ message }: StoredMessage): boolean => message.visibility === 'private' && message.author.id !== '';

/** How the next answer to a case may go, the usual one first. */
export function waysOf(messages: StoredMessage[], item: Pick<Case, 'acknowledgement'>, now: number, byMail?: FileLimits): Way[] {
  const inbound = messages.filter(({ direction, quarantined, case: number }) => direction === 'in' && (!quarantined || number !== null)).toSorted((a, b) => a.at - b.at);
  const latest = inbound.at(-1);
  if (!latest || latest.message.author.id === '') return [];
  const openly = inbound.findLast(({ message }) => message.visibility === 'public');
  const way = (via: Way['via'], to: StoredMessage): Way => {
    const { channel } = to.message;
    const limits = platformOf(channel)?.facts.limits;
    const inPublic = via === 'public' || (via === 'reply' && to.message.platform?.reply?.kind === 'publicReply');
    const [counts, limit]: [Way['counts'], number | null] = limits === undefined ? ['characters', null]
      : inPublic && limits.publicWeighted !== undefined ? ['weighted', limits.publicWeighted] : inPublic && limits.publicCharacters !== undefined ? ['characters', limits.publicCharacters] : limits.textBytes !== undefined ? ['bytes', limits.textBytes] : ['characters', limits.textCharacters];
    const files = filesFor(to, via, byMail);
    return { via, channel, counts, limit, until: closesAt(to, via), refused: refusedNow(to, via, { all: messages, item, now }), ...(files ? { files: { count: files.count, bytes: files.bytes } } : {}) };
  };
  // Whoever has written in private is answered there, whatever came in public since or by a merge: what is private must not become public unasked.
  const privately = inbound.findLast(isPrivate);
  // Where it was written in public only, the plain answer is the public one.
  const onPublic = openly?.message.platform?.reply ? [way('public', openly)] : [];
  const private_ = openly?.message.platform?.handOver ? [way('handOver', openly)] : [];
  return privately ? [way('reply', privately), ...private_, ...onPublic] : [...onPublic, ...private_];
}
