import { lazy, Suspense, useState } from 'react';
import type { DragEvent } from 'react';
import { UnplayableHistory } from '../../shared/domain/spike-history.ts';
import type { Sensitivity } from '../../shared/domain/spike-tuning.ts';
import { useConsole } from '../console-context.tsx';
import { exactTime, number } from '../format.ts';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/said.tsx';
import { playHistory } from '../replay.ts';
import type { Played } from '../replay.ts';

const Chart = lazy(async () => import('../parts/chart.tsx'));
const ALL: Sensitivity[] = ['low', 'normal', 'high'];

/** One's own counts, played with three sensitivities before any alert is switched on. Nothing leaves the browser. */
export default function ReplayPage() {
  const { t, language, timeZone } = useConsole();
  const [played, setPlayed] = useState<Played[]>();
  const [shown, setShown] = useState<Sensitivity>('normal');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setWrong('');
    try {
      const text = await file.text();
      // Lets the page say first that it is at work.
      await new Promise((resolve) => { setTimeout(resolve, 30); });
      setPlayed(ALL.map((sensitivity) => playHistory(text, sensitivity)));
    } catch (error) {
      if (!(error instanceof UnplayableHistory)) throw error;
      setPlayed(undefined);
      setWrong(t('replay.wrong', { line: error.line, what: error.message.replace(/^line \d+: /, '') }));
    } finally {
      setBusy(false);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void read(event.dataTransfer.files[0]);
  };
  const current = played?.find(({ sensitivity }) => sensitivity === shown);
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('page.replay')}</h1><p className="quiet">{t('replay.what')}</p></header>
      <label className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <Icon name="chart" size={28} /><span>{t(busy ? 'replay.busy' : 'replay.drop')}</span><span className="quiet"><bdi dir="ltr"><code>timestamp,value</code></bdi></span>
        <span className="button" aria-hidden="true">{t('replay.choose')}</span>
        <input type="file" className="unseen" aria-label={t('replay.choose')} accept=".csv,text/csv,text/plain" onChange={(event) => { void read(event.target.files?.[0]); }} />
      </label>
      {wrong ? <p className="problem" role="alert"><Icon name="alert" /><span>{wrong}</span></p> : null}
      {played && current ? (
        <section aria-live="polite">
          <div className="modes" role="group" aria-label={t('replay.sensitivity')}>{played.map(({ sensitivity, alerts }) => <button type="button" key={sensitivity} aria-pressed={shown === sensitivity} onClick={() => setShown(sensitivity)}>{t(`sensitivity.${sensitivity}`)} · {t('replay.alerts', { n: alerts.length })}</button>)}</div>
          <p className="quiet">{t('replay.played', { rows: number(language, current.rows), days: number(language, current.days, 1), perDay: number(language, current.days > 0 ? current.alerts.length / current.days : 0, 2) })}{current.learningUntil ? ` ${t('replay.learning', { when: exactTime(language, timeZone, current.learningUntil) })}` : ''}</p>
          <Suspense fallback={<div className="chart" />}><Chart points={current.points} label={t('figure.mentions')} height={260} marks={current.alerts.map(({ at }) => at)} /></Suspense>
          <div className="scroll-x"><table>
            <thead><tr><th scope="col">{t('replay.when')}</th><th scope="col">{t('replay.kind')}</th><th scope="col">{t('replay.count')}</th><th scope="col">{t('replay.usual')}</th><th scope="col">{t('alerts.severityShort')}</th></tr></thead>
            <tbody>{current.alerts.map((alert) => <tr key={alert.at}><td><When at={alert.at} as="exact" /></td><td>{t(`replayKind.${alert.kind}`)}</td><td>{t('replay.countIn', { count: number(language, alert.count), n: alert.minutes })}</td><td>{t('replay.between', { low: number(language, alert.low), high: number(language, alert.high) })}</td><td>{alert.severity}</td></tr>)}</tbody>
          </table></div>
          {current.alerts.length === 0 ? <p className="quiet">{t('replay.none')}</p> : null}
        </section>
      ) : null}
    </div>
  );
}
