import { readMailboxes } from './addresses.ts';
import type { Delivery } from './notification.ts';
import { headerValues, type HeaderLine } from './scan.ts';

const FOR = /\bfor\s+<?([^\s<>;]{1,64}@[^\s<>;]{1,190})>?\s*;/i;

/**
 * A delivery that was found in the bucket says nothing of its envelope; the mail service has written it above the mail: first
 * the sender, then whom it took it for, under its own id, which no sender knows. https://www.rfc-editor.org/rfc/rfc5321#section-4.4
 */
export function withEnvelope(delivery: Delivery, headers: HeaderLine[]): Delivery {
  if (delivery.recipients.length > 0) return delivery;
  const [sender, received] = headers;
  const isStamped = sender?.name === 'return-path' && received?.name === 'received' && received.value.includes(delivery.deliveryId);
  const recipient = isStamped ? FOR.exec(received.value)?.[1]?.toLowerCase() : undefined;
  const written = (name: string): string[] => headerValues(headers, name).slice(0, 3).flatMap((value) => readMailboxes(value.slice(0, 8_000), null, new Set()).map(({ address }) => address));
  return {
    ...delivery,
    envelopeFrom: isStamped ? sender.value.trim().replace(/^<(.*)>$/s, '$1').trim().toLowerCase() : delivery.envelopeFrom,
    recipients: recipient === undefined ? [...new Set([...written('to'), ...written('cc')])].slice(0, 50) : [recipient],
  };
}
