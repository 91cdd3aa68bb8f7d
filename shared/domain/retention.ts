import type { InboundMessage } from './message.ts';

/**
 * What stays of a message whose platform lets nobody keep it: its key, its times, and that somebody wrote. Neither text
 * nor writer, nor the platform's own names for them. https://learn.microsoft.com/en-us/linkedin/marketing/data-storage-requirements
 */
export function withoutContent(message: InboundMessage): InboundMessage {
  const { platform: _, ...rest } = message;
  return { ...rest, deliveryId: '', text: '', replyText: '', attachments: [] };
}

/** What was told by its ids and is still to be fetched, with these alone. */
export function withIdsAlone(message: InboundMessage): InboundMessage {
  const { platform } = withoutOriginal(message);
  return { ...withoutContent(message), author: { id: '', name: null }, ...(platform ? { platform } : {}) };
}

/** What may be kept longest: the text with where it stands, but not the original, which names its writer. */
export function withoutOriginal(message: InboundMessage): InboundMessage {
  return { ...message, ...(message.platform ? { platform: { ...message.platform, raw: '' } } : {}) };
}
