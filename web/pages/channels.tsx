import type { ChannelView } from '../../shared/api-shapes/desk.ts';
import { Link } from 'wouter';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { duration } from '../format.ts';
import { ChannelIcon, Icon } from '../parts/icon.tsx';
import { Name, When } from '../parts/said.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';

const EVERY_MS = 30_000;

/** Is every connection alive: what came last, what is wrong, what ends soon. */
export default function ChannelsPage() {
  const { t, can } = useConsole();
  const found = useRead('GET /channels', {}, { everyMs: EVERY_MS });
  const channels = found.data?.channels ?? [];
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.channels')}</h1></header>
      {found.isPending ? <Skeleton rows={5} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : null}
      {found.data?.stuck ? <p className="stale" role="alert"><Icon name="alert" /><span>{t('channels.stuck', { n: found.data.stuck })}</span>{can('GET /stuck') ? <Link href="/stuck">{t('act.open')}</Link> : null}</p> : null}
      {found.data && channels.length === 0 ? <Empty icon="plug" title={t('channels.none')}>{t('channels.howTo')}</Empty> : null}
      <ul className="cards two">{channels.map((channel) => <li key={channel.channel}><Channel view={channel} /></li>)}</ul>
    </div>
  );
}

function Channel({ view }: { view: ChannelView }) {
  const { t, word, language } = useConsole();
  const name = word('channel', view.channel);
  const days = (text: string | undefined): string => (text === undefined ? '' : duration(language, Number(text) * 86_400_000));
  const minutes = (text: string | undefined): string => (text === undefined ? '' : duration(language, Number(text) * 60_000));
  const state = view.connected === null ? 'notConnected' : view.connected ? (view.findings.length > 0 ? 'warned' : 'fine') : 'broken';
  return (
    <article className="card" aria-label={name}>
      <header><ChannelIcon channel={view.channel} label={name} size={20} /><h2>{name}</h2><span className="spacer" /><span className={`mark ${state === 'fine' ? 'good' : state === 'broken' ? 'bad' : state === 'warned' ? 'warn' : ''}`}><Icon name={state === 'fine' ? 'check' : state === 'notConnected' ? 'plug' : 'alert'} size={13} />{t(`channels.${state}`)}</span></header>
      {view.findings.map(({ key, values }) => {
        const said = { ...values, channel: name, days: days(values['days']), minutes: minutes(values['minutes']) };
        const line = word('finding', key, said);
        return <p key={key + (values['account'] ?? '')} className={view.connected ? 'warn-line' : 'problem-line'}>{line === key ? word('finding', 'other', said) : line} {values['account'] ? <Name className="quiet">{values['account']}</Name> : null}</p>;
      })}
      {view.accounts.length > 0 ? (
        <dl className="accounts">
          {view.accounts.map((account) => (
            <div key={account.inbox}>
              <dt><Name>{account.name ?? account.inbox}</Name></dt>
              <dd className="quiet">{t('channels.lastEvent')} {account.lastEventAt ? <When at={account.lastEventAt} as="ago" /> : t('channels.never')}</dd>
              {account.fetchedAt ? <dd className="quiet">{t('channels.fetched')} <When at={account.fetchedAt} as="ago" /></dd> : null}
            </div>
          ))}
        </dl>
      ) : null}
      <footer>
        {view.checkedAt ? <span className="quiet">{t('channels.checked')} <When at={view.checkedAt} as="ago" /></span> : null}
        <span className="spacer" />
        <a href={view.documentation} target="_blank" rel="noopener noreferrer">{t('channels.documentation')}</a>
      </footer>
      {view.connected === null || !view.connected ? <p className="quiet">{t('channels.connect')} <bdi dir="ltr"><code>npm run -s connect -- {view.channel}</code></bdi></p> : null}
    </article>
  );
}
