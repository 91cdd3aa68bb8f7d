import { createHash } from 'node:crypto';

/**
 * The history of a case is a chain: each act's events carry a hash over themselves and over the act before, and the case holds
 * the latest. Who changes, adds or takes away an event afterwards breaks it, unless they write all that follows and the case
 * anew: it is proof against a slip and a quiet correction, not against who owns the whole table and its backups.
 */
export interface Link { chain?: string; after?: string }

const FIRST = '';

// Whatever order a store gives keys back in.
const canonical = (value: unknown): unknown => (Array.isArray(value) ? value.map(canonical)
  : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, canonical(one)])) : value);

function linkOf(after: string, events: (Link & { id: string })[]): string {
  const told = events.map(({ chain: _chain, after: _after, ...event }) => event).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([after, canonical(told)])).digest('base64url').slice(0, 32);
}

/** The events of one act as they are stored, and what the case holds from then on. */
export function chained<E extends { id: string }>(latest: string | undefined, events: E[]): { events: (E & Link)[]; chain: string } {
  const after = latest ?? FIRST;
  const chain = linkOf(after, events);
  return { events: events.map((event) => ({ ...event, chain, after })), chain };
}

/** Is a history as it was written? Undefined: it has no chain. */
export function checkChain(latest: string | undefined, events: (Link & { id: string })[]): 'whole' | 'broken' | undefined {
  const links = Map.groupBy(events.filter(({ chain }) => chain !== undefined), ({ chain }) => chain!);
  if (latest === undefined) return links.size === 0 ? undefined : 'broken';
  let seen = 0;
  for (let chain = latest; chain !== FIRST; seen++) {
    const own = links.get(chain);
    const after = own?.[0]?.after;
    if (!own || after === undefined || seen > links.size || own.some((event) => event.after !== after) || linkOf(after, own) !== chain) return 'broken';
    chain = after;
  }
  return seen === links.size ? 'whole' : 'broken';
}
