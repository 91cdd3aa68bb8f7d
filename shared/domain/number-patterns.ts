import * as z from 'zod';
import { readMask, targetOf } from './numbers.ts';

/** Shorter ones stand in every text. */
const FEWEST_PLACES = 4;

function isMask(mask: string): boolean {
  const places = readMask(mask)?.filter(({ kind }) => kind !== 'self').reduce((sum, { least }) => sum + least, 0);
  return places !== undefined && places >= FEWEST_PLACES;
}

const Mask = z.string().trim().min(1).max(60).refine(isMask, 'is no mask such as ORD-####-##### with at least four places');

const EXAMPLE = '0521234567';

// Behind the host only, so that no number from a customer's text decides where one is led.
function isWebTarget(target: string): boolean {
  const read = URL.parse(targetOf(target, EXAMPLE));
  return read?.protocol === 'https:' && target.includes('{number}') && read.username === '' && read.password === '' && !read.host.includes(EXAMPLE) && !/[\s<>"'`\\]/.test(target);
}

const WebTarget = z.string().trim().max(500).refine(isWebTarget, 'must be an https address with {number} behind its host');

/** Where a telephone number leads. */
export const NumberTarget = z.union([z.literal('tel:{number}'), WebTarget]);

const Line = z.string().trim().min(1).max(60).refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters');

/** Numbers of one kind (orders, customers), by how they are written, and where they are looked up. */
export const NumberPattern = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,19}$/),
  name: z.object({ he: Line, en: Line }),
  masks: z.array(Mask).min(1).max(10),
  target: WebTarget.nullable(),
});
export type NumberPattern = z.infer<typeof NumberPattern>;
