import * as z from 'zod';
import type { ChannelFacts } from '../channel.ts';

/** Our own addresses that customers write to; everything that reaches them is a message. */
const EmailSettings = z.object({ careAddresses: z.array(z.email()).min(1) });

/** Received through SES into a bucket (40 MB a mail), sent by SendRawEmail (10 MB). Quotas as documented in November 2026. */
export const facts = {
  name: 'email',
  documentation: 'https://docs.aws.amazon.com/ses/latest/dg/quotas.html',
  doors: ['mail'],
  settings: EmailSettings,
  example: { careAddresses: ['care@company.example'] },
  limits: { textCharacters: null, inboundBytes: 40 * 1024 * 1024, outboundBytes: 10 * 1024 * 1024, attachments: 1000 },
  automatic: { private: true, privateReply: false, public: false },
} satisfies ChannelFacts;

/** Its name among the connections. */
export const RELAY = 'mail-relay';

/** A submission server that knows SMTPUTF8 (RFC 6531), for addresses that SES hands nothing over to: Google Workspace, Postfix and others do. */
export const RelaySettings = z.object({
  /** `smtp://host:587` (STARTTLS) or `smtps://host:465` (TLS from the start). */
  address: z.url({ protocol: /^smtps?$/, hostname: /^[\w.-]{1,253}$/ }),
  user: z.string().min(1),
  password: z.string().min(1),
});
export type RelaySettings = z.infer<typeof RelaySettings>;
