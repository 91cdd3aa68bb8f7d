import { createHash } from 'node:crypto';
import type { InboundMessage } from './message.ts';

/**
 * The books: per source and hour, which items came and what became of each. An item is known by a hash of its receipt, so
 * that a sheet is a set: sheets join in any order, and joining one again changes nothing. Redelivery, two copies of a
 * step, and parts written twice need no care.
 */

/** What becomes of an item. `received`: nothing yet; `released`: what was filtered, and a person made a case of. */
export type Ending = 'received' | 'stored' | 'quarantined' | 'released' | 'duplicate' | `noted.${string}`;

/** One item, by its receipt; or what a door only counted: once, under the name of that counting. */
export type Fact =
  | { source: string; at: number; receipt: number; is: Ending }
  | { source: string; at: number; counted: string; counts: Record<string, number> };

/** What is known of one source in one hour: `items` by what became of them, and countings by their names. */
export interface Sheet { source: string; hour: number; items: Record<string, number[]>; countings: Record<string, Record<string, number>> }

const HOUR = 3_600_000;
/** Whoever has not ended after so long is missing. A sheet knows the hour: one more may pass until it shows. */
export const OVERDUE_MS = HOUR;

export const hourOf = (at: number): number => Math.floor(at / HOUR) * HOUR;

const hash = (...parts: (string | number)[]): number => createHash('sha256').update(parts.join('\0')).digest().readUIntBE(0, 6);

/** The receipt of one delivery of a message: a mail's is the mail service's own. Undefined where that is no longer known. */
export function receiptOf({ channel, id, deliveryId, receivedAt, mail }: Pick<InboundMessage, 'channel' | 'id' | 'deliveryId' | 'receivedAt' | 'mail'>): number | undefined {
  if (mail) return deliveryId === '' ? undefined : mailReceipt(channel, deliveryId);
  return hash(channel, id, receivedAt);
}

export const mailReceipt = (channel: string, deliveryId: string): number => hash(channel, deliveryId);

/** The receipt of a platform's later word about a message. */
export const noteReceipt = ({ channel, note, id, at, receivedAt }: { channel: string; note: string; id: string; at: number; receivedAt?: number | undefined }): number => hash(channel, 'note', note, id, at, receivedAt ?? at);

/** A name for what was counted, from what it was. */
export const countingName = (...parts: (string | number)[]): string => createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 12);

/** What the stored message says about its item; `undefined` for our own words, which nobody brought. */
export function factOf({ id, receivedAt, quarantined, direction, agent, sending, message, case: number }: { id: string; receivedAt: number; quarantined: string | null; direction: 'in' | 'out'; agent: string | null; sending: unknown; message: InboundMessage; case: string | null }): Fact | undefined {
  if (direction === 'out' && (agent !== null || sending || !message.platform?.ours)) return undefined;
  const receipt = receiptOf({ ...message, id, receivedAt });
  return receipt === undefined ? undefined : { source: message.channel, at: receivedAt, receipt, is: quarantined ? (number ? 'released' : 'quarantined') : 'stored' };
}

const keyOf = ({ source, hour }: Pick<Sheet, 'source' | 'hour'>): string => `${hour} ${source}`;

/** Facts as sheets, one for each source and hour. */
export function sheetsOf(facts: Fact[]): Sheet[] {
  return joinSheets(facts.map((fact) => ({
    source: fact.source, hour: hourOf(fact.at),
    items: 'receipt' in fact ? { [fact.is]: [fact.receipt] } : {}, countings: 'counted' in fact ? { [fact.counted]: fact.counts } : {},
  })));
}

