import { wrongBlocks } from './opening-blocks.ts';
import type { OpeningBlock } from './opening-blocks.ts';
import { Settings } from './settings.ts';

type Place = (string | number)[];
type Found = { path: Place; message: string };

const inBlocks = (blocks: OpeningBlock[], path: Place): Found[] => wrongBlocks(blocks).map(({ place, message }) => ({ path: [...path, place], message }));

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
