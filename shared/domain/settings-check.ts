import { Settings } from './settings.ts';

type Place = (string | number)[];
type Found = { path: Place; message: string };

const DAY_MINUTES = 24 * 60;
/** A block over midnight that lasts longer is no night shift: its two times were exchanged. */
const LONGEST_NIGHT_MINUTES = 12 * 60;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function wrongBlock([start, end]: [string, string]): string | undefined {
  const [from, to] = [minutesOf(start), minutesOf(end)];
  if (from >= DAY_MINUTES || to > DAY_MINUTES) return 'a day ends at 24:00';
  if (from === to) return 'holds no time';
  return to < from && to + DAY_MINUTES - from > LONGEST_NIGHT_MINUTES ? 'ends before it begins' : undefined;
}

function inBlocks(blocks: [string, string][], path: Place): Found[] {
  const wrong = blocks.flatMap((block, place) => { const message = wrongBlock(block); return message === undefined ? [] : [{ path: [...path, place], message }]; });
  if (wrong.length > 0) return wrong;
  const stretches = blocks.map(([start, end], place) => ({ place, from: minutesOf(start), to: minutesOf(end) + (minutesOf(end) < minutesOf(start) ? DAY_MINUTES : 0) })).sort((a, b) => a.from - b.from);
  return stretches.flatMap(({ place, from }, at) => (at > 0 && from < stretches[at - 1]!.to ? [{ path: [...path, place], message: 'overlaps another' }] : []));
}

const twice = (all: string[], path: (place: number) => Place): Found[] => all.flatMap((one, place) => (all.indexOf(one) < place ? [{ path: path(place), message: 'is there twice' }] : []));

function inLink(link: string, isBase: boolean): string | undefined {
  const { username, password, search, hash } = new URL(link);
  if (username !== '' || password !== '') return 'must not name a user';
  if (/[{}\s]/.test(link)) return 'must be an address as it is';
  return isBase && (search !== '' || hash !== '' || /[?#]/.test(link)) ? 'must end with its path' : undefined;
}

function nonsenseIn({ calendar, onCall, ...settings }: Settings): Found[] {
  const links = (['privacyLink', 'accessLink', 'statusLink', 'formLink'] as const).flatMap((name) => {
    const link = settings[name];
    const message = link === null ? undefined : inLink(link, name === 'statusLink');
    return message === undefined ? [] : [{ path: [name], message }];
  });
  return [
    ...Object.entries(calendar.weekdays).flatMap(([day, blocks]) => inBlocks(blocks, ['calendar', 'weekdays', day])),
    ...calendar.specialDays.flatMap(({ blocks }, place) => inBlocks(blocks, ['calendar', 'specialDays', place, 'blocks'])),
    ...twice(calendar.specialDays.map(({ date }) => date), (place) => ['calendar', 'specialDays', place, 'date']),
    ...onCall.flatMap(({ from, to }, place) => (from > to ? [{ path: ['onCall', place, 'to'], message: 'is before it begins' }] : [])),
    ...links,
  ];
}

/** Settings as somebody sets them: what fits its shape and makes no sense is refused, while what is stored already stays readable. */
export const GivenSettings = Settings.strict().superRefine((settings, context) => {
  for (const { path, message } of nonsenseIn(settings)) context.addIssue({ code: 'custom', path, message });
});
