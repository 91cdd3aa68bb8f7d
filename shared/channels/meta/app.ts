import * as z from 'zod';

const Version = z.string().regex(/^v\d+\.\d+$/);

/** What an app at Meta needs, whichever of its products it serves. */
export const MetaApp = z.object({
  appId: z.string().regex(/^\d+$/),
  appSecret: z.string().min(1),
  /** Accepted beside the new one while a secret is being changed. */
  previousAppSecret: z.string().min(1).nullable().default(null),
  verifyToken: z.string().min(1),
  /** Graph API, without a slash at the end. */
  api: z.url().default('https://graph.facebook.com'),
  version: Version.default('v26.0'),
  /** Meta has approved the HUMAN_AGENT tag: what a person writes may be sent for seven days. */
  humanAgent: z.boolean().default(false),
  /** How far each later polling looks back behind the one before, in seconds. */
  overlapSeconds: z.number().min(0).default(600),
  /** Calls to the Conversations API in a second, for one account. https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting */
  conversationsPerSecond: z.number().positive().default(2),
});
export type MetaApp = z.infer<typeof MetaApp>;

/** What a door needs of it. */
export type MetaSecrets = Pick<MetaApp, 'appId' | 'appSecret' | 'previousAppSecret' | 'verifyToken'>;

/** One connected page or account. The token is a Page's or an Instagram account's own. */
export const MetaAccount = z.object({
  id: z.string().min(1),
  token: z.string().min(1),
  /** When the token ends, epoch milliseconds: those of Instagram's own route live 60 days, most of pages have no end. */
  tokenEndsAt: z.number().nullable().default(null),
});
export type MetaAccount = z.infer<typeof MetaAccount>;

export const inboxesOf = ({ accounts }: { accounts: { id: string }[] }): string[] => accounts.map(({ id }) => id);

/** Ids alone: anybody may carry a page's name. */
export const wroteAsPage = ({ accounts }: { accounts: { id: string }[] }, author: { id: string }): boolean => accounts.some(({ id }) => id === author.id);
