import { glance, newSpikeState, step, type SpikeState, type Verdict, type Watching } from './spike.ts';
import { HOUR } from './spike-tuning.ts';

/** One line of somebody's history of counts. */
export interface CountRow {
  /** As it stands in the file. */
  timestamp: string;
  /** On the file's own clock, taken as UTC where it does not say. */
  at: number;
  count: number;
}

export interface CountColumns {
  separator: string;
  timestamp: number;
  value: number;
}

/** What is wrong with a history, with the line that shows it. */
export class UnplayableHistory extends Error {
  override name = 'UnplayableHistory';
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

const SLOT = 300_000;
const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

function unquoted(cell = ''): string {
  const text = cell.trim();
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1).trim() : text;
}

/** The header: it must name `timestamp` and `value`, between commas, semicolons or tabs. */
export function readColumns(header: string): CountColumns {
  const text = header.replace(/^\uFEFF/, '');
  for (const separator of [',', ';', '\t']) {
    const names = text.split(separator).map((name) => unquoted(name).toLowerCase());
    const [timestamp, value] = [names.indexOf('timestamp'), names.indexOf('value')];
    if (timestamp >= 0 && value >= 0) return { separator, timestamp, value };
  }
  throw new UnplayableHistory(1, `the header must name the columns timestamp and value, this one is ${shown(text)}`);
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))?$/;

function instantOf(text: string): number | null {
  const part = TIME.exec(text);
  if (!part) return null;
  const [year, month, day] = [Number(part[1]), Number(part[2]), Number(part[3])];
  const [hour, minute, second] = [Number(part[4]), Number(part[5]), Number(part[6] ?? 0)];
  // Date.UTC would carry on into the next month, day or hour.
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate() || hour > 23 || minute > 59 || second > 59) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const offset = part[7] ? (part[7] === '-' ? -1 : 1) * (Number(part[8]) * 60 + Number(part[9])) : 0;
  return at - offset * 60_000;
}

/** One line of counts; `line` is its number in the file. */
export function readRow(columns: CountColumns, text: string, line: number): CountRow {
  const cells = text.split(columns.separator);
  const timestamp = unquoted(cells[columns.timestamp]);
  const value = unquoted(cells[columns.value]);
  const at = instantOf(timestamp);
  if (at === null) throw new UnplayableHistory(line, `${shown(timestamp)} is not a time like 2026-11-22 08:05:00`);
  if (!/^\+?\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(value) || !Number.isFinite(Number(value))) throw new UnplayableHistory(line, `${shown(value)} is not a count of mentions`);
  return { timestamp, at, count: Number(value) };
}

/** A detector on its way through a history; plain JSON, like the detector's state. */
export interface Play {
  state: SpikeState;
  rows: number;
  /** Time of the last row. */
  last: number | null;
  first: { at: number; count: number } | null;
  /** Rows closer than five minutes fill a slot together. */
  filling: { at: number; count: number } | null;
}

export const newPlay = (): Play => ({ state: newSpikeState(), rows: 0, last: null, first: null, filling: null });

// The second row tells how far apart rows are.
function slotOf(play: Play, row: CountRow, line: number): number {
  const apart = row.at - (play.last ?? row.at);
  if (apart > HOUR) throw new UnplayableHistory(line, `the first two rows are ${Math.round(apart / 60_000)} minutes apart; counts of at most an hour are needed`);
  if (apart < 0.8 * SLOT) return SLOT;
  return apart <= 1.2 * SLOT ? SLOT : apart;
}

function fill(play: Play, row: CountRow, watching: Watching): { play: Play; verdict: Verdict } {
  const at = Math.floor(row.at / SLOT) * SLOT;
  let { state, filling } = play;
  if (filling && filling.at !== at) [state, filling] = [step(state, filling, watching).state, null];
  const count = (filling?.count ?? 0) + row.count;
  const seen = glance(state, { at, count }, watching);
  return { play: { ...play, state: seen.state, rows: play.rows + 1, last: row.at, filling: { at, count } }, verdict: seen.verdict };
}

/** Plays one row; rows must be in order, missing ones are taken for hours that nobody watched. */
export function playRow(play: Play, row: CountRow, line: number, watching: Watching = {}): { play: Play; verdict: Verdict } {
  if (play.last !== null && row.at <= play.last) throw new UnplayableHistory(line, `${row.timestamp} is not after the row before; rows must be in order of time`);
  if (play.rows === 0) {
    const tick = { at: row.at, count: row.count };
    const begun = step(play.state, tick, watching);
    return { play: { ...play, state: begun.state, rows: 1, last: row.at, first: tick }, verdict: begun.verdict };
  }
  let from = play;
  if (play.first) {
    const slotMs = slotOf(play, row, line);
    const isFine = row.at - play.first.at < 0.8 * SLOT;
    from = isFine
      ? { ...play, state: newSpikeState(), first: null, filling: { at: Math.floor(play.first.at / SLOT) * SLOT, count: play.first.count } }
      : { ...play, state: step(newSpikeState(slotMs), play.first, watching).state, first: null };
  }
  if (from.filling) return fill(from, row, watching);
  if (2 * (row.at - from.last!) < from.state.slotMs) throw new UnplayableHistory(line, `${row.timestamp} is closer to the row before than half of the ${Math.round(from.state.slotMs / 60_000)} minutes between the first two`);
  const stepped = step(from.state, { at: row.at, count: row.count }, watching);
  return { play: { ...from, state: stepped.state, rows: from.rows + 1, last: row.at }, verdict: stepped.verdict };
}
