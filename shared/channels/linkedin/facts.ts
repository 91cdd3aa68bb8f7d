import * as z from 'zod';
import type { ChannelFacts } from '../channel.ts';

/** What connecting a page of LinkedIn needs. */
export const LinkedInSettings = z.object({
  /** The app's client secret: it answers the challenge and signs deliveries. */
  clientSecret: z.string(),
  /** The one before, while it is being replaced. */
  previousClientSecret: z.string().optional(),
  organizationId: z.string().regex(/^\d+$/),
  /** What the page is called. */
  organizationName: z.string().trim().min(1).optional(),
  /** A token of a member who administers the page, with r_organization_social_feed and w_organization_social_feed. */
  accessToken: z.string(),
  /** Epoch milliseconds: 60 days after it was given. */
  accessTokenEndsAt: z.number().optional(),
  /** Epoch milliseconds: 365 days after the first grant, whatever is refreshed. */
  refreshTokenEndsAt: z.number().optional(),
  /** The app's id and the administering member's, as LinkedIn's developer pages tell them: who asks for deliveries. */
  applicationId: z.string().regex(/^\d+$/).optional(),
  memberId: z.string().regex(/^[\w-]+$/).optional(),
  /** Where LinkedIn shall deliver to. Without it, and in the development tier, which has no deliveries, the page is polled only. */
  webhookUrl: z.url().optional(),
  apiBase: z.url().default('https://api.linkedin.com'),
  /** The monthly version of the API, `YYYYMM`. https://learn.microsoft.com/en-us/linkedin/marketing/versioning */
  version: z.string().regex(/^20\d\d(?:0[1-9]|1[0-2])$/).default('202607'),
  /** Seconds between two pollings: the development tier allows 500 calls a day, 100 a member. */
  pollSeconds: z.number().min(60).default(900),
  /** Seconds that a polling looks back behind its cursor. */
  overlapSeconds: z.number().min(0).default(600),
  /** How far back the very first polling looks, in hours; LinkedIn keeps 60 days. */
  firstLookHours: z.number().min(0).max(1440).default(24),
}).refine(({ webhookUrl, applicationId, memberId }) => webhookUrl === undefined || (applicationId !== undefined && memberId !== undefined), { path: ['webhookUrl'], error: 'deliveries are asked for with the app’s id and a member’s' });
export type LinkedInSettings = z.infer<typeof LinkedInSettings>;

/**
 * Its terms forbid automated posting, there are no private messages for pages, and what members wrote may be kept for 48
 * hours, who they are for 24. https://learn.microsoft.com/en-us/linkedin/marketing/data-storage-requirements
 */
export const facts = {
  name: 'linkedin',
  documentation: 'https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications',
  doors: ['webhook', 'poll'],
  connecting: [
    'The Community Management API is needed. Its development tier delivers nothing: the page is polled every 15 minutes.',
    'In the standard tier: register {webhook} under Webhooks of the app, and give applicationId and memberId, by which deliveries are asked for.',
    'Tokens live 60 days: give their end as accessTokenEndsAt and refreshTokenEndsAt, so that people hear of it 14, 7 and 1 days before.',
  ],
  settings: LinkedInSettings,
  example: { clientSecret: 'local-linkedin-secret', organizationId: '1', accessToken: 'local-linkedin-token' },
  limits: { textCharacters: 1250, inboundBytes: 1024 * 1024, outboundBytes: 64 * 1024, attachments: 0, privateWindowHours: null, privateReplyDays: null },
  automatic: { private: false, privateReply: false, public: false },
  removesByIdAlone: true,
  handsOverBy: 'form',
  postAddress: 'https://www.linkedin.com/feed/update/{post}/',
  moderates: { like: 'item' },
  keeps: { textHours: 47, profileHours: 24 },
} satisfies ChannelFacts;
