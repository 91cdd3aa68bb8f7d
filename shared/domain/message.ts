import * as z from 'zod';

/** The language a customer is written to in. Others join by one file in `shared/text`. */
export const Language = z.enum(['he', 'en']);
export type Language = z.infer<typeof Language>;

export const Attachment = z.object({
  name: z.string().nullable(),
  type: z.string(),
  size: z.number().int().nonnegative(),
  /** Where its bytes lie in the bucket; null when only its metadata could be read. */
  key: z.string().nullable(),
  contentId: z.string().nullable(),
  inline: z.boolean(),
});
export type Attachment = z.infer<typeof Attachment>;

/** Why a message is not acknowledged: the keys of the agents' screen and of the export. */
export const SuppressReason = z.enum([
  'autoSubmitted', 'outOfOffice', 'bulkOrList', 'noReplySender', 'bounce', 'feedbackReport', 'spam', 'virus', 'forged',
  'ownAddress', 'noAddress', 'joinedCase', 'capContact', 'capUnauthenticated', 'channelForbids', 'notACase', 'optedOut',
  'replayed', 'answered', 'unreadable', 'unsure',
]);
export type SuppressReason = z.infer<typeof SuppressReason>;

/** Who wrote, as far as the channel can tell, with the evidence that says so. `machine` null: a person. */
export const Sender = z.object({
  machine: SuppressReason.nullable(),
  evidence: z.array(z.string().max(200)).max(20),
});
export type Sender = z.infer<typeof Sender>;

