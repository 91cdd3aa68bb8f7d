import type { Settings } from './settings.ts';

/** Whose customers need the accessibility statement before there is a page: service accessibility regulations 2013, reg. 35. */
const ISRAEL = new Set(['Asia/Jerusalem', 'Asia/Tel_Aviv', 'Israel']);

/** `trial`: no real customers open it, so that nobody has to write statements before they may look at it. */
export type StatusPageFor = 'customers' | 'trial';

/** Which settings have to be made before customers get a page, and links to it. Empty: none. */
export function missingForStatusPage(settings: Pick<Settings, 'calendar' | 'accessLink' | 'privacyLink'>, whom: StatusPageFor): ('accessLink' | 'privacyLink')[] {
  if (whom === 'trial' || !ISRAEL.has(settings.calendar.timeZone)) return [];
  return (['accessLink', 'privacyLink'] as const).filter((name) => settings[name] === null);
}
