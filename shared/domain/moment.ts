import * as z from 'zod';

const EARLIEST = Date.UTC(2020, 0);
const LATEST = Date.UTC(2100, 0);

/** A point in time that somebody told us, whole epoch milliseconds: what lies outside these years is no time but a mistake, and may be more than a date can hold. */
export const Moment = z.number().int().min(EARLIEST).max(LATEST);

/** Whether it can be written out as a date. */
export const isMoment = (at: number): boolean => Moment.safeParse(at).success;
