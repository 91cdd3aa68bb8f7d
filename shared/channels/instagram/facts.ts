import * as z from 'zod';
import type { ChannelFacts } from '../channel.ts';
import { MetaAccount, MetaApp } from '../meta/app.ts';

/** `id`: the professional account's id, by which deliveries are told apart. */
export const InstagramAccount = MetaAccount.extend({
  /** Which of Meta's two exclusive routes the account was connected by. */
  login: z.enum(['instagram', 'facebook']).default('instagram'),
  /** Without the @: tells our own comments, whose author id may be another than the account's. */
  username: z.string().nullable().default(null),
});
export type InstagramAccount = z.infer<typeof InstagramAccount>;

const InstagramSettings = MetaApp.extend({
  /** The API of the Instagram route; `api` is that of the Facebook route. */
  instagramApi: z.url().default('https://graph.instagram.com'),
  /** Comments are fetched: webhooks for them need Advanced Access. */
  pollComments: z.boolean().default(true),
  /** How far back the very first polling of comments looks, in hours. */
  firstLookHours: z.number().min(0).default(24),
  /** Private messages are fetched too, every quarter of an hour: what was written while no deliveries came. */
  pollMessages: z.boolean().default(true),
  accounts: z.array(InstagramAccount).min(1),
});
export type InstagramSettings = z.infer<typeof InstagramSettings>;

/** Professional accounts: messages, comments, live comments, mentions. Limits as documented in November 2026. */
export const facts = {
  name: 'instagram',
  documentation: 'https://developers.facebook.com/docs/instagram-platform/webhooks',
  doors: ['webhook', 'poll'],
  connecting: [
    'In the app, under Webhooks, product Instagram: callback {webhook}, with the verify token that you chose; subscribe comments, live_comments, mentions, messages, messaging_postbacks.',
    'Under API setup with Instagram login, business login settings: deauthorize callback {privacy}/deauthorise, data deletion request {privacy}/deletion.',
    'In the Instagram app, under Messages: allow connected tools to read and answer messages.',
    'Without Advanced Access comments are fetched once a minute instead of delivered.',
    'A token of the Instagram route lives 60 days: give its end as tokenEndsAt, so that people hear of it 14, 7 and 1 days before.',
  ],
  tellsWishes: true,
  moderates: { hide: 'comment' },
  answersNothingHidden: true,
  settings: InstagramSettings,
  example: {
    appId: '4243', appSecret: 'local-instagram-secret', verifyToken: 'local-verify-token',
    // Nobody listens there: a laptop puts its stand-in's address in these places and never reaches the real ones.
    api: 'http://127.0.0.1:9', instagramApi: 'http://127.0.0.1:9', accounts: [{ id: 'IG1', token: 'local-instagram-token', username: 'brand' }],
  },
  limits: { textCharacters: null, publicCharacters: 2200, textBytes: 1000, inboundBytes: 5 << 20, outboundBytes: 25 << 20, attachments: 10, privateWindowHours: 24, privateReplyDays: 7,
    // https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/attachment-upload
    files: { count: 5, bytes: 8 << 20, only: ['jpg', 'jpeg', 'png', 'gif', 'mp4', 'mov', 'webm', 'm4a', 'aac', 'wav', 'pdf'] } },
  automatic: { private: true, privateReply: true, public: false },
} satisfies ChannelFacts;
