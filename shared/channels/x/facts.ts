import * as z from 'zod';
import type { ChannelFacts } from '../channel.ts';

const MOST_OFTEN_COUNTED = 15;
/** What is asked of X for the account; own posts too, to see what was answered on X itself. https://docs.x.com/x-api/activity/introduction */
const EVENTS = ['post.mention.create', 'post.reply.create', 'post.quote.create', 'post.create', 'post.delete', 'dm.received', 'dm.sent'];

/** What connecting an account of X needs. Limits and addresses are settings: X changes them without notice. */
export const XSettings = z.object({
  /** The app's OAuth 1.0 consumer secret: it signs deliveries and answers the CRC. An app of OAuth 2.0 only has none. */
  consumerSecret: z.string().default(''),
  /** The one before, while it is being replaced. */
  previousConsumerSecret: z.string().optional(),
  /** The app's OAuth 2.0 client secret: it signs deliveries under a header of its own, and answers the CRC where it is set. */
  clientSecret: z.string().optional(),
  previousClientSecret: z.string().optional(),
  /** The app's id: tells our own sends from what is typed on X. */
  appId: z.string().optional(),
  userId: z.string().regex(/^\d+$/),
  /** Without the @. */
  handle: z.string().regex(/^\w{1,15}$/),
  /** OAuth 2.0 user token with tweet.read, tweet.write, users.read, dm.read and dm.write. */
  accessToken: z.string(),
  /** When it ends, epoch milliseconds. */
  accessTokenEndsAt: z.number().optional(),
  /** The app's own bearer token: webhooks, counts and the month's usage are told to the app only. */
  appToken: z.string().optional(),
  apiBase: z.url().default('https://api.x.com'),
  /** Where X shall deliver to: https, no port. Without it the account is polled only. */
  webhookUrl: z.url().optional(),
  events: z.array(z.string()).default(EVENTS),
  /** Watched words in X's query language; hits are counted and shown, never answered by a robot. Empty: none. */
  keywords: z.string().max(400).default(''),
  pollMentions: z.boolean().default(true),
  pollDirectMessages: z.boolean().default(true),
  /** The account's own answers, which somebody may have typed on X. */
  pollOwnAnswers: z.boolean().default(true),
  /** Minutes between two countings of all posts about us, $0.005 each; 0: none. */
  countsEveryMinutes: z.number().int().min(0).refine((minutes) => minutes === 0 || minutes >= MOST_OFTEN_COUNTED, { error: `0, or at least ${MOST_OFTEN_COUNTED}` }).default(0),
  /** Seconds between two pollings of direct messages: X allows fifteen calls in fifteen minutes. */
  directMessageSeconds: z.number().min(61).default(90),
  /** Seconds that a polling looks back behind its cursor: posts enter X's index out of order. */
  overlapSeconds: z.number().min(0).default(120),
  /**
   * Days in which each post that names us or holds a watched word is asked for again once a day, to hear that it was deleted:
   * $0.005 a post and day, out of half of the day's budget. X wants what was deleted there gone here; 0: only what it tells by itself.
   */
  lookAgainDays: z.number().int().min(0).max(30).default(0),
  /** How far back the very first polling looks, in hours. */
  firstLookHours: z.number().min(0).max(167).default(1),
  /** What reading may cost on one UTC day, in dollars. */
  dailyDollars: z.number().min(0).default(5),
  /** The operator has labelled the account as automated and, where X asks for it, has its approval. */
  automaticPublicReplies: z.boolean().default(false),
}).refine(({ appToken, countsEveryMinutes }) => countsEveryMinutes === 0 || appToken !== undefined, { path: ['appToken'], error: 'counting needs the app’s own token' });
export type XSettings = z.infer<typeof XSettings>;

/**
 * What the platform allows, as documented in November 2026: a public automatic answer only to a post that names the
 * account, a private one only to somebody who wrote first. https://docs.x.com/developer-terms/policy
 */
export const facts = {
  name: 'x',
  documentation: 'https://docs.x.com/x-api/webhooks/introduction',
  doors: ['webhook', 'poll'],
  connecting: [
    'With appToken, the app’s own bearer token, the webhook {webhook} is registered with X by itself within the hour; without it the account is polled.',
    'Before automaticPublicReplies: label the account as automated and name its operator in its description.',
    'Hiding replies asks for the scope tweet.moderate.write beside those for reading and writing.',
    'Reading costs money: dailyDollars is the most that one day may cost.',
    'X tells nobody that a customer deleted a post: with lookAgainDays each is asked for again once a day in so many days, $0.005 a time, and what is gone there goes here.',
  ],
  settings: XSettings,
  example: { consumerSecret: 'local-x-secret', appId: '4242', userId: '42', handle: 'brand', accessToken: 'local-x-token', appToken: 'local-x-app-token', keywords: 'brand' },
  limits: { textCharacters: 10_000, publicWeighted: 280, inboundBytes: 1024 * 1024, outboundBytes: 64 * 1024, attachments: 0, privateWindowHours: null, privateReplyDays: null },
  automatic: { private: true, privateReply: false, public: true },
  removesByIdAlone: true,
  threadsByAuthor: true,
  postAddress: 'https://x.com/i/web/status/{post}',
  moderates: { hide: 'answerToUs' },
} satisfies ChannelFacts;

/** Weighted characters of a public post; `limits.textCharacters` is for direct messages. */
export const POST_LENGTH = 280;
