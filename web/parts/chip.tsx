import { createContext } from 'react';
import type { FoundNumber } from '../../shared/domain/numbers.ts';
import { useConsole } from '../console-context.tsx';
import type { NumberRules } from '../text-pieces.ts';
import { useCopy } from '../use-copy.ts';
import { Icon } from './icon.tsx';

/** Where numbers are shown as chips; null: they are words like others. */
export const NumberRulesContext = createContext<NumberRules | null>(null);

/** A number that somebody looks up: whole in one line, with its copy, and the way to where it is looked up. */
export function NumberChip({ found }: { found: FoundNumber }) {
  const { t, language } = useConsole();
  const copy = useCopy();
  const { text, number, link, name, kind } = found;
  const what = name ? `${name[language]} ${number}` : number;
  const calls = link?.startsWith('tel:') ?? false;
  const leads = t(calls ? 'chip.call' : 'chip.open', { what });
  return (
    <span className="chip" {...(name ? { title: name[language] } : {})}>
      <bdi dir="ltr">{text}</bdi>
      <button type="button" aria-label={t('chip.copy', { what })} title={t('chip.copy', { what })} onClick={() => { void copy(kind === 'phone' ? number : text); }}><Icon name="copy" size={13} /></button>
      {link ? <a href={link} {...(calls ? {} : { target: '_blank', rel: 'noopener noreferrer' })} aria-label={leads} title={leads}><Icon name={calls ? 'phone' : 'out'} size={13} turns={!calls} /></a> : null}
    </span>
  );
}
