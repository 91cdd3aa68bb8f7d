import * as z from 'zod';
import type { SendState } from './case.ts';

/**
 * What SES tells about a mail that was handed over. Shapes:
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html (read 2026-11).
 */
const SesEvent = z.object({
  eventType: z.string(),
  mail: z.object({ messageId: z.string(), timestamp: z.string(), tags: z.record(z.string(), z.array(z.string())).default({}) }),
  bounce: z.object({ bounceType: z.string(), bounceSubType: z.string() }).optional(),
});

export interface ProviderEvent {
  state: SendState;
  providerId: string;
  reason: string | null;
  handedOverAt: number;
  tags: Record<string, string>;
}

const STATES: Record<string, SendState> = {
  Send: 'sent', DeliveryDelay: 'sent', Delivery: 'delivered', Bounce: 'bounced', Complaint: 'complained', Reject: 'failed', 'Rendering Failure': 'failed',
};

/** Undefined for a kind of event that says nothing about where the mail is. Throws for what is not an event. */
export function readProviderEvent(body: unknown): ProviderEvent | undefined {
  const event = SesEvent.parse(body);
  const state = STATES[event.eventType];
  if (!state) return undefined;
  const reason = event.bounce ? `${event.bounce.bounceType}.${event.bounce.bounceSubType}` : state === 'failed' ? 'rejected' : null;
  return {
    state, reason, providerId: event.mail.messageId, handedOverAt: Date.parse(event.mail.timestamp),
    tags: Object.fromEntries(Object.entries(event.mail.tags).flatMap(([name, values]) => (values[0] === undefined ? [] : [[name, values[0]]]))),
  };
}

const OPEN: SendState[] = ['planned', 'sending', 'unknown'];

/**
 * The states in which bad news is taken whichever mail it names; in all others only about the very mail that was handed
 * over last: what became of a first attempt says nothing about the second. Null: it does not matter which.
 */
export function takenOfAny(state: SendState): SendState[] | null {
  return state === 'bounced' || state === 'failed' ? OPEN : null;
}

/** Which earlier states an event may overwrite: a later word about the same mail wins, an earlier one changes nothing. */
export function overwrittenBy(state: SendState): SendState[] {
  if (state === 'sent') return OPEN;
  if (state === 'delivered' || state === 'failed') return [...OPEN, 'sent'];
  if (state === 'bounced') return [...OPEN, 'sent', 'delivered'];
  return [...OPEN, 'sent', 'delivered', 'bounced'];
}