/** All together, one sheet for each source and hour. */
export function joinSheets(sheets: Sheet[]): Sheet[] {
  const joined = new Map<string, { sheet: Sheet; sets: Map<string, Set<number>> }>();
  for (const { source, hour, items, countings } of sheets) {
    const key = keyOf({ source, hour });
    const there = joined.get(key) ?? { sheet: { source, hour, items: {}, countings: {} }, sets: new Map<string, Set<number>>() };
    joined.set(key, there);
    Object.assign(there.sheet.countings, countings);
    for (const [is, receipts] of Object.entries(items)) {
      const set = there.sets.get(is) ?? new Set();
      there.sets.set(is, set);
      for (const receipt of receipts) set.add(receipt);
    }
  }
  return [...joined.values()].map(({ sheet, sets }) => ({ ...sheet, items: Object.fromEntries([...sets].map(([is, set]) => [is, [...set].sort((a, b) => a - b)])) }));
}

/** One source on one day: the sum always holds, since what is under way stands in it. `overdue`: of those under way, longer than may be. */
export interface Balance {
  day: number;
  source: string;
  received: number;
  stored: number;
  quarantined: number;
  duplicates: number;
  rejected: number;
  noted: Record<string, number>;
  underWay: number;
  overdue: number;
}

// An item that several say something about has ended by the weightiest: who stores a message and dies is told of a duplicate of its own.
const WEIGHTS: Record<string, number> = { released: 5, stored: 4, quarantined: 3, duplicate: 2, received: 0 };
const weightOf = (is: string): number => WEIGHTS[is] ?? 1;

interface Known { source: string; hour: number; is: string }

function endings(sheets: Sheet[]): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const { source, hour, items } of sheets) {
    for (const [is, receipts] of Object.entries(items)) {
      for (const receipt of receipts) {
        const key = `${source} ${receipt}`;
        const there = known.get(key);
        if (!there || weightOf(is) > weightOf(there.is) || (weightOf(is) === weightOf(there.is) && hour < there.hour)) known.set(key, { source, hour, is });
      }
    }
  }
  return known;
}

function countingsOf(sheets: Sheet[]): { source: string; hour: number; counts: Record<string, number> }[] {
  const byName = new Map<string, { source: string; hour: number; counts: Record<string, number> }>();
  for (const { source, hour, countings } of sheets) for (const [name, counts] of Object.entries(countings)) byName.set(`${source} ${name}`, { source, hour, counts });
  return [...byName.values()];
}

/** What the sheets say, for each source and day on which anything came, the latest day first. `dayOf` tells the day of an hour. */
export function balances(sheets: Sheet[], { now, dayOf }: { now: number; dayOf: (at: number) => number }): Balance[] {
  const rows = new Map<string, Balance>();
  const rowOf = (source: string, hour: number): Balance => {
    const day = dayOf(hour);
    const key = `${day} ${source}`;
    const row = rows.get(key) ?? { day, source, received: 0, stored: 0, quarantined: 0, duplicates: 0, rejected: 0, noted: {}, underWay: 0, overdue: 0 };
    rows.set(key, row);
    return row;
  };
  const note = (row: Balance, kind: string, count: number): void => { row.noted[kind] = (row.noted[kind] ?? 0) + count; };
  for (const { source, hour, is } of endings(sheets).values()) {
    const row = rowOf(source, hour);
    row.received++;
    if (is === 'stored' || is === 'released') row.stored++;
    else if (is === 'quarantined') row.quarantined++;
    else if (is === 'duplicate') row.duplicates++;
    else if (is === 'received') {
      row.underWay++;
      if (now - (hour + HOUR) >= OVERDUE_MS) row.overdue++;
    } else note(row, is.replace(/^noted\./, ''), 1);
  }
  for (const { source, hour, counts } of countingsOf(sheets)) {
    const row = rowOf(source, hour);
    for (const [kind, count] of Object.entries(counts)) {
      row.received += count;
      if (kind === 'rejected') row.rejected += count;
      else note(row, kind, count);
    }
  }
  return [...rows.values()].sort((a, b) => b.day - a.day || a.source.localeCompare(b.source));
}

export const notedIn = ({ noted }: Pick<Balance, 'noted'>): number => Object.values(noted).reduce((sum, count) => sum + count, 0);

/** Whether everything that came is accounted for. */
export function isBalanced(row: Balance): boolean {
  return row.overdue === 0 && row.received === row.stored + row.quarantined + row.duplicates + row.rejected + notedIn(row) + row.underWay;
}
