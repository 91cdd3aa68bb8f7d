import type { Way } from '../shared/api-shapes/desk.ts';
import { withoutBidiControls } from '../shared/domain/direction.ts';
import { weightedLength } from '../shared/channels/x/weighted-length.ts';

const encoder = new TextEncoder();

/** The length of a text as the platform counts it that it goes to; marks of direction do not go there. */
export function lengthOf(typed: string, counts: Way['counts']): number {
  const text = withoutBidiControls(typed);
  if (counts === 'bytes') return encoder.encode(text).length;
  return counts === 'weighted' ? weightedLength(text) : [...text].length;
}

export type Hindrance = { key: 'tooLong'; over: number } | { key: 'windowClosed' } | { key: string; over?: never };

/** What keeps a text from going this way now; undefined: nothing. */
export function hindranceOf(text: string, way: Way, now: number): Hindrance | undefined {
  if (way.refused) return { key: way.refused };
  if (way.until !== null && now > way.until) return { key: 'windowClosed' };
  const over = way.limit === null ? 0 : Math.ceil(lengthOf(text, way.counts)) - way.limit;
  return over > 0 ? { key: 'tooLong', over } : undefined;
}

/** The word at the end of a text that a mark begins, `/ord` or `@da`; undefined when there is none. */
export function wordAfter(mark: '/' | '@', text: string): string | undefined {
  return new RegExp(`(?:^|\\s)${mark}([\\p{L}\\p{N}_-]*)$`, 'u').exec(text)?.[1];
}
