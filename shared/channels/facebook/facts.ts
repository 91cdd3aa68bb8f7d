import * as z from 'zod';
import type { ChannelFacts } from '../channel.ts';
import { MetaAccount, MetaApp } from '../meta/app.ts';

const FacebookPage = MetaAccount.extend({
  /** What people call the page when they name it. */
  name: z.string().min(1).nullable().default(null),
});

const FacebookSettings = MetaApp.extend({
  /** Messages and comments are fetched too, every quarter of an hour: what was written while no deliveries came. */
  pollGaps: z.boolean().default(true),
  /** How far back the very first polling looks, in hours: until then the page was answered elsewhere. */
  firstLookHours: z.number().min(0).default(0),
  accounts: z.array(FacebookPage).min(1),
});
export type FacebookSettings = z.infer<typeof FacebookSettings>;

/** Pages: messages, comments, visitor posts, mentions. Limits as documented in November 2026. */
export const facts = {
  name: 'facebook',
  documentation: 'https://developers.facebook.com/docs/pages-api/webhooks-for-pages',
  doors: ['webhook', 'poll'],
  connecting: [
    'In the app, under Webhooks, product Page: callback {webhook}, with the verify token that you chose; subscribe feed, messages, messaging_postbacks, message_deliveries, message_reads, message_echoes, mention.',
    'In the app’s basic settings: data deletion callback {privacy}/deletion; under Facebook Login, deauthorize callback {privacy}/deauthorise.',
    'Each page is subscribed to the app by itself within the hour; the console’s channels say when it is not.',
    'Pages of people without a role on the app need Advanced Access (App Review, Business Verification).',
  ],
  pollMinutes: 15,
  // Where a permission is missing a removal tells no author.
  removesByIdAlone: true,
  tellsWishes: true,
  postAddress: 'https://www.facebook.com/{post}',
  moderates: { hide: 'comment', like: 'item' },
  settings: FacebookSettings,
  example: {
    appId: '4242', appSecret: 'local-facebook-secret', verifyToken: 'local-verify-token',
    // Nobody listens there: a laptop puts its stand-in's address in this place and never reaches the real one.
    api: 'http://127.0.0.1:9', accounts: [{ id: 'PAGE1', token: 'local-facebook-token' }],
  },
  // A webhook's body has no documented limit: a thousand updates with long texts fit into 5 MB.
  limits: { textCharacters: 2000, publicCharacters: 8000, inboundBytes: 5 << 20, outboundBytes: 25 << 20, attachments: 30, privateWindowHours: 24, privateReplyDays: 7,
    // A picture that Meta fetches is 8 MB at most, anything else 25. https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/saving-assets
    files: { count: 5, bytes: 8 << 20 } },
  automatic: { private: true, privateReply: true, public: false },
} satisfies ChannelFacts;
