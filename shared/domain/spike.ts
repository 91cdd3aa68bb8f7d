import { expectedCount, learnLevel, newLevel, type Level } from './spike-level.ts';
import { follow, type Alert, type Episode, type Followed } from './spike-episode.ts';
import { isDoubtful, isUnusuallyQuiet, learnQuiet, type Quiet } from './spike-silence.ts';
import { learnTail, newTail, rarityOf, type Tail } from './spike-tail.ts';
import { countAt, DAY, HOUR, MEMORY_DAYS, rounded, SENSITIVITIES, SPIKE_TUNING, steady, type Sensitivity, type SpikeTuning } from './spike-tuning.ts';

/** All that is remembered of one series of counts: plain JSON under 2 KB, whatever its age. */
export interface SpikeState {
  version: 1;
  slotMs: number;
  /** Start of the last slot; null before the first. */
  at: number | null;
  slots: number;
  level: Level;
  tail: Tail;
  /** Counts of the last hour's slots, oldest first; null where nothing is known. */
  recent: (number | null)[];
  episode: Episode | null;
  quiet: Quiet;
  /** Raises the line after "not a spike", and fades. */
  caution: { factor: number; at: number };
}

/** The mentions of one slot. */
export interface Tick {
  /** Start of the slot. */
  at: number;
  count: number;
  /** Distinct authors of the last hour, if known. */
  authors?: number;
  /** Share of near-identical texts in the last hour, 0 to 1, if known. */
  alike?: number;
  /** Minutes to add to UTC for the customers' clock. */
  offsetMinutes?: number;
  /** What the slots between the last one and this one were: without mentions, or not watched. */
  gap?: 'quiet' | 'unknown';
}

export interface SpikeAlert {
  kind: Alert;
  /** Few accounts or one text many times over: less urgent than many people. */
  class: 'spike' | 'campaign';
  /** 1 to 10. */
  severity: number;
  since: number;
  /** So many mentions in so many minutes, against what is usual there at this hour. */
  count: number;
  minutes: number;
  usual: number;
  low: number;
  high: number;
  times: number;
}

export interface Verdict {
  at: number;
  count: number;
  /** From 0 to 1: how much this slot says that something begins; an alert has 0.5 or more. */
  score: number;
  rarity: number;
  /** Too few mentions or people for an alert, however rare that is here. */
  tooFew: boolean;
  alert: SpikeAlert | null;
  ended: Followed['ended'];
  /** The first week: usual counts are not known well yet. */
  learning: boolean;
  /** Before the last slot: nothing was learned from it. */
  late: boolean;
}

export interface Watching {
  sensitivity?: Sensitivity;
  tuning?: SpikeTuning;
}

const SLOT_MS = 300_000;
const LEARNING_DAYS = 7;
/** Until then an absolute rule: so many mentions in an hour, and several times the level so far. */
const ABSOLUTE_DAYS = 2;
const ABSOLUTE_COUNT = 20;
const ABSOLUTE_TIMES = 4;
const FEWEST_IN_HOUR = 5;
const FEWEST_AUTHORS = 3;
const POSTS_OF_CAMPAIGN = 3;
const ALIKE_OF_CAMPAIGN = 0.6;
/** A longer gap leaves nothing to remember. */
const LONGEST_GAP_DAYS = 56;
const MOST_CAUTION = 2;
/** Eight counts in ten lie within so many mean deviations. */
const BAND = 1.6;

export function newSpikeState(slotMs = SLOT_MS): SpikeState {
  return { version: 1, slotMs, at: null, slots: 0, level: newLevel(0), tail: newTail(), recent: [], episode: null, quiet: { since: 0, missed: 0, longest: 0 }, caution: { factor: 1, at: 0 } };
}

const slotsPerHour = (state: SpikeState): number => Math.max(1, Math.round(HOUR / state.slotMs));
const daysOf = (state: SpikeState): number => (state.slots * state.slotMs) / DAY;
const localOf = (at: number, offsetMinutes = 0): number => at + offsetMinutes * 60_000;

interface Weighed {
  surprise: number;
  rarity: number;
  line: number;
  expected: number;
  recent: (number | null)[];
  hour: number;
  hourMean: number;
}

function cautionAt(state: SpikeState, at: number): number {
  return state.caution.factor <= 1 ? 1 : 1 + (state.caution.factor - 1) * 0.5 ** ((at - state.caution.at) / (MEMORY_DAYS * DAY));
}

