import type { CaseStatus } from './case.ts';
import type { MergeEvent, UnmergeEvent } from './case-merge.ts';
import { isOver } from './lifecycle.ts';

/** What its own messages and events leave a case in: all that a merge had brought, and what that led to, left out. */
export interface OwnStory {
  status: CaseStatus;
  /** Until when it is snoozed, while it is. */
  until: number | null;
  resolvedAt: number | null;
  answeredAt: number | null;
  /** Since then what is unanswered is due anew: its customer wrote when it was thought to be done. */
  reopenedAt: number | null;
  /** Somebody left it open on purpose, after their answer. */
  stays: boolean;
}

/** What of a stored message the story asks for: `own`: it belongs to this very case, not to one that was merged into it; `by`: who of us wrote it; what was written outside leaves a case over that is over. */
export interface SaidThere { own: boolean; direction: 'in' | 'out'; at: number; receivedAt: number; storedAt: number; machine: boolean; by: 'agent' | 'outside' | 'system' }
/** What of an event. */
export interface DoneThere { what: string; at: number; to?: CaseStatus; until?: number; merge?: MergeEvent | UnmergeEvent }

type Happened = { at: number; rank: number } & ({ is: 'wrote' | 'answered' | 'answeredOutside' | 'joined' } | { is: 'moved'; to: CaseStatus; until: number | null });

const START: OwnStory = { status: 'new', until: null, resolvedAt: null, answeredAt: null, reopenedAt: null, stays: false };
const WAKES = new Set<CaseStatus>(['waiting_on_customer', 'snoozed', 'resolved']);

function after(story: OwnStory, happened: Happened): OwnStory {
  const { status } = story;
  const opened: OwnStory = { ...story, status: 'open', until: null, resolvedAt: null, stays: false };
  switch (happened.is) {
    case 'wrote': return WAKES.has(status) ? { ...opened, reopenedAt: status === 'resolved' ? happened.at : story.reopenedAt } : story;
    // Whoever waits in a case that is merged into one that is over, or put aside, opens it.
    case 'joined': return status === 'new' || status === 'open' ? story : opened;
    case 'answered': case 'answeredOutside': return { ...story, answeredAt: story.answeredAt ?? happened.at, reopenedAt: null, ...(happened.is === 'answeredOutside' && isOver(status) ? {} : { status: 'waiting_on_customer', until: null, resolvedAt: null, stays: false }) };
    case 'moved': return { ...story, status: happened.to, until: happened.until, resolvedAt: isOver(happened.to) ? happened.at : null, stays: happened.to === 'open' };
  }
}

/** The story of the case `number`, with those merges into it that hold (`holding`: their ids) and nothing of any other. */
export function ownStory({ number, said, done, holding }: { number: string; said: SaidThere[]; done: DoneThere[]; holding: ReadonlySet<string> }): OwnStory {
  const merges = done.flatMap(({ merge }) => (merge?.kind === 'merged' && merge.into === number ? [merge] : []));
  const firstAt = Math.min(...merges.map(({ at }) => at));
  const held = merges.filter(({ id }) => holding.has(id));
  const heldFrom = Math.min(...held.map(({ at }) => at));
  const happened: Happened[] = [
    ...said.flatMap(({ own, direction, at, receivedAt, storedAt, machine, by }): Happened[] => {
      if (direction === 'out') return own && by !== 'system' ? [{ at, rank: 2, is: by === 'outside' ? 'answeredOutside' : 'answered' }] : [];
      return machine || (!own && storedAt < heldFrom) ? [] : [{ at: receivedAt, rank: 0, is: 'wrote' }];
    }),
    ...held.flatMap(({ at, waits }): Happened[] => (waits ? [{ at, rank: 1, is: 'joined' }] : [])),
    ...done.flatMap(({ what, at, to, until, merge }): Happened[] => {
      if (to === undefined || to === 'new' || merge) return [];
      // An answer leaves a case open where others wait in it; whether they still do, their threads say.
      if ((what === 'replied' || what === 'handedOver') && to === 'open' && at >= firstAt) return [];
      return [{ at, rank: 3, is: 'moved', to, until: until ?? null }];
    }),
  ];
  return happened.toSorted((a, b) => a.at - b.at || a.rank - b.rank).reduce(after, START);
}
