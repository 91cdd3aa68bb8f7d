import { isListed } from './addresses.ts';
import { openTimeBetween } from './calendar.ts';
import { isGraver } from './case.ts';
import type { Head, Priority } from './case.ts';
import type { InboundMessage } from './message.ts';
import type { Settings } from './settings.ts';
import { urgencyOf } from './urgency.ts';
import type { Urgency } from './urgency.ts';

const MINUTE = 60_000;

/** How urgent a message is: its words, how long its writer has waited, and who they are. How often they had to write is known later, when it is known who they are over all channels. */
export function urgencyOfMessage(message: InboundMessage, settings: Settings, { head }: { head?: Head | undefined } = {}): Urgency {
  const waitsSince = head?.waitingSince ?? null;
  const urgency = urgencyOf({
    text: `${message.subject}\n${message.replyText}`, competitors: settings.competitors, isVip: isListed(message.author.id, settings.vips),
    reach: message.visibility === 'public' ? message.platform?.followers ?? null : null,
    waited: waitsSince === null ? null : { minutes: openTimeBetween(settings.calendar, waitsSince, message.receivedAt) / MINUTE, promised: settings.promiseMinutes[head?.priority ?? 'normal'] },
  });
  // What a platform lets us keep for hours only is quoted nowhere else.
  return message.keep ? { ...urgency, why: urgency.why.map(({ sign }) => ({ sign, evidence: [] })) } : urgency;
}

/** The same of words alone, before there is a message. */
export function urgencyOfWords(text: string, author: string, settings: Settings): Urgency {
  return urgencyOf({ text, competitors: settings.competitors, isVip: isListed(author, settings.vips) });
}

/** By which priority the answer to a message is promised: its own on a new case, the graver of the two on one that is there. */
export function promisedBy(urgency: Urgency, head: Head | undefined, opens: boolean): Priority {
  const there = head?.priority ?? 'normal';
  return opens || isGraver(urgency.priority, there) ? urgency.priority : there;
}
