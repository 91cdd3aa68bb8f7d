import { useState } from 'react';
import type { SinceILeft } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { number, shortTime } from '../format.ts';
import { Behind } from '../parts/behind.tsx';
import type { Shown } from '../parts/behind.tsx';
import { CaseGroup } from '../parts/case-group.tsx';
import { ChannelIcon } from '../parts/icon.tsx';
import { Empty, Problem, Skeleton } from '../parts/states.tsx';
import { Unsent } from '../parts/unsent.tsx';

const DAY = 86_400_000;
const RANGES = { rangeLeft: 0, rangeDay: DAY, rangeThree: 3 * DAY, rangeWeek: 7 * DAY } as const;
type Range = keyof typeof RANGES;

/** The morning: what came while one was away, what is urgent among it, and what of it is one's own. */
export default function SincePage() {
  const { t } = useConsole();
  const [range, setRange] = useState<Range>('rangeLeft');
  // Chosen once: a time that moves on would be asked anew all the time.
  const [asked, setAsked] = useState<string>();
  const [shown, setShown] = useState<Shown>();
  const found = useRead('GET /since-i-left', { query: asked === undefined ? {} : { since: asked } });
  const choose = (next: Range): void => {
    setRange(next);
    setAsked(next === 'rangeLeft' ? undefined : String(Date.now() - RANGES[next]));
  };
  return (
    <div className="page">
      <header className="page-head"><h1>{t('page.since')}</h1>{found.data ? <SinceWhen came={found.data} /> : null}<span className="spacer" />
        <select className="short" aria-label={t('day.range')} value={range} onChange={(event) => choose(event.target.value as Range)}>{(Object.keys(RANGES) as Range[]).map((one) => <option key={one} value={one}>{t(`day.${one}`)}</option>)}</select>
      </header>
      {found.isPending ? <Skeleton rows={4} /> : found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : <Came came={found.data} show={setShown} />}
      <Unsent />
      {shown ? <Behind {...shown} onClose={() => setShown(undefined)} /> : null}
    </div>
  );
}

function SinceWhen({ came }: { came: SinceILeft }) {
  const { t, language, timeZone, now } = useConsole();
  return <p className="quiet">{t('day.since', { when: shortTime(language, timeZone, came.since, now) })} ({t(`day.because.${came.because}`)})</p>;
}

function Came({ came, show }: { came: SinceILeft; show: (shown: Shown) => void }) {
  const { t, word, language } = useConsole();
  const settings = useRead('GET /settings');
  const topicName = (id: string | null): string => (id === null ? t('day.noTopic') : (settings.data?.topics.find((topic) => topic.id === id)?.[language] ?? id));
  const tiles = [['day.opened', came.opened.count], ['day.wroteAgain', came.wroteAgain.count], ['day.urgent', came.urgent.count], ['day.late', came.late.count], ['day.done', came.done]] as const;
  if (tiles.every(([, count]) => count === 0) && came.mine.count === 0) return <Empty icon="check" title={t('day.nothing')}>{t('day.nothingWhat')}</Empty>;
  const table = (title: string, rows: { key: string; name: string; icon?: string; count: number; urgent: number; numbers: string[] }[]) => (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      <table>
        <thead><tr><th scope="col">{title}</th><th scope="col">{t('day.count')}</th><th scope="col">{t('day.ofThemUrgent')}</th></tr></thead>
        <tbody>{rows.map(({ key, name, icon, count, urgent, numbers }) => <tr key={key}><th scope="row">{icon ? <><ChannelIcon channel={icon} label="" /> </> : null}<bdi>{name}</bdi></th><td><button type="button" className="link-button" onClick={() => show({ title: name, cases: numbers })}>{number(language, count)}</button></td><td className={urgent > 0 ? 'bad' : 'quiet'}>{number(language, urgent)}</td></tr>)}</tbody>
      </table>
    </section>
  );
  return (
    <>
      <div className="tiles">{tiles.map(([key, count]) => <div className={(key === 'day.urgent' || key === 'day.late') && count > 0 ? 'tile bad-tile' : 'tile'} key={key}><span className="tile-label">{t(key)}</span><span className="tile-value">{number(language, count)}</span>{key === 'day.done' ? <span className="quiet">{t('day.doneWhat')}</span> : null}</div>)}</div>
      {came.urgent.count > 0 ? <CaseGroup title={t('day.urgent')} group={came.urgent} bad /> : null}
      {came.mine.count > 0 ? <CaseGroup title={t('day.mine')} group={came.mine} list="#/inbox/mine" /> : null}
      {came.late.count > 0 ? <CaseGroup title={t('day.late')} group={came.late} list="#/inbox/breached" bad /> : null}
      {came.opened.count > 0 ? <div className="cards two">{table(t('day.byTopic'), came.opened.byTopic.map((one) => ({ ...one, key: one.topic ?? '', name: topicName(one.topic) })))}{table(t('day.byChannel'), came.opened.byChannel.map((one) => ({ ...one, key: one.channel, name: word('channel', one.channel), icon: one.channel })))}</div> : null}
      {came.wroteAgain.count > 0 ? <CaseGroup title={t('day.wroteAgain')} group={came.wroteAgain} /> : null}
    </>
  );
}
