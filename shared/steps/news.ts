import { createHash } from 'node:crypto';
import type { Changes } from '../api-shapes/desk.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { Telling } from '../ports/telling.ts';
import type { PeopleDeps } from './people.ts';
import { viewersBy } from './people.ts';
import { countQueues } from './case-list.ts';
import type { ListDeps } from './case-list.ts';

export interface NewsDeps extends PeopleDeps, ListDeps { telling: Telling; openAlerts?: (() => Promise<number>) | undefined }

/** Several copies of `tell` write at once, each by its own clock: so far back somebody's word may still come in. */
const LATE_MS = 5_000;
/** Counts change by time alone too. */
const COUNTED_MS = 60_000;

interface Cursor { at: number; seen: string; counted: number }

// Time of the latest word, what was seen around it, and when the counts were made.
function readCursor(since: string | undefined): Cursor | undefined {
  const [, at, seen, counted] = /^(\d{1,15})\.([\w-]{1,40})\.(\d{1,15})$/.exec(since ?? '') ?? [];
  return at === undefined || seen === undefined ? undefined : { at: Number(at), seen, counted: Number(counted) };
}

const digest = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

/** What is new since a cursor; null: nothing. Whoever asks is here by that. */
export async function news(deps: NewsDeps, me: { id: string; name: string }, since: string | undefined): Promise<Changes | null> {
  const now = deps.now();
  await deps.presence.seen({ id: me.id, name: me.name, at: now });
  const cursor = readCursor(since);
  const [told, viewers, alerts] = await Promise.all([deps.telling.since((cursor?.at ?? now) - LATE_MS), viewersBy(deps, me.id), deps.openAlerts?.() ?? 0]);
  const lost = told === null;
  const batches = told ?? [];
  const at = Math.max(cursor?.at ?? 0, ...batches.map((batch) => batch.at), lost || !cursor ? now : 0);
  const shown = Object.fromEntries([...viewers].map(([number, people]) => [showCaseNumber(number), people]));
  const seen = digest([batches.filter((batch) => batch.at > at - LATE_MS).map(({ id }) => id).sort(), shown, alerts]);
  const recount = now - (cursor?.counted ?? 0) >= COUNTED_MS;
  if (cursor && !lost && at === cursor.at && seen === cursor.seen && !recount) return null;
  const cases = cursor ? [...new Set(batches.flatMap((batch) => batch.cases))].map(showCaseNumber) : [];
  const counts = recount || cases.length > 0 || lost;
  return { since: `${at}.${seen}.${counts ? now : cursor!.counted}`, cases, ...(counts ? { queues: await countQueues(deps, me.id) } : {}), viewers: shown, alerts };
}
