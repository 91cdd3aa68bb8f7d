/** From a time of the day until another: `['22:00', '02:00']` goes on into the next morning. */
export type OpeningBlock = [string, string];

const DAY_MINUTES = 24 * 60;
/** A block over midnight that lasts longer is no night shift: its two times were exchanged. */
const LONGEST_NIGHT_MINUTES = 12 * 60;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Does it go on past midnight? A block up to midnight ends at 24:00 or 00:00. */
export const isOverNight = ([start, end]: OpeningBlock): boolean => minutesOf(end) < minutesOf(start) && minutesOf(end) > 0;

/** What is wrong with one block by itself. */
export function wrongBlock([start, end]: OpeningBlock): string | undefined {
  const [from, to] = [minutesOf(start), minutesOf(end)];
  if (from >= DAY_MINUTES || to > DAY_MINUTES) return 'a day ends at 24:00';
  if (from === to) return 'holds no time';
  return to < from && to + DAY_MINUTES - from > LONGEST_NIGHT_MINUTES ? 'ends before it begins' : undefined;
}

/** What is wrong with the blocks of one day: those that cannot be, else those that begin while another lasts. */
export function wrongBlocks(blocks: readonly OpeningBlock[]): { place: number; message: string }[] {
  const wrong = blocks.flatMap((block, place) => { const message = wrongBlock(block); return message === undefined ? [] : [{ place, message }]; });
  if (wrong.length > 0) return wrong;
  const stretches = blocks.map(([start, end], place) => ({ place, from: minutesOf(start), to: minutesOf(end) + (minutesOf(end) < minutesOf(start) ? DAY_MINUTES : 0) })).sort((a, b) => a.from - b.from);
  return stretches.flatMap(({ place, from }, at) => (at > 0 && from < stretches[at - 1]!.to ? [{ place, message: 'overlaps another' }] : []));
}
