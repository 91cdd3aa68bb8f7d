import { withoutBidiControls } from '../shared/domain/direction.ts';
import type { Language } from '../shared/domain/message.ts';
import en from './text/en.json' with { type: 'json' };
import he from './text/he.json' with { type: 'json' };

interface Plural { one: string; two?: string; other: string }
type Paths<T, P extends string = ''> = { [K in keyof T & string]: T[K] extends string | { other: string } ? `${P}${K}` : Paths<T[K], `${P}${K}.`> }[keyof T & string];
/** A text of the console by its place in `text/*.json`. */
export type Key = Paths<typeof en>;
export type Values = Record<string, string | number>;

const WORDS: Record<Language, unknown> = { he, en };
const plurals = { he: new Intl.PluralRules('he'), en: new Intl.PluralRules('en') };

function found(language: Language, key: string): string | Plural | undefined {
  let place: unknown = WORDS[language];
  for (const step of key.split('.')) place = typeof place === 'object' && place !== null ? (place as Record<string, unknown>)[step] : undefined;
  return typeof place === 'string' || (typeof place === 'object' && place !== null && 'other' in place) ? place as string | Plural : undefined;
}

/** Is there a text for this key that came from the API? */
export function hasText(key: string): key is Key {
  return found('en', key) !== undefined;
}

/** The text with its placeholders still in it; `n` chooses the form of counted words. */
export function pattern(language: Language, key: Key, n?: number): string {
  const text = found(language, key);
  if (text === undefined) return key;
  if (typeof text === 'string') return text;
  const form = plurals[language].select(n ?? 0);
  return form === 'one' ? text.one : form === 'two' ? (text.two ?? text.other) : text.other;
}

/** `{name}` becomes its value; a value is never read for placeholders, and turns nothing round. */
export function say(language: Language, key: Key, values: Values = {}): string {
  return pattern(language, key, typeof values['n'] === 'number' ? values['n'] : undefined).replace(/\{(\w+)\}/g, (whole, name: string) => (values[name] === undefined ? whole : withoutBidiControls(String(values[name]))));
}
