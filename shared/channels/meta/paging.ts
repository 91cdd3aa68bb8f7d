import * as z from 'zod';
import { Time } from './envelope.ts';

/** How a list of the Graph API goes on. https://developers.facebook.com/docs/graph-api/results */
export const Paging = z.object({ cursors: z.object({ after: z.string() }).nullish(), next: z.string().nullish() }).nullish();
export type Paging = z.infer<typeof Paging>;

/** Where the next page begins; null when this was the last. */
export const following = (paging: Paging): string | null => (paging?.next ? (paging.cursors?.after ?? null) : null);
export const after = (cursor: string | null): Record<string, string> => (cursor === null ? {} : { after: cursor });

/** The Graph API writes its zone without a colon, `+0000`; epoch milliseconds come out. */
export const GraphTime = z.union([Time, z.string().transform((text) => Date.parse(text)).refine((time) => !Number.isNaN(time))]);
