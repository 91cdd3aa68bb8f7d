import { instantOf, wallTimeAt } from '../shared/domain/zone.ts';

/** A time as a field for dates shows it, on the company's clock: `2026-11-22T14:00`. */
export function localInput(at: number, timeZone: string): string {
  return new Date(wallTimeAt(timeZone || 'UTC', at)).toISOString().slice(0, 16);
}

export function fromLocalInput(text: string, timeZone: string): number | undefined {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}:00Z`) : NaN;
  return Number.isNaN(wall) ? undefined : instantOf(timeZone || 'UTC', wall);
}
