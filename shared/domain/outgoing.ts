import * as z from 'zod';
import { keyedId } from './ids.ts';
import { Language, Route } from './message.ts';
import { ModerationAct } from './moderation.ts';

// Where it goes on a platform, and what its windows count from; without a route it goes by mail.
const OnPlatform = {
  route: Route.optional(),
  /** When the customer wrote what this answers, epoch milliseconds. */
  answersAt: z.number().optional(),
};

/** Everything an acknowledgement says; its words are in `shared/text`. Planned by `record`, composed by `send`. */
export const AcknowledgementPlan = z.object({
  caseNumber: z.string(),
  language: Language,
  /** The only recipient. */
  to: z.string(),
  /** Quoted only when the sender was authenticated, null otherwise. */
  name: z.string().nullable(),
  subject: z.string().nullable(),
  /** The promise, epoch milliseconds, already rounded to what is shown. */
  dueAt: z.number(),
  /** When the team is back, while it is away; null in opening hours. */
  opensAt: z.number().nullable(),
  /** The holiday's own words. */
  awayReason: z.string().nullable(),
  /** The mail answered: msg-ids with angle brackets; inReplyTo null when it had none. */
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  /** Our address that the customer wrote to. */
  from: z.string(),
  authenticated: z.boolean(),
  ...OnPlatform,
});
export type AcknowledgementPlan = z.infer<typeof AcknowledgementPlan>;

/** An agent's answer. */
export const ReplyPlan = z.object({
  caseNumber: z.string(),
  language: Language,
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  agent: z.string(),
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  from: z.string(),
  ...OnPlatform,
  /** A private answer to a public item, or the public sentence that asks for one: what comes back in private belongs to this case. */
  handsOver: z.boolean().optional(),
  /** Nobody of the team wrote it: the product itself tells that a promised time was missed. */
  automatic: z.boolean().optional(),
  /** Files that go with it, as they lie in the bucket. */
  files: z.array(z.object({ key: z.string(), name: z.string(), type: z.string(), size: z.number() })).optional(),
  attachment: z.object({ type: z.enum(['image', 'audio', 'video', 'file']), url: z.url() }).optional(),
});
export type ReplyPlan = z.infer<typeof ReplyPlan>;

/** Something that we sent, and what was heard of it: a mail system says that it will not arrive, a platform shows it to us. */
export const ReportPlan = z.object({
  caseNumber: z.string(),
  /** The agent's answer it is about; null for the acknowledgement. */
  reply: z.string().nullable(),
  /** The provider's id of what it is about. */
  providerId: z.string(),
  reason: z.string().nullable(),
  /** Without it: it bounced. */
  state: z.enum(['sent', 'bounced', 'complained']).optional(),
});
export type ReportPlan = z.infer<typeof ReportPlan>;

/** An act on a public item on its platform: hide, like, and back. */
export const ModerationPlan = z.object({ act: ModerationAct, caseNumber: z.string().nullable(), /** The platform's id of the item, and which of our accounts acts. */ to: z.string(), inbox: z.string() });
export type ModerationPlan = z.infer<typeof ModerationPlan>;

const Common = {
  schema: z.literal(1),
  /** Letters, digits, `_`, `-`: it travels as the provider's tag. */
  id: z.string().regex(/^[\w-]{1,100}$/),
  channel: z.string(),
  thread: z.string(),
  plannedAt: z.number(),
};

/** What lies on the `outbox` queue: one thing to hand over to one customer, and the timer of its own attempt; or the bad news about an earlier one. */
export const Outgoing = z.discriminatedUnion('kind', [
  z.object({ ...Common, kind: z.literal('acknowledgement'), plan: AcknowledgementPlan }),
  z.object({ ...Common, kind: z.literal('reply'), messageId: z.string(), /** Which words these are: an entry whose answer was refused may lie there yet when others have been stored under its id. */ words: z.string().optional(), plan: ReplyPlan }),
  z.object({ ...Common, kind: z.literal('report'), plan: ReportPlan }),
  z.object({ ...Common, kind: z.literal('moderation'), messageId: z.string(), plan: ModerationPlan }),
]);
export type Outgoing = z.infer<typeof Outgoing>;

type ReplyEntry = Extract<Outgoing, { kind: 'reply' }>;

/** The outbox entry of an answer. `key`: the deployment's, since nothing of its words is to be told from what stays of it. */
export function replyEntry(key: string, { messageId, plan, ...around }: Pick<ReplyEntry, 'channel' | 'thread' | 'messageId' | 'plannedAt' | 'plan'>): ReplyEntry {
  return { schema: 1, kind: 'reply', id: `reply-${messageId}`, ...around, messageId, words: keyedId(key, 'words', JSON.stringify(plan)), plan };
}

/** What is handed over to a customer. */
export type Sendable = Extract<Outgoing, { kind: 'acknowledgement' | 'reply' }>;
export const isSendable = (outgoing: Outgoing): outgoing is Sendable => outgoing.kind === 'acknowledgement' || outgoing.kind === 'reply';
export type Moderation = Extract<Outgoing, { kind: 'moderation' }>;

/** A mail ready to be handed over: bytes, and the envelope it goes in. */
export interface ComposedMail {
  from: string;
  to: string;
  raw: Buffer;
}
