import * as z from 'zod';
import type { ChannelFacts } from '../channel.ts';

const MEGABYTE = 1024 * 1024;

/** What a visitor may send in one go. Files go into the bucket by themselves, under a policy that holds them to their size. */
export const FormSettings = z.object({
  /** Sites that may show our form within their pages, as origins (`https://www.company.example`). */
  origins: z.array(z.url()).default([]),
  files: z.number().int().min(0).max(20).default(5),
  fileBytes: z.number().int().positive().max(100 * MEGABYTE).default(10 * MEGABYTE),
  textCharacters: z.number().int().positive().max(60_000).default(20_000),
});
export type FormSettings = z.infer<typeof FormSettings>;

/** Our own door: no platform's rules but those of the mail that answers it. */
export const facts = {
  name: 'form',
  documentation: 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html',
  doors: ['form'],
  settings: FormSettings,
  example: {},
  // Twenty thousand characters of four octets, each perhaps escaped, and room for the rest.
  limits: { textCharacters: null, inboundBytes: 256 * 1024, outboundBytes: 10 * MEGABYTE, attachments: 5 },
  automatic: { private: true, privateReply: false, public: false },
} satisfies ChannelFacts;