/** What one slot says, before anything is decided or learned. */
function weigh(state: SpikeState, tick: Tick, watching: Watching): Weighed {
  const tuning = watching.tuning ?? SPIKE_TUNING;
  const line = tuning.line * SENSITIVITIES[watching.sensitivity ?? 'normal'] * cautionAt(state, tick.at);
  const recent = [...state.recent, tick.count].slice(-slotsPerHour(state));
  let [hour, known] = [0, 0];
  for (const count of recent) if (count !== null) [hour, known] = [hour + count, known + 1];
  const expected = expectedCount(state.level, localOf(tick.at, tick.offsetMinutes), daysOf(state));
  const base = steady(expected);
  const surprise = (1 - tuning.hourShare) * (steady(tick.count) - base) + tuning.hourShare * (steady(hour / known) - base);
  const absolute = (line * hour) / Math.max(ABSOLUTE_COUNT, ABSOLUTE_TIMES * expected * slotsPerHour(state));
  return { surprise, rarity: knowsUsual(state) ? rarityOf(state.tail, surprise, tuning) : absolute, line, expected, recent, hour, hourMean: hour / known };
}

/** The first week: what is usual is not known well yet. */
export const isLearning = (state: SpikeState): boolean => daysOf(state) < LEARNING_DAYS;

/** Before that, nothing is measured by what is usual, and no chart shows a band of it. */
export const knowsUsual = (state: SpikeState): boolean => daysOf(state) >= ABSOLUTE_DAYS;

/** How many mentions are usual in the last slot or hour; the band that a chart shows. */
export function usualCounts(state: SpikeState, at: number, window: 'slot' | 'hour', offsetMinutes = 0): { usual: number; low: number; high: number } {
  const expected = expectedCount(state.level, localOf(at, offsetMinutes), daysOf(state));
  const [slots, usual] = window === 'slot' ? [1, state.level.usual[0]] : [slotsPerHour(state), state.level.usual[1]];
  const place = steady(expected);
  return { usual: expected * slots, low: Math.floor(countAt(place - BAND * usual) * slots), high: Math.ceil(countAt(place + BAND * usual) * slots) };
}

// The rise began with the first of the unbroken slots above the band.
function sinceOf(state: SpikeState, tick: Tick, recent: (number | null)[]): number {
  const { high } = usualCounts(state, tick.at, 'slot', tick.offsetMinutes);
  let slots = 0;
  while (slots + 1 < recent.length && (recent[recent.length - 2 - slots] ?? -1) > high) slots++;
  return tick.at - slots * state.slotMs;
}

function alertOf(state: SpikeState, tick: Tick, weighed: Weighed, kind: Alert, since: number): SpikeAlert {
  const far = (count: number, usual: number): number => (steady(count) - steady(weighed.expected)) / Math.max(usual, 0.1);
  const window = far(tick.count, state.level.usual[0]) >= far(weighed.hourMean, state.level.usual[1]) ? 'slot' : 'hour';
  const count = window === 'slot' ? tick.count : weighed.hour;
  const minutes = (window === 'slot' ? state.slotMs : state.slotMs * slotsPerHour(state)) / 60_000;
  const usual = usualCounts(state, tick.at, window, tick.offsetMinutes);
  const isCampaign = (tick.authors !== undefined && weighed.hour > POSTS_OF_CAMPAIGN * tick.authors) || (tick.alike ?? 0) >= ALIKE_OF_CAMPAIGN;
  const severity = Math.min(10, Math.max(1, 2 + Math.floor(4 * Math.log2(weighed.rarity / weighed.line))));
  return { kind, class: isCampaign ? 'campaign' : 'spike', severity: isCampaign ? Math.ceil(severity / 2) : severity, since, count, minutes, ...usual, times: count / Math.max(1, usual.usual) };
}

function judge(state: SpikeState, tick: Tick, weighed: Weighed, watching: Watching): { episode: Episode | null; verdict: Verdict } {
  const { rarity, line, recent, hour } = weighed;
  const quarterSlots = Math.max(1, Math.round(900_000 / state.slotMs));
  const quarter = recent.slice(-quarterSlots).reduce((sum: number, count) => sum + (count ?? 0), 0);
  const tooFew = hour < FEWEST_IN_HOUR || (tick.authors ?? FEWEST_AUTHORS) < FEWEST_AUTHORS;
  const since = rarity >= line ? sinceOf(state, tick, recent) : tick.at;
  const followed = follow(state.episode, { at: tick.at, since, count: tick.count, quarter, rarity, line, tooFew }, state.slotMs, watching.tuning ?? SPIKE_TUNING);
  // What goes on is no beginning: it scores low, so that a rise is one event at any line.
  const strength = 1 - 0.5 ** (rarity / line);
  const score = followed.alert ? strength : followed.episode || tooFew ? strength / 10 : Math.min(strength, 0.499999);
  const alert = followed.alert && alertOf(state, tick, weighed, followed.alert, followed.episode?.since ?? since);
  return { episode: followed.episode, verdict: { at: tick.at, count: tick.count, score: rounded(score, 6), rarity, tooFew, alert, ended: followed.ended, learning: isLearning(state), late: false } };
}

