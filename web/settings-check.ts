import type { BusinessCalendar } from '../shared/domain/settings.ts';

/** What is wrong with opening hours as somebody typed them: a block that ends before it begins, or two that meet; no hours at all. */
export function calendarProblem({ weekdays, specialDays }: BusinessCalendar): 'badBlocks' | 'noHours' | 'badDate' | undefined {
  const days = [...Object.values(weekdays), ...specialDays.map(({ blocks }) => blocks)];
  for (const blocks of days) {
    let end = '';
    for (const [from, to] of blocks) {
      if (!/^\d\d:\d\d$/.test(from) || !/^\d\d:\d\d$/.test(to) || from >= to || from < end) return 'badBlocks';
      end = to;
    }
  }
  if (specialDays.some(({ date }) => !/^\d{4}-\d\d-\d\d$/.test(date))) return 'badDate';
  return Object.values(weekdays).every((blocks) => blocks.length === 0) ? 'noHours' : undefined;
}
