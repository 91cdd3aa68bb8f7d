import * as z from 'zod';

/**
 * What lies on the `inbound` queue beside messages: a platform's later word about one of them. `edited` and `removed`
 * change what is stored; `hidden` and `unhidden`: who sees it there; `sent`: the platform shows us what we handed over.
 */
export const InboundNote = z.object({
  schema: z.literal(1),
  note: z.enum(['edited', 'removed', 'hidden', 'unhidden', 'sent']),
  channel: z.string(),
  inbox: z.string(),
  /** The message it is about. */
  id: z.string().regex(/^[\w-]{22}$/),
  /** Where that message lies; null when the platform named it alone. */
  thread: z.string().nullable(),
  /** The platform's own id of that message. */
  nativeId: z.string(),
  at: z.number().int(),
  /** When a door heard it; absent in what was queued before doors said so. */
  receivedAt: z.number().int().optional(),
  text: z.string(),
  /** What our hand-over carried. */
  reference: z.string().nullable(),
});
export type InboundNote = z.infer<typeof InboundNote>;

/** And what a door has to say for the books: what came in with one delivery, and what of it was only counted. */
export const InboundCount = z.object({
  schema: z.literal(1),
  sheets: z.array(z.object({ source: z.string(), hour: z.number().int(), items: z.record(z.string(), z.array(z.number().int())), countings: z.record(z.string(), z.record(z.string(), z.number().int())) })),
});
export type InboundCount = z.infer<typeof InboundCount>;

/** What a hand-over carries so that the platform's echo finds it: an acknowledgement by its case, an answer by its thread. */
export function referenceOf(outgoing: { kind: 'acknowledgement'; id: string } | { kind: 'reply'; messageId: string; thread: string }): string {
  return outgoing.kind === 'acknowledgement' ? outgoing.id : `reply-${outgoing.messageId}-${outgoing.thread}`;
}

/** The hand-over that a reference names; undefined for somebody else's text. */
export function readReference(reference: string): { kind: 'acknowledgement'; caseNumber: string } | { kind: 'reply'; messageId: string; thread: string } | undefined {
  const [, number] = /^ack-(\d{3}-\d{3}-\d{3})$/.exec(reference) ?? [];
  if (number) return { kind: 'acknowledgement', caseNumber: number.replaceAll('-', '') };
  const [, messageId, thread] = /^reply-([\w-]{22})-([\w-]{22})$/.exec(reference) ?? [];
  return messageId && thread ? { kind: 'reply', messageId, thread } : undefined;
}
