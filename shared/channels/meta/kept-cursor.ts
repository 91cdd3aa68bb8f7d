import type * as z from 'zod';
import type { Polled } from '../arrival.ts';

/** Where a fetching stands; undefined at its beginning. `lost`: what was kept cannot be read, as after another version wrote it. */
export interface KeptCursor<T> { at: T | undefined; lost: NonNullable<Polled['refused']> }

/** Whoever cannot read where they stood begins anew, and says so: overlap and the record's keys make it safe. */
export function readKept<T>(form: z.ZodType<T>, cursor: string | null): KeptCursor<T> {
  const read = cursor === null ? null : form.safeParse(parsed(cursor));
  return { at: read?.data, lost: read?.success === false ? [{ part: 'cursor', reason: 'unreadable' }] : [] };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(cursor);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `refused` of a page, where there is any. */
export const telling = (refused: NonNullable<Polled['refused']>): Pick<Polled, 'refused'> => (refused.length > 0 ? { refused } : {});
