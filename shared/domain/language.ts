import { countLetters } from './letters.ts';
import type { Language } from './message.ts';

// Hebrew is written without vowels: three letters in ten already make a Hebrew message with English names in it.
const HEBREW_SHARE = 0.3;
/** Nobody changes language after so many characters; what follows is a log or a pasted page. */
const READ = 20_000;

/**
 * The language to answer in, by counting scripts: statistics over words misread short Hebrew. Other scripts get English.
 * A text without letters of its own is judged by what it quotes, then takes `fallback`.
 */
export function languageOf(text: string, fallback: Language = 'en'): Language {
  const beginning = text.slice(0, READ);
  let letters = countLetters(beginning);
  if (letters.all === 0) letters = countLetters(beginning, 'count');
  if (letters.all === 0) return fallback;
  return letters.hebrew / letters.all >= HEBREW_SHARE ? 'he' : 'en';
}
