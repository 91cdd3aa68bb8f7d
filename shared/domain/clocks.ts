import { addBusinessMinutes, openTimeBetween } from './calendar.ts';
import type { CaseStatus, Priority } from './case.ts';
import { isOver } from './lifecycle.ts';
import type { BusinessCalendar, Settings } from './settings.ts';

/**
 * The clocks of a case, as a fold over what happened to it: nothing is stored that could not be computed again.
 * `at` of what comes in is when it arrived: what arrives after an answer counts as unanswered, whenever it was written.
 */
export type Happening =
  | { kind: 'inbound'; at: number; by: 'customer' | 'machine' }
  /** `reached` false: it failed or bounced, so that nobody was answered. */
  | { kind: 'outbound'; at: number; by: 'person' | 'automatic'; reached: boolean }
  | { kind: 'status'; at: number; to: CaseStatus }
  /** The customer was told: answered by then. */
  | { kind: 'promise'; at: number; dueAt: number };

/** What we aim at, in business minutes; null: no target. */
export interface Targets { firstResponse: number | null; nextResponse: number | null; resolution: number | null }

/** Until the settings name targets of their own, each answer is due in the time that customers are promised. */
export function targetsFor(settings: Pick<Settings, 'promiseMinutes'> & Partial<Pick<Settings, 'targets'>>, priority: Priority): Targets {
  if (settings.targets) return settings.targets[priority];
  const minutes = settings.promiseMinutes[priority];
  return { firstResponse: minutes, nextResponse: minutes, resolution: null };
}

/** Lengths in milliseconds, by the clock on the wall and in opening hours. */
export interface Lengths { calendar: number; business: number }

export interface Clock {
  startedAt: number;
  /** Answered or resolved; null while it runs or pauses. */
  stoppedAt: number | null;
  state: 'running' | 'paused' | 'stopped' | 'ended';
  passed: Lengths;
  /** When its target is used up, as things stand; null: never, because it has none, or pauses with time left. */
  dueAt: number | null;
}

export interface PromiseGiven { madeAt: number; dueAt: number; answeredAt: number | null }

export interface CaseClocks {
  /** Null: no customer has written, or the case began with a message of ours. */
  firstResponse: Clock | null;
  /** Of what is unanswered now, or of the last that was; null before the first response. */
  nextResponse: Clock | null;
  resolution: Clock | null;
  /** Each run of unanswered messages that a person answered. */
  responses: { from: number; to: number; passed: Lengths }[];
  firstResolvedAt: number | null;
  /** A customer's message took it out of resolved so many times. */
  reopened: number;
  promises: PromiseGiven[];
  /** The oldest unanswered message; null: none. */
  unansweredSince: number | null;
}

export interface Stretch { from: number; to: number | null }
/** In which nobody worked on it: resolved, closed or spam. */
export interface OverStretch extends Stretch { as: CaseStatus }

const RANK: Record<Happening['kind'], number> = { inbound: 0, promise: 1, outbound: 2, status: 3 };
const MINUTE = 60_000;

/** All that happened to a case, folded: its clocks and its figures follow from it. */
export interface State {
  status: CaseStatus;
  firstIn: number | null;
  ours: boolean;
  firstOut: number | null;
  run: Stretch[];
  runFrom: number | null;
  lastRun: { from: number; to: number; stretches: Stretch[] } | null;
  waiting: Stretch[];
  resolvedAt: number | null;
  firstResolvedAt: number | null;
  runs: { from: number; to: number; stretches: Stretch[] }[];
  promises: PromiseGiven[];
  over: OverStretch[];
  /** A customer's message moved it out of resolved. */
  reopenedAt: number[];
}

const pauses = (status: CaseStatus): boolean => status === 'waiting_on_customer' || isOver(status);

function close(stretches: Stretch[], at: number): Stretch[] {
  return stretches.map((stretch) => (stretch.to === null ? { ...stretch, to: at } : stretch));
}

const runsNow = (stretches: Stretch[]): boolean => stretches.at(-1)?.to === null;

