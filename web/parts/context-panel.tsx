import { useState } from 'react';
import type { CaseView, Edit } from '../../shared/api-shapes.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { useRead, useRefresh } from '../data.ts';
import { duration } from '../format.ts';
import { SendState } from './entry.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import { EventLine } from './event-line.tsx';
import { CaseNumber, Line, Name, When } from './said.tsx';
import { useProblemText } from './states.tsx';

interface Props { view: CaseView; edit: (wanted: Omit<Edit, 'version'>) => Promise<void>; onClose: () => void }

/** What there is to know beside the words: what was promised, who writes, what else is theirs. */
export function ContextPanel({ view, edit, onClose }: Props) {
  const { t, word, can, tell } = useConsole();
  const who = useWho();
  const topics = useRead('GET /settings').data?.topics;
  const refresh = useRefresh();
  const problem = useProblemText();
  const item = view.case;
  const unmerge = async (id: string): Promise<void> => {
    try {
      const { from } = await call('POST /cases/:number/unmerge', { path: { number: item.number }, body: { id } });
      tell(t('case.unmerged', { number: from }));
    } catch (error) {
      tell(problem(error));
    }
    await refresh();
  };
  const revoke = async (): Promise<void> => {
    try {
      await call('POST /cases/:number/revoke-links', { path: { number: item.number }, body: view.version ? { version: view.version } : {} });
      tell(t('case.linksRevoked'));
    } catch (error) {
      tell(problem(error));
    }
    await refresh();
  };
  return (
    <aside className="context" aria-label={t('case.panel')}>
      <header className="context-head"><h3>{t('case.panel')}</h3><button type="button" className="quiet-button" aria-label={t('act.close')} onClick={onClose}><Icon name="close" size={16} /></button></header>
      <section>
        <h4>{t('case.promise')}</h4>
        <p className="strong"><When at={item.promise.dueAt} as="exact" /></p>
        {item.answeredAt ? <p className={item.answeredAt <= item.promise.dueAt ? 'good' : 'bad'}>{t(item.answeredAt <= item.promise.dueAt ? 'case.answeredInTime' : 'case.answeredLate')} · <When at={item.answeredAt} /></p> : null}
        {item.unansweredSince ? <p>{t('case.waitingSince')} <When at={item.unansweredSince} /></p> : null}
        <p className="quiet">{t('case.acknowledgement')}: {item.acknowledgement ? <SendState state={item.acknowledgement.state} reason={item.acknowledgement.reason} /> : <>{t('case.noAcknowledgement')}{item.suppressedBecause ? ` (${word('reason', item.suppressedBecause)})` : ''}</>}</p>
      </section>
      <Clocks view={view} />
      <section>
        <h4>{t('case.customer')}</h4>
        <p className="strong"><Name>{who(item.customer, item.channel)}</Name></p>
        <p className="quiet"><ChannelIcon channel={item.channel} label={word('channel', item.channel)} /> <Name>{item.customer.id}</Name></p>
        {item.contact && can('GET /contacts/:id') ? <p><a href={`#/contact/${encodeURIComponent(item.contact)}`}>{t('case.toContact')}</a></p> : null}
        {can('POST /cases/:number/revoke-links') ? <p><button type="button" className="link-button" title={t('case.revokeLinksWhat')} onClick={() => { void revoke(); }}>{t('case.revokeLinks')}</button></p> : null}
      </section>
      {item.relatedTo ? <section><h4>{t('case.related')}</h4><p><a href={`#/inbox/open/${item.relatedTo}`}><CaseNumber>{item.relatedTo}</CaseNumber></a></p></section> : null}
      {item.mergedInto ? <section><h4>{t('case.mergedInto')}</h4><p><a href={`#/inbox/open/${item.mergedInto}`}><CaseNumber>{item.mergedInto}</CaseNumber></a></p></section> : null}
      {(view.merged ?? []).length > 0 ? <section><h4>{t('case.mergedFrom')}</h4>{view.merged!.map(({ id, from }) => <p key={id}><CaseNumber>{from}</CaseNumber> {can('POST /cases/:number/unmerge') ? <button type="button" className="link-button" onClick={() => { void unmerge(id); }}>{t('act.unmerge')}</button> : null}</p>)}</section> : null}
      {(view.others ?? []).length > 0 ? (
        <section>
          <h4>{t('case.others')}</h4>
          <ul className="others">{view.others!.map((other) => <li key={other.number}><a href={`#/inbox/open/${other.number}`}><ChannelIcon channel={other.channel} label={word('channel', other.channel)} /><Line language={item.language}>{other.subject || other.number}</Line></a><span className="quiet">{t(`status.${other.status}`)} · <When at={other.openedAt} /></span></li>)}</ul>
        </section>
      ) : null}
      <Labels view={view} edit={edit} />
      {(view.urgency ?? []).length > 0 ? <section><h4>{t('case.urgentBecause')}</h4><ul>{view.urgency!.map(({ sign, evidence }) => <li key={sign}>{word('urgency', sign)}{evidence.length > 0 ? <>: <bdi className="quiet">{evidence.join(', ')}</bdi></> : null}</li>)}</ul></section> : null}
      <section>
        <h4>{t('case.history')}</h4>
        <p className="quiet">{t('case.opened')} <When at={item.openedAt} /></p>
        <ol className="history">{view.events.map((event, index) => <li key={index}><EventLine event={event} topics={topics} /></li>)}</ol>
      </section>
    </aside>
  );
}

