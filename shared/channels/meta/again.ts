import type { Arrival } from '../arrival.ts';
import type { Original } from '../again.ts';

/** The kinds of item that are kept of Meta's deliveries and of what is fetched there. */
export type Kind = 'delivered' | 'fetched';

const has = (raw: unknown, name: string): boolean => typeof raw === 'object' && raw !== null && name in raw;

/** Only what is fetched carries its own `created_time` or `timestamp` beside its own id. */
export function kindOf(raw: unknown): Kind {
  return has(raw, 'id') && !has(raw, 'field') && !has(raw, 'sender') ? 'fetched' : 'delivered';
}

/** The delivery that holds this one item alone, as Meta would write it. */
export function deliveryOf(object: 'page' | 'instagram', { raw, inbox, at, ownedElsewhere }: Original): Buffer {
  const list = has(raw, 'field') ? 'changes' : ownedElsewhere ? 'standby' : 'messaging';
  return Buffer.from(JSON.stringify({ object, entry: [{ id: inbox, time: at, [list]: [raw] }] }));
}

export const listOf = (arrival: Arrival | undefined): Arrival[] => (arrival ? [arrival] : []);
