import type { LedgerRow, LedgerView } from '../api-shapes/ledger.ts';
import { balances, isBalanced } from '../domain/ledger.ts';
import type { Balance } from '../domain/ledger.ts';
import { dayAt, instantOf } from '../domain/zone.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, ReadSettings } from '../ports.ts';

export interface BooksDeps { ledger: Pick<Ledger, 'read'>; settings: ReadSettings; now: Clock }

const DAY = 86_400_000;
/** `2026-11-22`. */
export const dayName = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The balance of the latest days, today included, as the company counts days. */
export async function balancesOf({ ledger, settings, now }: BooksDeps, days: number): Promise<{ from: number; to: number; rows: Balance[] }> {
  const { calendar: { timeZone } } = await settings();
  const dayOf = (at: number): number => dayAt(timeZone, at);
  const to = dayOf(now());
  const from = to - days + 1;
  const sheets = await ledger.read(instantOf(timeZone, from * DAY), now());
  return { from, to, rows: balances(sheets, { now: now(), dayOf }).filter(({ day }) => day >= from) };
}

/** The same as the console shows it. */
export async function readBooks(deps: BooksDeps, days: number): Promise<LedgerView> {
  const { from, to, rows } = await balancesOf(deps, days);
  return { from: dayName(from), to: dayName(to), rows: rows.map((row): LedgerRow => ({ ...row, day: dayName(row.day), balanced: isBalanced(row) })) };
}
