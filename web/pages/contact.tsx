import { useState } from 'react';
import { useParams } from 'wouter';
import type { ContactView } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { CaseNumber, Line, Name, When } from '../parts/said.tsx';
import { Problem, Skeleton } from '../parts/states.tsx';
import { useSave } from '../use-save.ts';

/** One person over all channels: who they are, what they asked, who might be the same. */
export default function ContactPage() {
  const { id } = useParams<{ id: string }>();
  const { t } = useConsole();
  const found = useRead('GET /contacts/:id', { path: { id: decodeURIComponent(id) } });
  return (
    <div className="page narrow">
      {found.isPending ? <Skeleton rows={4} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : <Contact view={found.data} title={t('page.contact')} />}
    </div>
  );
}

function Contact({ view, title }: { view: ContactView; title: string }) {
  const { t, word, can } = useConsole();
  const { busy, save } = useSave();
  const [sure, setSure] = useState<ContactView['suggestions'][number]>();
  const undo = (event: string) => () => { void save(async () => call('POST /contacts/unmerge', { body: { id: event } }), t('contact.parted')); };
  const merges = view.events.filter((event) => (event.kind === 'merged' || event.kind === 'linked') && !event.undone);
  return (
    <>
      <header className="page-head"><h1><Name>{view.name ?? t('case.unknownSender')}</Name></h1><span className="quiet">{title}</span></header>
      <section className="card" aria-labelledby="c-identities">
        <h2 id="c-identities">{t('contact.identities')}</h2>
        <ul className="others">{view.identities.map((identity) => (
          <li key={identity.channel + identity.externalId}><span className="identity"><ChannelIcon channel={identity.channel} label={word('channel', identity.channel)} /> <Name>{identity.name ?? identity.externalId}</Name>{identity.name ? <span className="quiet"><Name>{identity.externalId}</Name></span> : null}
            {identity.address ? <span className={identity.address.verified ? 'mark good' : 'mark'}>{identity.address.verified ? <Icon name="check" size={12} /> : null}{t(identity.address.verified ? 'contact.verified' : 'contact.notVerified')}</span> : null}</span></li>
        ))}</ul>
        {merges.length > 0 ? <><h3>{t('contact.merges')}</h3><ul className="others">{merges.map((event) => <li key={event.id}><span>{t(event.kind === 'merged' ? 'contact.merged' : 'contact.linked')} · <Name>{event.by}</Name> · <When at={event.at} /> {can('POST /contacts/unmerge') ? <button type="button" className="link-button" disabled={busy} onClick={undo(event.id)}>{t('act.unmerge')}</button> : null}</span></li>)}</ul></> : null}
      </section>
      {view.suggestions.length > 0 ? (
        <section className="card" aria-labelledby="c-same">
          <h2 id="c-same">{t('contact.perhapsSame')}</h2>
          <ul className="others">{view.suggestions.map((one) => <li key={one.contact}><span className="identity"><a href={`#/contact/${encodeURIComponent(one.contact)}`}><Name>{one.name ?? one.contact}</Name></a> <span className="quiet">{one.because.map((why) => t(`same.${why}`)).join(', ')}</span> {can('POST /contacts/merge') ? <button type="button" className="button small" onClick={() => setSure(one)}><Icon name="merge" size={15} />{t('act.merge')}</button> : null}</span></li>)}</ul>
        </section>
      ) : null}
      <section className="card" aria-labelledby="c-cases">
        <h2 id="c-cases">{t('contact.cases', { n: view.cases.length })}</h2>
        <ul className="others">{view.cases.map((item) => <li key={item.number}><a href={`#/inbox/open/${item.number}`}><ChannelIcon channel={item.channel} label={word('channel', item.channel)} /><CaseNumber>{item.number}</CaseNumber><Line language={item.language}>{item.subject}</Line></a><span className="quiet">{t(`status.${item.status}`)} · <When at={item.openedAt} /></span></li>)}</ul>
      </section>
      {sure ? (
        <Dialog title={t('contact.mergeTitle')} onClose={() => setSure(undefined)}>
          <div className="dialog-body">
            <p>{t('contact.mergeWhat')}</p>
            <p className="strong"><Name>{sure.name ?? sure.contact}</Name> + <Name>{view.name ?? view.id}</Name></p>
            <div className="dialog-acts"><button type="button" className="button" onClick={() => setSure(undefined)}>{t('act.cancel')}</button><button type="button" className="button main" disabled={busy} onClick={() => { void save(async () => call('POST /contacts/merge', { body: { from: sure.contact, into: view.id } }), t('contact.joined')).then((done) => { if (done) setSure(undefined); return done; }); }}>{t('act.merge')}</button></div>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
