import { DAY, gainOf, HOUR, MEMORY_DAYS, rounded, steady } from './spike-tuning.ts';

/** What is expected of a series: a level for one slot, with hours of the day and days of the week as far as they help. */
export interface Level {
  rate: number;
  /** Logarithms of each hour's and each weekday's factor. */
  hours: number[];
  weekdays: number[];
  /** Mean squared surprise with the level alone, with hours, with hours and weekdays: what does not help is not used. */
  misses: [number, number, number];
  /** How far the slot and the hour usually are from what is expected, on the steady scale. */
  usual: [slot: number, hour: number];
}

const HELPS = 10;
const HOUR_VISITS = 30;
const WEEKDAY_VISITS = 4;
const CLIP = 3;

export function newLevel(first: number): Level {
  return { rate: rounded(Math.max(first, 0.01)), hours: Array<number>(24).fill(0), weekdays: Array<number>(7).fill(0), misses: [0, 0, 0], usual: [1, 0.5] };
}

const hourOf = (local: number): number => Math.floor((((local % DAY) + DAY) % DAY) / HOUR);
// 1970-01-01 was a Thursday.
const weekdayOf = (local: number): number => (((Math.floor(local / DAY) + 4) % 7) + 7) % 7;
const helpOf = (before: number, after: number): number => (before > 0 ? Math.min(1, Math.max(0, HELPS * (1 - after / before))) : 0);

interface Season {
  hour: number;
  weekday: number;
}

// Few visits are shrunk towards no factor at all.
function seasonOf(level: Level, local: number, days: number): Season {
  const visits = Math.min(days, HOUR_VISITS);
  const weeks = Math.min(days / 7, WEEKDAY_VISITS);
  return { hour: (level.hours[hourOf(local)]! * visits) / (visits + 1), weekday: (level.weekdays[weekdayOf(local)]! * weeks) / (weeks + 1) };
}

function factorOf(level: Level, season: Season): number {
  const [flat, hourly, weekly] = level.misses;
  return Math.exp(season.hour * helpOf(flat, hourly) + season.weekday * helpOf(hourly, weekly));
}

/** The count that one slot is expected to have; `local` is the time on the customers' clock, `days` how long the series has been learned. */
export function expectedCount(level: Level, local: number, days: number): number {
  return level.rate * factorOf(level, seasonOf(level, local, days));
}

/** The level after one more slot; a burst teaches no more than three times what was expected. */
export function learnLevel(level: Level, count: number, hourMean: number, local: number, slots: number, slotsPerDay: number): Level {
  const days = slots / slotsPerDay;
  const season = seasonOf(level, local, days);
  const factor = factorOf(level, season);
  const expected = level.rate * factor;
  const clipped = Math.min(count, expected * CLIP + 3);
  const slow = gainOf(MEMORY_DAYS * slotsPerDay, slots);
  const rate = Math.max(0.01, level.rate + slow * (clipped / factor - level.rate));

  const [place, expectedPlace] = [steady(count), steady(expected)];
  const miss = (predicted: number): number => Math.min(9, (place - steady(predicted)) ** 2);
  const [flat, hourly, weekly] = level.misses;
  const hourFactor = Math.exp(season.hour);
  const misses: Level['misses'] = [
    rounded(flat + slow * (miss(level.rate) - flat)),
    rounded(hourly + slow * (miss(level.rate * hourFactor) - hourly)),
    rounded(weekly + slow * (miss(level.rate * hourFactor * Math.exp(season.weekday)) - weekly)),
  ];

  const above = Math.log(clipped + 1) - Math.log(rate + 1);
  const hours = level.hours.slice();
  const weekdays = level.weekdays.slice();
  const [hour, weekday] = [hourOf(local), weekdayOf(local)];
  hours[hour] = rounded(hours[hour]! + (24 / slotsPerDay / (Math.min(days, HOUR_VISITS) + 0.5)) * (above - hours[hour]!));
  weekdays[weekday] = rounded(weekdays[weekday]! + (1 / slotsPerDay / (Math.min(days / 7, WEEKDAY_VISITS) + 0.1)) * (above - hours[hour] - weekdays[weekday]!));

  const [slotUsual, hourUsual] = level.usual;
  const far = (seen: number, usual: number): number => Math.min(Math.abs(seen - expectedPlace), 4 * Math.max(usual, 0.5));
  const usual: Level['usual'] = [rounded(slotUsual + slow * (far(place, slotUsual) - slotUsual)), rounded(hourUsual + slow * (far(steady(hourMean), hourUsual) - hourUsual))];
  return { rate: rounded(rate, 6), hours, weekdays, misses, usual };
}
