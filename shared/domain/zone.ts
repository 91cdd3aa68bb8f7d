const DAY = 86_400_000;

// Making a formatter costs far more than using it; what it answers depends on nothing but its zone.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

function exactOffset(timeZone: string, at: number): number {
  const shown: Record<string, number> = {};
  const seconds = Math.floor(at / 1000) * 1000;
  for (const { type, value } of clockOf(timeZone).formatToParts(seconds)) shown[type] = Number(value);
  return Date.UTC(shown['year']!, shown['month']! - 1, shown['day'], shown['hour'], shown['minute'], shown['second']) - seconds;
}

const REMEMBERED = 2_000;
// By zone and day: a key made of both would cost more than all else.
const offsets = new Map<string, Map<number, number>>();

function offsetAtMidnight(timeZone: string, utcDay: number): number {
  let known = offsets.get(timeZone);
  if (!known) {
    if (offsets.size >= REMEMBERED) offsets.clear();
    offsets.set(timeZone, known = new Map());
  }
  let offset = known.get(utcDay);
  if (offset === undefined) {
    offset = exactOffset(timeZone, utcDay * DAY);
    if (known.size >= REMEMBERED) known.clear();
    known.set(utcDay, offset);
  }
  return offset;
}

/**
 * What the clock on the wall shows at an instant, as milliseconds since 1970-01-01T00:00 on that same clock.
 * Throws RangeError for a time zone that does not exist.
 */
export function wallTimeAt(timeZone: string, at: number): number {
  // Asking Intl costs 5 to 10 microseconds: on days without a change of clocks the day's own offset answers.
  const day = Math.floor(at / DAY);
  const offset = offsetAtMidnight(timeZone, day);
  return at + (offset === offsetAtMidnight(timeZone, day + 1) ? offset : exactOffset(timeZone, at));
}

function firstInstantAfterGap(timeZone: string, offsetAfter: number, from: number, to: number): number {
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallTimeAt(timeZone, middle) - middle === offsetAfter) after = middle;
    else before = middle;
  }
  return after;
}

/**
 * The instant at which the clock on the wall shows this. A time that comes twice (clocks go back) is its first coming;
 * one that is left out (clocks go forward) is the instant of the change. So later wall times never give earlier instants.
 */
export function instantOf(timeZone: string, wall: number): number {
  const offsetBefore = wallTimeAt(timeZone, wall - DAY) - (wall - DAY);
  const offsetAfter = wallTimeAt(timeZone, wall + DAY) - (wall + DAY);
  const candidates = [wall - offsetBefore, wall - offsetAfter].sort((a, b) => a - b);
  for (const candidate of candidates) if (wallTimeAt(timeZone, candidate) === wall) return candidate;
  return firstInstantAfterGap(timeZone, offsetAfter, candidates[0]!, candidates[1]!);
}

/** The day on the wall's calendar, counted from 1970-01-01. */
export function dayAt(timeZone: string, at: number): number {
  return Math.floor(wallTimeAt(timeZone, at) / DAY);
}