function toStatus(state: State, to: CaseStatus, at: number): State {
  if (to === state.status) return state;
  const next = { ...state, status: to };
  if (to === 'waiting_on_customer') next.waiting = [...state.waiting, { from: at, to: null }];
  else next.waiting = close(state.waiting, at);
  if (pauses(to)) next.run = close(state.run, at);
  else if (state.runFrom !== null && !runsNow(state.run)) next.run = [...state.run, { from: at, to: null }];
  next.resolvedAt = isOver(to) ? (isOver(state.status) ? state.resolvedAt : at) : null;
  if (isOver(to) && to !== 'spam') next.firstResolvedAt ??= at;
  if (isOver(to) && !isOver(state.status)) next.over = [...state.over, { from: at, to: null, as: to }];
  else if (!isOver(to)) next.over = state.over.map((stretch) => (stretch.to === null ? { ...stretch, to: at } : stretch));
  return next;
}

function customerWrote(state: State, at: number): State {
  const wasPaused = state.status === 'waiting_on_customer' || state.status === 'snoozed' || state.status === 'resolved';
  const opened = wasPaused ? { ...toStatus(state, 'open', at), reopenedAt: state.status === 'resolved' ? [...state.reopenedAt, at] : state.reopenedAt } : state;
  return {
    ...opened, firstIn: state.firstIn ?? at, runFrom: opened.runFrom ?? at,
    run: opened.runFrom === null && !pauses(opened.status) ? [{ from: at, to: null }] : opened.run,
  };
}

function personAnswered(state: State, at: number): State {
  const run = state.runFrom === null ? null : { from: state.runFrom, to: at, stretches: close(state.run, at) };
  return {
    ...state, ours: state.ours || state.firstIn === null, firstOut: state.firstOut ?? (state.firstIn === null ? null : at),
    lastRun: run ?? state.lastRun, runs: run ? [...state.runs, run] : state.runs, run: [], runFrom: null,
    promises: state.promises.map((promise) => (promise.answeredAt === null ? { ...promise, answeredAt: at } : promise)),
  };
}

function after(state: State, happening: Happening): State {
  const { at } = happening;
  if (happening.kind === 'inbound') return happening.by === 'customer' ? customerWrote(state, at) : state;
  if (happening.kind === 'outbound') return happening.by === 'person' && happening.reached ? personAnswered(state, at) : state;
  if (happening.kind === 'status') return toStatus(state, happening.to, at);
  return { ...state, promises: [...state.promises, { madeAt: at, dueAt: happening.dueAt, answeredAt: null }] };
}

function lengths(stretches: Stretch[], calendar: BusinessCalendar, now: number): Lengths {
  let [wall, business] = [0, 0];
  for (const { from, to } of stretches) {
    const end = Math.max(from, to ?? now);
    wall += end - from;
    business += openTimeBetween(calendar, from, end);
  }
  return { calendar: wall, business };
}

/** When the target is used up: in a stretch that has passed, or in the one that runs. */
function due(stretches: Stretch[], target: number | null, calendar: BusinessCalendar): number | null {
  if (target === null) return null;
  let left = target * MINUTE;
  for (const { from, to } of stretches) {
    const open = to === null ? Infinity : openTimeBetween(calendar, from, to);
    if (open >= left) return addBusinessMinutes(calendar, from, left / MINUTE);
    left -= open;
  }
  return null;
}

function clock({ stretches, stoppedAt, state, target, calendar, now }: { stretches: Stretch[]; stoppedAt: number | null; state: Clock['state']; target: number | null; calendar: BusinessCalendar; now: number }): Clock {
  return { startedAt: stretches[0]!.from, stoppedAt, state, passed: lengths(stretches, calendar, now), dueAt: due(stretches, target, calendar) };
}

/** All that happened, in the order of time, whatever order it was given in. */
export function foldOf(happenings: Happening[]): State {
  const start: State = { status: 'new', firstIn: null, ours: false, firstOut: null, run: [], runFrom: null, lastRun: null, waiting: [], resolvedAt: null, firstResolvedAt: null, runs: [], promises: [], over: [], reopenedAt: [] };
  return happenings.toSorted((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind]).reduce(after, start);
}

/** How long it took from the first message until it was over at `to`, without waiting for the customer. */
export const resolutionLength = ({ waiting }: Pick<State, 'waiting'>, from: number, to: number, calendar: BusinessCalendar): Lengths => lengths(without(from, to, waiting), calendar, to);

