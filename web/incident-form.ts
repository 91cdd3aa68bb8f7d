import type { GivenIncident } from '../shared/domain/incident.ts';

/** An incident as it stands in its form. */
export interface Typed { titleHe: string; titleEn: string; whatHe: string; whatEn: string; wordsHe: string; wordsEn: string; told: boolean }

/** Words and phrases between commas or line ends, each once. */
export const phrasesOf = (text: string): string[] => [...new Set(text.split(/[,،;\n]/).map((phrase) => phrase.trim().replace(/\s+/g, ' ')).filter((phrase) => /[\p{L}\p{N}]{2}/u.test(phrase) && phrase.length <= 60))].slice(0, 50);

/** What is sent of it: a name in one language stands for both, and what customers read, where it is whole, for a name that is missing; null: it has none yet. */
export function wantsOf({ titleHe, titleEn, whatHe, whatEn, wordsHe, wordsEn, told }: Typed, nextUpdateAt: number | null): GivenIncident | null {
  const [he, en] = [titleHe.trim() || titleEn.trim() || whatHe.trim(), titleEn.trim() || titleHe.trim() || whatEn.trim()];
  if (he === '' || en === '') return null;
  const what = whatHe.trim() !== '' && whatEn.trim() !== '' ? { he: whatHe.trim(), en: whatEn.trim() } : null;
  return { title: { he, en }, what, nextUpdateAt, words: { he: phrasesOf(wordsHe), en: phrasesOf(wordsEn) }, told };
}