function Clocks({ view }: { view: CaseView }) {
  const { t, language, now } = useConsole();
  const { clocks } = view;
  if (!clocks) return null;
  const shown = (['firstResponse', 'nextResponse', 'resolution'] as const).flatMap((name) => { const clock = clocks[name]; return clock ? [{ name, clock }] : []; });
  if (shown.length === 0) return null;
  return (
    <section>
      <h4>{t('case.clocks')}</h4>
      <dl className="clocks">
        {shown.map(({ name, clock }) => {
          const late = clock.dueAt !== null && (clock.stoppedAt ?? now) > clock.dueAt;
          return <div key={name}><dt>{t(`clock.${name}`)}</dt><dd className={late ? 'bad' : ''}>{duration(language, clock.passed.business)} <span className="quiet">{t(`clock.${clock.state}`)}</span></dd></div>;
        })}
      </dl>
    </section>
  );
}

/** Topic and tags: one from the company's list, and free ones. */
function Labels({ view, edit }: Pick<Props, 'view' | 'edit'>) {
  const { t, can, language } = useConsole();
  const [typed, setTyped] = useState('');
  const mayEdit = can('PATCH /cases/:number') && view.version !== undefined;
  const settings = useRead('GET /settings', {}, { on: mayEdit });
  const { tags, topic } = view.case;
  if (tags === undefined && topic === undefined) return null;
  const topics = settings.data?.topics ?? [];
  const add = (): void => {
    const tag = typed.trim();
    if (tag !== '' && !tags?.includes(tag)) void edit({ tags: [...(tags ?? []), tag] });
    setTyped('');
  };
  return (
    <section>
      <h4>{t('case.topicAndTags')}</h4>
      {mayEdit && topics.length > 0 ? (
        <label className="field"><span className="quiet">{t('case.topic')}</span>
          <select value={topic ?? ''} onChange={(event) => { void edit({ topic: event.target.value || null }); }}><option value="">{t('case.noTopic')}</option>{topics.map((one) => <option key={one.id} value={one.id}>{one[language]}</option>)}</select>
        </label>
      ) : topic ? <p>{topics.find(({ id }) => id === topic)?.[language] ?? topic}</p> : null}
      <p className="tags">{(tags ?? []).map((tag) => <span className="tag" key={tag}><Name>{tag}</Name>{mayEdit ? <button type="button" aria-label={t('case.dropTag', { tag })} onClick={() => { void edit({ tags: (tags ?? []).filter((one) => one !== tag) }); }}><Icon name="close" size={11} /></button> : null}</span>)}</p>
      {mayEdit ? <input className="tag-input" dir="auto" value={typed} aria-label={t('case.addTag')} placeholder={t('case.addTag')} list="known-tags" onChange={(event) => setTyped(event.target.value)} onKeyDown={(event) => { if (event.code === 'Enter' && !event.nativeEvent.isComposing) { event.preventDefault(); add(); } }} /> : null}
      <datalist id="known-tags">{(settings.data?.tags ?? []).map((tag) => <option key={tag} value={tag} />)}</datalist>
    </section>
  );
}
