import { useRef, useState } from 'react';
import type { CaseView, Edit } from '../../shared/api-shapes.ts';
import { ApiFailure, call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { useCase, useRead, useRefresh } from '../data.ts';
import { useCopy } from '../use-copy.ts';
import { usePresence } from '../use-presence.ts';
import { useShortcut } from '../use-shortcut.ts';
import { CaseBar } from './case-bar.tsx';
import { Composer } from './composer.tsx';
import type { ComposerHandle } from './composer.tsx';
import { ContextPanel } from './context-panel.tsx';
import { Due } from './due.tsx';
import { IncidentOf } from './incident-badge.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import { EventLine } from './event-line.tsx';
import { useLive } from './live.ts';
import { PendingSends } from './pending-sends.tsx';
import { CaseNumber, Line, Name } from './said.tsx';
import { Problem, Skeleton, useProblemText } from './states.tsx';
import { Thread } from './thread.tsx';

interface Props { number: string; close: () => void; next: () => void }

/** The case: its bar, what was said, where one answers, and what there is to know beside it. */
export function CasePane(props: Props) {
  const { t } = useConsole();
  const found = useCase(props.number);
  return (
    <section className="case-pane" aria-label={t('case.title', { number: props.number })}>
      {found.data ? <Whole {...props} view={found.data} error={found.error} again={() => { void found.refetch(); }} />
        : found.error ? <><button type="button" className="quiet-button back-button" onClick={props.close}><Icon name="back" turns />{t('act.back')}</button><Problem error={found.error} again={() => { void found.refetch(); }} /></>
        : <Skeleton rows={4} className="skeleton-entry" />}
    </section>
  );
}

interface Changed { fields: NonNullable<ApiFailure['stale']>['changed']; /** How many lines the history had when it was read. */ known: number }

function Whole({ number, view, close, next, error, again }: Props & { view: CaseView; error: unknown; again: () => void }) {
  const { t, tell, word } = useConsole();
  const who = useWho();
  const composer = useRef<ComposerHandle>(null);
  const [changed, setChanged] = useState<Changed>();
  const [panel, setPanel] = useState(() => innerWidth > 1400 && localStorage.getItem('panel') !== 'closed');
  const refresh = useRefresh();
  const copy = useCopy();
  const problem = useProblemText();
  const { viewers } = useLive();
  const others = viewers[number] ?? view.viewers ?? [];
  const item = view.case;

  usePresence(number);

  const edit = async (wanted: Omit<Edit, 'version'>, andNext = false): Promise<void> => {
    try {
      const { warnings } = await call('PATCH /cases/:number', { path: { number }, body: { version: view.version ?? '', ...wanted } });
      setChanged(undefined);
      const back: Omit<Edit, 'version'> | undefined = wanted.status ? { status: item.status === 'new' || item.status === 'resolved' ? 'open' : item.status } : undefined;
      tell([t('case.saved'), ...warnings.map((key) => word('warning', key))].join(' '), back && wanted.status !== 'snoozed' && back.status !== 'snoozed' ? { label: t('act.undo'), run: () => { void undo(back); } } : undefined);
      if (andNext) next();
    } catch (failure) {
      if (failure instanceof ApiFailure && failure.stale) setChanged({ fields: failure.stale.changed, known: view.events.length });
      else tell(problem(failure));
    }
    await refresh([number]);
  };
  // Over the version as it is by then: the act itself has raised it.
  const undo = async (wanted: Omit<Edit, 'version'>): Promise<void> => {
    try {
      const latest = await call('GET /cases/:number', { path: { number } });
      await call('PATCH /cases/:number', { path: { number }, body: { version: latest.version ?? '', ...wanted } });
    } catch (failure) {
      tell(problem(failure));
    }
    await refresh([number]);
  };
  useShortcut('copyNumber', () => { void copy(item.number); });
  const togglePanel = (): void => {
    localStorage.setItem('panel', panel ? 'closed' : 'open');
    setPanel(!panel);
  };
  return (
    <div className={panel ? 'case-grid with-panel' : 'case-grid'}>
      <div className="case-main">
        <header className="case-head">
          <div className="case-title">
            <button type="button" className="quiet-button back-button" aria-label={t('act.back')} onClick={close}><Icon name="back" turns /></button>
            <ChannelIcon channel={item.channel} label={word('channel', item.channel)} size={18} />
            <Line as="h2" language={item.language}>{item.subject || (item.customer.name ?? item.number)}</Line>
          </div>
          <div className="case-facts">
            <button type="button" className="number-button" onClick={() => { void copy(item.number); }} title={t('case.copy')}><CaseNumber>{item.number}</CaseNumber><Icon name="copy" size={13} /></button>
            <span className={`status status-${item.status}`}>{t(`status.${item.status}`)}</span>
            <span className="quiet"><Name>{who(item.customer, item.channel)}</Name></span>
            {item.incident ? <IncidentOf incident={item.incident} unlink={() => { void edit({ incident: null }); }} /> : null}
            <Due row={item} />
            {others.map(({ id, name, state }) => <span key={id} className="viewer"><Icon name="people" size={14} /> {t(state === 'typing' ? 'case.typing' : 'case.viewing', { agent: name })}</span>)}
          </div>
          <CaseBar view={view} edit={edit} panel={panel} togglePanel={togglePanel} />
        </header>
        {error && !(error instanceof ApiFailure && error.key === 'offline') ? <Problem error={error} again={again} /> : null}
        {changed ? <WhatChanged changed={changed} view={view} seen={() => setChanged(undefined)} /> : null}
        <div className="thread-scroll" tabIndex={0} role="region" aria-label={t('case.thread')}>
          <Thread view={view} writeAgain={({ text, via }) => composer.current?.put({ text, mode: via })} />
          <PendingSends number={number} entries={view.entries} language={item.language} takeBack={({ body }) => composer.current?.put({ text: body.text, mode: body.via ?? 'reply' }, body.files)} />
        </div>
        <Composer view={view} handle={composer} onSent={(after) => { if (after === 'resolve') next(); }} />
      </div>
      {panel ? <ContextPanel view={view} edit={edit} onClose={togglePanel} /> : null}
    </div>
  );
}

/** Who was faster and what they did, from the history that has come since; without that, what stands there now. */
function WhatChanged({ changed, view, seen }: { changed: Changed; view: CaseView; seen: () => void }) {
  const { t, word } = useConsole();
  const topics = useRead('GET /settings').data?.topics;
  const news = view.events.slice(changed.known);
  const valueOf = ({ field, now }: Changed['fields'][number]): string | number => (field === 'status' || field === 'priority' ? word(field, String(now)) : field === 'assignee' ? (view.case.assigneeName ?? t('case.nobody')) : now ?? t('case.nothing'));
  return (
    <div className="stale" role="alert">
      <Icon name="alert" />
      <div className="stale-words">
        <p>{t('case.changed')} {news.length > 0 ? null : changed.fields.map((one) => `${word('field', one.field)}: ${valueOf(one)}`).join(' · ')}</p>
        {news.length > 0 ? <ul>{news.map((event, index) => <li key={index}><EventLine event={event} topics={topics} /></li>)}</ul> : null}
      </div>
      <button type="button" className="button small" onClick={seen}>{t('case.seen')}</button>
    </div>
  );
}
