import type { Language } from '../domain/message.ts';
import { fill } from '../text/fill.ts';
import { FORM_TEXTS } from '../text/form.ts';
import { STATUS_TEXTS } from '../text/status.ts';
import type { ActTrouble } from './status-acts.ts';

/** What went wrong on the status page, in words: the form's where it has them. */
export function actTroubleText(language: Language, { key, values }: ActTrouble): string {
  const own = STATUS_TEXTS[language] as Record<string, string>;
  const form = FORM_TEXTS[language] as Record<string, string>;
  return fill(own[key] ?? form[key] ?? form['failed']!, values) ?? form['failed']!;
}
