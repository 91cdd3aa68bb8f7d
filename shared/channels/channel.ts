import type * as z from 'zod';

/** What every channel says about itself: data only, no client. */
export interface ChannelFacts {
  /** How the channel is called on the queue, in the table and in the console's texts. */
  name: string;
  /** Where the platform documents what is built here. */
  documentation: string;
  /** What connecting an account needs; `example` is what the local engine uses. */
  settings: z.ZodType;
  example: unknown;
  limits: ChannelLimits;
}

export interface ChannelLimits {
  /** Characters of one outbound text; null when the platform sets none. */
  textCharacters: number | null;
  /** Octets of one inbound item, as the platform itself limits it. */
  inboundBytes: number;
  /** Octets of one outbound item. */
  outboundBytes: number;
  attachments: number;
}
