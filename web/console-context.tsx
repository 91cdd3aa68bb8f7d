import { Fragment, createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import type { Me } from '../shared/api-shapes/desk.ts';
import type { Language } from '../shared/domain/message.ts';
import type { Route } from './api.ts';
import type { AttachedFiles } from './attached-files.ts';
import type { Batches } from './batch-sending.ts';
import type { Outbox } from './sending.ts';
import { hasText, pattern, say } from './text.ts';
import type { Key, Values } from './text.ts';

export type Theme = 'system' | 'light' | 'dark';

export interface Console {
  language: Language;
  setLanguage: (language: Language) => void;
  theme: Theme;
  setTheme: (theme: Theme) => void;
  me: Me;
  /** May this person call it, and is it there? */
  can: (route: Route) => boolean;
  t: (key: Key, values?: Values) => string;
  /** A key that came from the API, below `place`; the key itself when the console has no word for it, of a reason among words that say so. */
  word: (place: string, key: string, values?: Values) => string;
  timeZone: string;
  setTimeZone: (zone: string) => void;
  /** Ticks every half minute, so that ages stay true. */
  now: number;
  outbox: Outbox;
  batches: Batches;
  /** Beside answers that are being written. */
  attached: AttachedFiles;
  /** Says something in passing, for eyes and screen readers. */
  tell: (text: string, act?: { label: string; run: () => void }) => void;
  mac: boolean;
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const found = useContext(ConsoleContext);
  if (!found) throw new Error('outside of the console');
  return found;
}

export function wordOf(language: Language, place: string, key: string, values?: Values): string {
  const whole = `${place}.${key}`;
  if (hasText(whole)) return say(language, whole, values);
  return place === 'reason' && key !== '' ? say(language, 'reason.unnamed', { key }) : key;
}

/** A text whose placeholders are elements: names, numbers and links keep their own direction. */
export function Say({ k, n, values }: { k: Key; n?: number; values: Record<string, ReactNode> }) {
  const { language } = useConsole();
  const pieces = pattern(language, k, n).split(/\{(\w+)\}/);
  return <>{pieces.map((piece, index) => <Fragment key={index}>{index % 2 === 1 ? (values[piece] ?? (piece === 'n' ? n : null)) : piece}</Fragment>)}</>;
}