/** What a mail system told about an earlier mail. */
export const DeliveryReport = z.object({
  /** Message-IDs of the mail it is about, the surest first. */
  about: z.array(z.string().max(1000)).max(8),
  /** The enhanced status code (RFC 3463), `5.1.1`; null when it names none. */
  status: z.string().max(20).nullable(),
  /** What the refusing server said. */
  diagnostic: z.string().max(200).nullable(),
  /** The mail will never arrive. A delay, or anything in doubt, is not final. */
  final: z.boolean(),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** What only mail has. Ids are whole RFC 5322 msg-ids, with their angle brackets. */
export const MailFacts = z.object({
  messageId: z.string().nullable(),
  /** Of From, Date and Subject lines and the body octets, taken from the raw bytes. */
  fingerprint: z.string(),
  inReplyTo: z.array(z.string()).max(8),
  references: z.array(z.string()).max(100),
  /** Envelope recipients, as the mail service reported them. */
  recipients: z.array(z.string()),
  /** Empty for the null sender. */
  envelopeFrom: z.string(),
  /** One From, and DMARC passed for it. Only then is anything the sender wrote repeated to them. */
  authenticated: z.boolean(),
  /** This mail's own text carries one of our address tokens or case numbers, in quoted matter too. */
  caseNumbers: z.array(z.string()).max(8),
  /** The one address in Reply-To, where it is another than From: see `onBehalf`. */
  replyTo: z.object({ address: z.string().max(254), name: z.string().max(200).nullable() }).optional(),
  /** Only of a mail system's own mail. */
  report: DeliveryReport.optional(),
});
export type MailFacts = z.infer<typeof MailFacts>;

/** Where an answer goes on a platform: a person's conversation, one private reply to a public item, or a public reply. */
export const Route = z.object({ kind: z.enum(['private', 'privateReply', 'publicReply']), to: z.string(), inbox: z.string() });
export type Route = z.infer<typeof Route>;

/** What only platforms have: their own ids, and where an answer may go. */
export const PlatformFacts = z.object({
  nativeId: z.string(),
  post: z.string().nullable(),
  parent: z.string().nullable(),
  link: z.string().nullable(),
  /** Where the platform lets an automatic text go; null: nowhere. */
  automatic: Route.nullable(),
  /** Where a person's answer goes first. */
  reply: Route.nullable(),
  /** How a person leads a public conversation into private; null: not from here. */
  handOver: Route.nullable().optional(),
  /** That way is public, and the private place our own form. */
  handOverBy: z.literal('form').optional(),
  /** Our own account wrote it elsewhere than here; `sure`: the platform says so itself, else it may be an echo of ours. */
  ours: z.enum(['sure', 'perhaps']).optional(),
  /** What its platform lets us do with it beside answering. */
  acts: z.array(z.enum(['hide', 'like'])).max(2).optional(),
  /** Found by keyword, a share or a tag only: counted and shown. */
  monitoringOnly: z.boolean().optional(),
  /** Its later removal will name it by this id alone, so that its thread has to be kept beside it. */
  namedAlone: z.boolean().optional(),
  /** How many people follow its author. */
  followers: z.number().optional(),
  /** What we are called there, without the @. */
  ourNames: z.array(z.string()).max(5).optional(),
  /** The platform told ids only: what the channel's `lookUp` needs to fetch the rest. */
  lookUp: z.record(z.string(), z.string()).optional(),
  /** This item as it came, JSON, for the raw record. */
  raw: z.string().max(60_000),
});
export type PlatformFacts = z.infer<typeof PlatformFacts>;

/** What a door that answers at once has told the customer: the case it opens has this number and this promise. */
export const Reserved = z.object({
  caseNumber: z.string(),
  dueAt: z.number(),
  /** What the door knows against an acknowledgement. */
  hold: SuppressReason.nullable(),
  /** The open case that a reference led here from, by one of its threads. */
  joins: z.object({ case: z.string(), thread: z.string() }).optional(),
  /** The case whose reference somebody else has used. */
  relatedTo: z.string().optional(),
});
export type Reserved = z.infer<typeof Reserved>;

/** One message from a customer, in the one form that every channel brings it to. It is what lies on the `inbound` queue. */
export const InboundMessage = z.object({
  schema: z.literal(1),
  /** HMAC of the native id within its channel; for mail of Message-ID and fingerprint. Base64url, 22 characters. */
  id: z.string().regex(/^[\w-]{22}$/),
  channel: z.string(),
  /** Which of our accounts it reached (a care address, a page). */
  inbox: z.string(),
  /** The delivery that brought it: SES message id, webhook event id. */
  deliveryId: z.string(),
  visibility: z.enum(['private', 'public']),
  /** The thread, on channels whose platform names one; mail finds its thread by what it answers. */
  conversation: z.string().optional(),
  /** When the customer wrote it, epoch milliseconds, never later than `receivedAt`. */
  at: z.number().int(),
  receivedAt: z.number().int(),
  /** `id` is the address (lower case) or the platform's id; empty when nobody can be answered. */
  author: z.object({ id: z.string(), name: z.string().nullable() }),
  subject: z.string(),
  /** The whole decoded plain text, quoted history included; clipped at TEXT_LIMIT, the rest under `textKey`. */
  text: z.string(),
  textKey: z.string().nullable(),
  /** Without quoted history and signature. */
  replyText: z.string(),
  /** Key of the sanitised HTML in the bucket, when there was any. */
  htmlKey: z.string().nullable(),
  language: Language,
  attachments: z.array(Attachment).max(1000),
  raw: z.object({ key: z.string(), size: z.number().int() }),
  sender: Sender,
  /** What had to be mended to read it, in short codes (`charset:windows-1255`). */
  repairs: z.array(z.string().max(200)).max(50),
  mail: MailFacts.nullable(),
  platform: PlatformFacts.optional(),
  /** Until when the platform lets us keep what was written, and who wrote it; epoch milliseconds. */
  keep: z.object({ text: z.number(), profile: z.number() }).optional(),
  reserved: Reserved.optional(),
  /** Read again from its original after it was lost: nobody is acknowledged for it. */
  replayed: z.literal(true).optional(),
  /** Written on the case's own status page, by whoever holds the link that its customer was mailed. */
  by: z.literal('statusPage').optional(),
});
export type InboundMessage = z.infer<typeof InboundMessage>;

/** Characters of text that travel and are stored inline; longer texts lie in the bucket whole. */
export const TEXT_LIMIT = 60_000;
