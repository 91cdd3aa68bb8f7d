import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useLocation } from 'wouter';
import { numberTyped } from '../number-typed.ts';
import { directionOf, directionOfLanguage } from '../../shared/domain/direction.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import type { Shortcut } from '../shortcuts.ts';
import { workOf } from '../use-shortcut.ts';
import { useViews } from '../use-views.ts';
import { Dialog } from './dialog.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { useLive } from './live.ts';
import { CaseNumber, Name } from './said.tsx';
import { QUEUES } from './queues.ts';
import { useScreens } from './sidebar.tsx';
import { useProblemText } from './states.tsx';

/** What the palette offers of the case, or mention, that lies open. */
const ACTS = [['resolve', 'check'], ['resolveAndNext', 'check'], ['reply', 'reply'], ['note', 'lock'], ['assign', 'user'], ['team', 'people'], ['priority', 'flag'], ['snooze', 'moon'], ['makeCase', 'inbox'], ['copyNumber', 'copy']] as const satisfies [Shortcut, IconName][];

interface Found { key: string; words: string; shown: ReactNode; icon: ReactNode; run: () => void }

/** Goes anywhere and does anything by typing: a case's number, what may be done to the open case, a queue, a screen, and whatever the search knows. */
export function Palette({ onClose, openSheet }: { onClose: () => void; openSheet: () => void }) {
  const { t, can, word, language, setLanguage } = useConsole();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const asked = useDeferredValue(typed.trim());
  const list = useId();
  const problem = useProblemText();
  const screens = useScreens();
  const search = useQuery({ queryKey: ['GET /search', asked], queryFn: async ({ signal }) => call('GET /search', { query: { q: asked }, signal }), enabled: can('GET /search') && asked.length > 1 });

  const to = (path: string) => () => { go(path); onClose(); };
  const command = (key: string, words: string, icon: IconName, run: () => void): Found => ({ key, words, shown: words, icon: <Icon name={icon} size={16} />, run });
  const number = numberTyped(asked);
  const commands = [
    // Once the dialog is gone: what opens then can be reached.
    ...ACTS.flatMap(([name, icon]) => { const work = workOf(name); return work ? [command(`act-${name}`, t(`shortcuts.${name}`), icon, () => { onClose(); setTimeout(work); })] : []; }),
    ...(can('GET /queues') ? QUEUES : QUEUES.slice(0, 1)).map(({ name, icon }) => command(`queue-${name}`, t(`queue.${name}`), icon, to(`/inbox/${name}`))),
    ...(useViews() ?? []).map(({ id, name, shared }) => command(`view-${id}`, name, shared ? 'people' : 'save', to(`/view/${id}`))),
    ...(useLive().queues?.teams ?? []).map(({ id, name }) => command(`team-${id}`, name, 'people', to(`/teams/${encodeURIComponent(id)}`))),
    ...(can('POST /incidents') ? [command('incident-new', t('incident.open'), 'alert', to('/incidents/new'))] : []),
    ...(useLive().queues?.incidents ?? []).map(({ id, title }) => command(`incident-${id}`, title[language], 'alert', to(`/incident/${id}`))),
    ...screens.map(({ path, text, icon }) => command(path, t(text), icon, to(path))),
    command('language', t('app.otherLanguage'), 'language', () => { setLanguage(language === 'he' ? 'en' : 'he'); onClose(); }),
    command('sheet', t('shortcuts.title'), 'keyboard', openSheet),
  ].filter(({ words }) => asked === '' || words.toLowerCase().includes(asked.toLowerCase()));
  const found: Found[] = [
    ...(number ? [{ key: 'number', words: number, shown: <>{t('palette.goToCase')} <CaseNumber>{number}</CaseNumber></>, icon: <Icon name="inbox" size={16} />, run: to(`/inbox/open/${number}`) }] : []),
    ...(asked.length > 1 ? search.data?.hits ?? [] : []).map((hit): Found => ({
      key: `${hit.kind}-${hit.id}`, words: hit.title, icon: hit.channel ? <ChannelIcon channel={hit.channel} label={word('channel', hit.channel)} /> : <Icon name="user" size={16} />,
      shown: <span className="hit"><Name>{hit.title}</Name>{hit.kind === 'case' ? <CaseNumber>{hit.id}</CaseNumber> : null}<span className="quiet"><Name>{hit.excerpt}</Name></span></span>,
      run: to(hit.kind === 'case' ? `/inbox/open/${hit.id}` : `/contact/${encodeURIComponent(hit.id)}`),
    })),
    ...commands,
  ];
  const at = Math.min(chosen, found.length - 1);
  const press = (event: KeyboardEvent): void => {
    const step = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((at + step + found.length) % Math.max(1, found.length));
    } else if (event.code === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      found[at]?.run();
    }
  };
  return (
    <Dialog title={t('palette.open')} onClose={onClose} className="palette" bare>
      <input className="palette-input" type="text" dir={directionOf(typed, directionOfLanguage(language))} autoFocus role="combobox" aria-expanded="true" aria-controls={list} aria-activedescendant={found[at] ? `${list}-${at}` : undefined} aria-label={t('palette.open')}
        placeholder={t(can('GET /search') ? 'palette.hint' : 'palette.hintWithoutSearch')} value={typed} onChange={(event) => { setTyped(event.target.value); setChosen(0); }} onKeyDown={press} />
      <ul className="palette-list" role="listbox" id={list} aria-label={t('palette.results')}>
        {found.map(({ key, shown, icon, run }, index) => <li key={key} id={`${list}-${index}`} role="option" aria-selected={index === at} className="palette-item" onClick={run} onPointerMove={() => setChosen(index)}>{icon}<span>{shown}</span></li>)}
      </ul>
      {found.length === 0 && !search.isFetching ? <p className="quiet pad">{t('palette.none')}</p> : null}
      {search.error ? <p className="problem-line pad" role="alert">{problem(search.error)}</p> : null}
    </Dialog>
  );
}
