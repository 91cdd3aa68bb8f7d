/** One original as the bucket lists it. */
export interface Listed { key: string; storedAt: number }

/** A walk through the bucket: which originals are looked at, by when they were stored, and up to which key it has come. */
export interface Walk { from: number; until: number; after: string | null }

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The mail service tells of a mail within seconds; what it has not told of after an hour it has not told at all. */
const TOLD_WITHIN = HOUR;
/** The bucket's clock and ours. */
const OVERLAP = 10 * MINUTE;
/** What a first walk looks back: three days are what may fail without loss. */
const FIRST = 72 * HOUR;

const MAIL = /^raw\/([\w.=-]{1,200})$/;
/** What the mail service puts there to see whether it can. */
const TRIAL = 'AMAZON_SES_SETUP_NOTIFICATION';

/** The walk that is under way, or the next one: it begins where the last one ended. */
export function nextWalk(before: Walk | undefined, now: number): Walk {
  if (before && before.after !== null) return before;
  const until = now - TOLD_WITHIN;
  return { from: before ? Math.min(before.until, until) - OVERLAP : now - FIRST, until, after: null };
}

/** The mail service's id of an original that this walk looks at; undefined for any other object. */
export function idIn({ key, storedAt }: Listed, { from, until }: Walk): string | undefined {
  const id = MAIL.exec(key)?.[1];
  return id === undefined || id === TRIAL || storedAt < from || storedAt > until ? undefined : id;
}