function advance(state: SpikeState, tick: Tick, watching: Watching): { state: SpikeState; verdict: Verdict } {
  const started = state.at === null ? { ...state, level: newLevel(tick.count), quiet: { ...state.quiet, since: tick.at } } : state;
  const weighed = weigh(started, tick, watching);
  const { episode, verdict } = judge(started, tick, weighed, watching);
  const slotsPerDay = DAY / state.slotMs;
  const quiet = learnQuiet(started.quiet, tick.count, weighed.expected, tick.at + state.slotMs, slotsPerDay);
  const passed = { ...started, at: tick.at, episode, recent: weighed.recent, quiet };
  if (!verdict.learning && isDoubtful(quiet)) return { verdict, state: passed };
  return {
    verdict,
    state: {
      ...passed, slots: started.slots + 1,
      level: learnLevel(started.level, tick.count, weighed.hourMean, localOf(tick.at, tick.offsetMinutes), started.slots, slotsPerDay),
      tail: learnTail(started.tail, weighed.surprise, state.slotMs, watching.tuning ?? SPIKE_TUNING),
    },
  };
}

/** Slots that nobody watched teach nothing and are no calm; the last hour is forgotten as far as they reach. */
function skip(state: SpikeState, slots: number, at: number): SpikeState {
  const keep = slotsPerHour(state);
  return { ...state, at, recent: [...state.recent, ...Array<null>(Math.min(slots, keep)).fill(null)].slice(-keep), quiet: { ...state.quiet, since: at + state.slotMs, missed: 0 } };
}

/** Closes one slot: decides, learns, and gives the state for the next. Slots in between count as `gap` says. */
export function step(state: SpikeState, tick: Tick, watching: Watching = {}): { state: SpikeState; verdict: Verdict } {
  if (state.at === null) return advance(state, tick, watching);
  const slots = Math.round((tick.at - state.at) / state.slotMs);
  if (slots <= 0) {
    return { state, verdict: { at: tick.at, count: tick.count, score: 0, rarity: 0, tooFew: true, alert: null, ended: null, learning: isLearning(state), late: true } };
  }
  if (slots * state.slotMs > LONGEST_GAP_DAYS * DAY) return advance(newSpikeState(state.slotMs), tick, watching);
  let [before, ended]: [SpikeState, Verdict['ended']] = [state, null];
  const first = tick.at - (slots - 1) * state.slotMs;
  if (tick.gap === 'quiet') {
    for (let at = first; at < tick.at; at += state.slotMs) {
      const passed = advance(before, { at, count: 0, ...(tick.offsetMinutes === undefined ? {} : { offsetMinutes: tick.offsetMinutes }) }, watching);
      [before, ended] = [passed.state, passed.verdict.ended ?? ended];
    }
  } else if (slots > 1) before = skip(state, slots - 1, tick.at - state.slotMs);
  const closed = advance(before, tick, watching);
  return { state: closed.state, verdict: { ...closed.verdict, ended: closed.verdict.ended ?? ended } };
}

/** Looks at a slot that is still filling: a line that is crossed already is an alert now. Remembers the alert, learns nothing. */
export function glance(state: SpikeState, tick: Tick, watching: Watching = {}): { state: SpikeState; verdict: Verdict } {
  if (state.at === null) return { state, verdict: advance(state, tick, watching).verdict };
  const slots = Math.round((tick.at - state.at) / state.slotMs);
  if (slots <= 0) return step(state, tick, watching);
  const at = tick.at - state.slotMs;
  const before = slots === 1 ? state : tick.gap === 'quiet' ? step(state, { ...tick, at, count: 0 }, watching).state : skip(state, slots - 1, at);
  const { episode, verdict } = judge(before, tick, weigh(before, tick, watching), watching);
  return { state: verdict.alert ? { ...state, episode } : state, verdict };
}

/** "Not a spike": what rose so high is no alert for the next weeks. */
export function notUnusual(state: SpikeState, alert: { rarity: number }, at: number, watching: Watching = {}): SpikeState {
  const tuning = watching.tuning ?? SPIKE_TUNING;
  const line = tuning.line * SENSITIVITIES[watching.sensitivity ?? 'normal'];
  return { ...state, caution: { factor: rounded(Math.min(MOST_CAUTION, Math.max(cautionAt(state, at), (1.05 * alert.rarity) / line))), at } };
}

/** A stream that is usually busy has been at zero for longer than its pauses explain. */
export function unusualSilence(state: SpikeState, offsetMinutes = 0): { since: number; usualPerHour: number } | null {
  if (state.at === null || daysOf(state) < LEARNING_DAYS || !isUnusuallyQuiet(state.quiet)) return null;
  return { since: state.quiet.since, usualPerHour: expectedCount(state.level, localOf(state.quiet.since, offsetMinutes), daysOf(state)) * slotsPerHour(state) };
}
