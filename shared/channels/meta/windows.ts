import { Refused } from '../../errors.ts';
import type { Handing } from '../handing.ts';

const HOUR = 3_600_000;

/** How a private message is declared to the platform. */
export type Declaration = { messaging_type: 'RESPONSE' } | { messaging_type: 'MESSAGE_TAG'; tag: 'HUMAN_AGENT' };

/**
 * Within 24 hours everything is an answer; a person may write for seven days where Meta approved the HUMAN_AGENT tag,
 * a machine never. Throws Refused('windowClosed'). https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy/
 */
export function declarationFor({ answersAt, automatic }: Pick<Handing, 'answersAt' | 'automatic'>, humanAgent: boolean, now: number): Declaration {
  const age = answersAt === undefined ? 0 : now - answersAt;
  if (age < 24 * HOUR) return { messaging_type: 'RESPONSE' };
  if (!automatic && humanAgent && age < 7 * 24 * HOUR) return { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  throw new Refused('windowClosed', 'the customer’s last message is too old');
}

/** One private reply within seven days of the comment or post. Throws Refused('windowClosed'). https://developers.facebook.com/docs/messenger-platform/discovery/private-replies */
export function checkPrivateReply({ answersAt }: Pick<Handing, 'answersAt'>, now: number): void {
  if (answersAt !== undefined && now - answersAt >= 7 * 24 * HOUR) throw new Refused('windowClosed', 'the comment is too old for a private reply');
}
