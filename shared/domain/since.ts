import type { CaseStatus, Priority } from './case.ts';
import { isGraver } from './case.ts';
import { isOver } from './lifecycle.ts';
import { closedLast } from './calendar.ts';
import type { BusinessCalendar } from './settings.ts';

const DAY = 86_400_000;
/** Further back nobody reads what came. */
const LONGEST_MS = 14 * DAY;

/** A pause of somebody's: their last sign of life before it, and the first one after it. */
export interface Pause { leftAt: number | null; backAt: number | null }

/** Since when somebody has not seen what came: as they ask; since they left, where they came back after the team's last closing; else since that. */
export function sinceFor({ now, asked, pause, calendar }: { now: number; asked?: number | undefined; pause: Pause | undefined; calendar: BusinessCalendar }): { since: number; because: 'asked' | 'left' | 'closed' | 'dayAgo' } {
  const oldest = now - LONGEST_MS;
  if (asked !== undefined) return { since: Math.min(Math.max(asked, oldest), now), because: 'asked' };
  const closed = closedLast(calendar, now);
  const leftAt = pause?.leftAt ?? null;
  if (leftAt !== null && (closed === null || leftAt > closed || (pause?.backAt ?? 0) > closed)) return { since: Math.max(leftAt, oldest), because: 'left' };
  return closed === null ? { since: now - DAY, because: 'dayAgo' } : { since: closed, because: 'closed' };
}

/** What is asked of a case here. `dueAt`: null when nothing is due on it. */
export interface CameCase { number: string; status: CaseStatus; channel: string; topic: string | null; assignee: string | null; priority: Priority; openedAt: number; unansweredSince: number | null; dueAt: number | null }

export interface Counted { count: number; urgent: number; numbers: string[] }

export interface Came {
  opened: { count: number; byTopic: (Counted & { topic: string | null })[]; byChannel: (Counted & { channel: string })[] };
  wroteAgain: string[];
  urgent: string[];
  mine: string[];
  late: string[];
  done: number;
}

const isUrgent = ({ priority }: CameCase): boolean => isGraver(priority, 'high');
const byPriority = (a: CameCase, b: CameCase): number => (isGraver(a.priority, b.priority) ? -1 : isGraver(b.priority, a.priority) ? 1 : (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || a.openedAt - b.openedAt);

function grouped<Key extends string | null>(cases: CameCase[], keyOf: (item: CameCase) => Key): (Counted & { key: Key })[] {
  const groups = [...Map.groupBy(cases, keyOf)].map(([key, own]) => ({ key, count: own.length, urgent: own.filter(isUrgent).length, numbers: own.toSorted(byPriority).map(({ number }) => number) }));
  return groups.toSorted((a, b) => b.count - a.count || ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
}

const numbers = (cases: CameCase[]): string[] => cases.toSorted(byPriority).map(({ number }) => number);

/** What came since, gravest first within each group. `cases`: all open work, and what is over since. */
export function cameSince(cases: CameCase[], { since, now, me }: { since: number; now: number; me: string }): Came {
  const opened = cases.filter(({ openedAt, status }) => openedAt >= since && status !== 'spam');
  const left = cases.filter(({ status }) => !isOver(status));
  const waitsSince = left.filter(({ unansweredSince }) => unansweredSince !== null && unansweredSince >= since);
  const wroteAgain = waitsSince.filter(({ openedAt }) => openedAt < since);
  return {
    opened: {
      count: opened.length, byTopic: grouped(opened, ({ topic }) => topic).map(({ key, ...rest }) => ({ topic: key, ...rest })),
      byChannel: grouped(opened, ({ channel }) => channel).map(({ key, ...rest }) => ({ channel: key, ...rest })),
    },
    wroteAgain: numbers(wroteAgain),
    urgent: numbers(waitsSince.filter(isUrgent)),
    mine: numbers(waitsSince.filter(({ assignee }) => assignee === me)),
    late: numbers(left.filter(({ dueAt }) => dueAt !== null && dueAt >= since && dueAt < now)),
    done: opened.filter(({ status }) => isOver(status)).length,
  };
}
