import * as z from 'zod';
import { TryLater } from '../../errors.ts';
import type { Arrival, Polled } from '../arrival.ts';
import { readKept, telling } from './kept-cursor.ts';

/** One of the things that are fetched for an account, with a cursor of its own. `begunAt`: when it was first asked, so that a failure then moves no beginning. */
export interface Part { name: string; restSeconds: number; poll: (cursor: string | null, begunAt: number) => Promise<Polled> }

const Parts = z.record(z.string(), z.object({ cursor: z.string().nullable(), begunAt: z.number(), notBefore: z.number() }));
type State = z.infer<typeof Parts>[string];

/** What could not be fetched waits so long while the rest goes on. */
const FAILED_REST_SECONDS = 900;

/**
 * Every part that may be asked now. A part that fails waits alone, and only when nothing came is its failure thrown; a
 * throttle is the whole account's, and calls made meanwhile prolong it.
 */
export async function pollParts(parts: Part[], cursor: string | null, now: () => number): Promise<Polled> {
  const { at: states = {}, lost } = readKept(Parts, cursor);
  const refused = [...lost];
  const stateOf = (name: string): State => states[name] ?? { cursor: null, begunAt: now(), notBefore: 0 };
  const arrivals: Arrival[] = [];
  const failures: unknown[] = [];
  let [asked, more] = [0, false];
  for (const { name, restSeconds, poll } of parts) {
    const state = stateOf(name);
    if (state.notBefore > now()) continue;
    try {
      const page = await poll(state.cursor, state.begunAt);
      asked++;
      arrivals.push(...page.arrivals);
      refused.push(...(page.refused ?? []).map(({ part, reason }) => ({ part: `${name}, ${part}`, reason })));
      more ||= page.more;
      states[name] = { ...state, cursor: page.cursor, notBefore: page.more ? 0 : now() + restSeconds * 1000 };
    } catch (error) {
      failures.push(error);
      if (error instanceof TryLater) {
        const until = now() + error.seconds * 1000;
        for (const part of parts) states[part.name] = { ...stateOf(part.name), notBefore: Math.max(until, stateOf(part.name).notBefore) };
        more = false;
        break;
      }
      states[name] = { ...state, notBefore: now() + FAILED_REST_SECONDS * 1000 };
    }
  }
  if (asked === 0 && failures.length > 0) throw failures[0];
  const rests = asked === 0 && parts.length > 0 ? { restsUntil: Math.min(...parts.map(({ name }) => stateOf(name).notBefore)) } : {};
  return { arrivals, cursor: JSON.stringify(states), more, ...rests, ...telling(refused) };
}
