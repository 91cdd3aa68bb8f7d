import { readMask } from '../shared/domain/numbers.ts';
import { wrongBlocks } from '../shared/domain/opening-blocks.ts';
import type { BusinessCalendar, Settings } from '../shared/domain/settings.ts';

/** Shorter numbers stand in every text. */
const FEWEST_PLACES = 4;

/** What is wrong with opening hours as somebody typed them, as the server would say it: a block that holds no time, or two at once; no hours at all. */
export function calendarProblem({ weekdays, specialDays }: BusinessCalendar): 'badBlocks' | 'noHours' | 'badDate' | undefined {
  const days = [...Object.values(weekdays), ...specialDays.map(({ blocks }) => blocks)];
  if (days.some((blocks) => blocks.flat().some((time) => !/^\d\d:\d\d$/.test(time)) || wrongBlocks(blocks).length > 0)) return 'badBlocks';
  if (specialDays.some(({ date }) => !/^\d{4}-\d\d-\d\d$/.test(date))) return 'badDate';
  return Object.values(weekdays).every((blocks) => blocks.length === 0) ? 'noHours' : undefined;
}

/** What is wrong with numbers as somebody described them: a form that cannot be read, a link without the number in it, a kind without a name. */
export function numbersProblem({ numberPatterns, phoneTarget }: Pick<Settings, 'numberPatterns' | 'phoneTarget'>): { key: 'badMask'; mask: string } | { key: 'badTarget' | 'incomplete' } | undefined {
  for (const { name, masks } of numberPatterns) {
    const written = masks.filter((mask) => mask.trim() !== '');
    const bad = written.find((mask) => (readMask(mask.trim())?.filter(({ kind }) => kind !== 'self').reduce((sum, { least }) => sum + least, 0) ?? 0) < FEWEST_PLACES);
    if (bad !== undefined) return { key: 'badMask', mask: bad };
    if (written.length === 0 || name.he.trim() === '' || name.en.trim() === '') return { key: 'incomplete' };
  }
  const targets = [phoneTarget === 'tel:{number}' ? null : phoneTarget, ...numberPatterns.map(({ target }) => target)];
  return targets.some((target) => target !== null && !/^https:\/\/[^\s/?#{}@<>"'`\\]+[/?#][^\s<>"'`\\]*\{number\}[^\s<>"'`\\]*$/.test(target)) ? { key: 'badTarget' } : undefined;
}

/** As they are stored: without the empty lines that one types between. */
export const withoutEmptyMasks = (settings: Settings): Settings => ({ ...settings, numberPatterns: settings.numberPatterns.map((one) => ({ ...one, masks: one.masks.map((mask) => mask.trim()).filter((mask) => mask !== '') })) });

export const dutyIncomplete = ({ onCall }: Pick<Settings, 'onCall'>): boolean => onCall.some(({ from, to, who }) => who.trim() === '' || from === '' || to < from);