/** Time from `from` to `to`, without the stretches in which we waited for the customer. */
function without(from: number, to: number | null, waiting: Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let start = from;
  for (const pause of waiting) {
    if ((to !== null && pause.from >= to) || (pause.to !== null && pause.to <= start)) continue;
    if (pause.from > start) left.push({ from: start, to: pause.from });
    if (pause.to === null) return left.length > 0 ? left : [{ from, to: from }];
    start = pause.to;
  }
  if (to === null || start < to) left.push({ from: start, to });
  return left.length > 0 ? left : [{ from, to: from }];
}

/** All clocks of one case at `now`. The order in which things are given does not matter, only when they happened. */
export function runClocks({ happenings, targets, calendar, now }: { happenings: Happening[]; targets: Targets; calendar: BusinessCalendar; now: number }): CaseClocks {
  const state = foldOf(happenings);
  const base = { calendar, now };
  const over = isOver(state.status);
  const { firstIn, firstOut, runFrom, lastRun, resolvedAt } = state;

  const firstResponse = firstIn === null || state.ours ? null
    : clock({ ...base, stretches: [{ from: firstIn, to: firstOut ?? resolvedAt }], stoppedAt: firstOut, state: firstOut !== null ? 'stopped' : over ? 'ended' : 'running', target: targets.firstResponse });
  const later = state.runs.length > 0 && runFrom !== null;
  // The first run is the first response's; the clock of the next one starts with what comes after it.
  const nextResponse = later ? clock({ ...base, stretches: state.run.length > 0 ? state.run : [{ from: runFrom, to: runFrom }], stoppedAt: null, state: over ? 'ended' : runsNow(state.run) ? 'running' : 'paused', target: targets.nextResponse })
    : lastRun && state.runs.length > 1 ? clock({ ...base, stretches: lastRun.stretches.length > 0 ? lastRun.stretches : [{ from: lastRun.from, to: lastRun.from }], stoppedAt: lastRun.to, state: 'stopped', target: targets.nextResponse }) : null;
  const resolution = firstIn === null ? null
    : clock({ ...base, stretches: without(firstIn, resolvedAt, state.waiting), stoppedAt: resolvedAt, state: over ? 'stopped' : state.status === 'waiting_on_customer' ? 'paused' : 'running', target: targets.resolution });

  return {
    firstResponse, nextResponse, resolution,
    // Replies are timed by the whole wait, paused or not: it is what the customer lived through.
    responses: state.runs.map(({ from, to }) => ({ from, to, passed: lengths([{ from, to }], calendar, now) })),
    firstResolvedAt: state.firstResolvedAt, reopened: state.reopenedAt.length, promises: state.promises, unansweredSince: runFrom,
  };
}

/** What of a stored message the clocks ask for. */
export interface ToldMessage { direction: 'in' | 'out'; at: number; receivedAt: number; machine: boolean; person: boolean; reached: boolean }
/** What of a case's event the clocks ask for; `to` of a change of status. */
export interface ToldEvent { what: string; at: number; to?: CaseStatus }

/** What an acknowledgement said, once it was handed over: its plan's `dueAt`, since a case's own moves on with every further message. */
export interface ToldPromise { at: number; dueAt: number }

/** The happenings of a case from what is stored of it. A person's answer leaves it waiting on the customer, unless an event of the same moment says otherwise. */
export function happeningsOf(messages: ToldMessage[], events: ToldEvent[], told: ToldPromise[]): Happening[] {
  return [
    ...messages.map((message): Happening => (message.direction === 'in'
      ? { kind: 'inbound', at: message.receivedAt, by: message.machine ? 'machine' : 'customer' }
      : { kind: 'outbound', at: message.at, by: message.person ? 'person' : 'automatic', reached: message.reached })),
    ...messages.filter(({ direction, person, at }) => direction === 'out' && person && !events.some((event) => event.to !== undefined && event.at === at))
      .map(({ at }): Happening => ({ kind: 'status', at, to: 'waiting_on_customer' })),
    ...events.flatMap((event): Happening[] => (event.to === undefined ? [] : [{ kind: 'status', at: event.at, to: event.to }])),
    ...told.map(({ at, dueAt }): Happening => ({ kind: 'promise', at, dueAt })),
  ];
}
