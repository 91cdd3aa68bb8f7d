import { QUEUE_NAMES } from './case-filter.ts';
import type { Key } from './text.ts';

/** What the browser's tab says of an address of the console: the texts that name the screen, and the case in it. */
export function titleOf(place: string, screens: { path: string; text: Key }[]): { text: Key | null; channel: string | null; number: string | null } {
  const [, first = '', second = '', third] = place.split('/');
  const screen = screens.find(({ path }) => path === `/${first}`);
  if (screen) return { text: screen.text, channel: null, number: null };
  if (first === 'post' || first === 'contact') return { text: `page.${first}`, channel: null, number: null };
  if (first === 'channel') return { text: null, channel: second, number: third ?? null };
  if (first === 'teams' || first === 'view' || first === 'filter') return { text: `page.${first}`, channel: null, number: third ?? null };
  return { text: `queue.${QUEUE_NAMES.find((name) => name === second) ?? 'open'}`, channel: null, number: third ?? null };
}
