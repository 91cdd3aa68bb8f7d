import * as z from 'zod';
import { TryLater } from '../../errors.ts';
import type { Arrival, Polled } from '../arrival.ts';

/** One of the things that are fetched for an account, with a cursor of its own. */
export interface Part { name: string; restSeconds: number; poll: (cursor: string | null) => Promise<Polled> }

const Parts = z.record(z.string(), z.object({ cursor: z.string().nullable(), notBefore: z.number() }));

/** What could not be fetched waits so long while the rest goes on. */
const FAILED_REST_SECONDS = 900;

/**
 * Every part that may be asked now. A part that fails waits alone, and only when nothing came is its failure thrown; a
 * throttle is the whole account's, and calls made meanwhile prolong it.
 */
export async function pollParts(parts: Part[], cursor: string | null, now: () => number): Promise<Polled> {
  const states = cursor === null ? {} : Parts.parse(JSON.parse(cursor));
  const arrivals: Arrival[] = [];
  const failures: unknown[] = [];
  let [asked, more] = [0, false];
  for (const { name, restSeconds, poll } of parts) {
    const state = states[name] ?? { cursor: null, notBefore: 0 };
    if (state.notBefore > now()) continue;
    try {
      const page = await poll(state.cursor);
      asked++;
      arrivals.push(...page.arrivals);
      more ||= page.more;
      states[name] = { cursor: page.cursor, notBefore: page.more ? 0 : now() + restSeconds * 1000 };
    } catch (error) {
      failures.push(error);
      if (error instanceof TryLater) {
        const until = now() + error.seconds * 1000;
        for (const part of parts) states[part.name] = { cursor: states[part.name]?.cursor ?? null, notBefore: Math.max(until, states[part.name]?.notBefore ?? 0) };
        more = false;
        break;
      }
      states[name] = { cursor: state.cursor, notBefore: now() + FAILED_REST_SECONDS * 1000 };
    }
  }
  if (asked === 0 && failures.length > 0) throw failures[0];
  return { arrivals, cursor: JSON.stringify(states), more };
}
