import { useId, useState } from 'react';
import type { FiguresPeriod } from '../../shared/api-shapes/period.ts';
import { PERIOD_FIGURES } from '../../shared/domain/period-figures.ts';
import type { PeriodFigureName } from '../../shared/domain/period-figures.ts';
import { useConsole } from '../console-context.tsx';
import { changeOf, figureShown, valueOf } from '../period.ts';
import type { Hours } from '../period.ts';
import { Icon } from './icon.tsx';

/** Opens the cases behind a figure: its name for the API, and how it is called here. */
export type ShowBehind = (figure: string, title: string) => void;

/** Each figure with what has changed, what it means, and the way to its cases. */
export function PeriodCards({ figures, hours, show }: { figures: FiguresPeriod; hours: Hours; show: ShowBehind }) {
  return <div className="figure-cards">{(Object.keys(PERIOD_FIGURES) as PeriodFigureName[]).map((name) => <Card key={name} name={name} figures={figures} hours={hours} show={show} />)}</div>;
}

function Card({ name, figures, hours, show }: { name: PeriodFigureName; figures: FiguresPeriod; hours: Hours; show: ShowBehind }) {
  const { t, language } = useConsole();
  const [told, setTold] = useState(false);
  const id = useId();
  const figure = figures.period.figures[name];
  const value = valueOf(figure, hours);
  const change = changeOf(language, name, value, valueOf(figures.before.figures[name], hours));
  const spread = figure[hours];
  const label = t(`period.figure.${name}`);
  const shown = figureShown(language, name, value);
  const length = (ms: number | null): string => figureShown(language, name, ms);
  return (
    <article className="figure-card" aria-label={label}>
      <header><h3>{label}</h3><button type="button" className="quiet-button" aria-label={t('period.what', { figure: label })} aria-expanded={told} aria-controls={id} onClick={() => setTold(!told)}><Icon name="what" size={16} /></button></header>
      {figure.cases > 0 ? <button type="button" className="figure-value" aria-label={t('period.show', { figure: label, value: shown })} onClick={() => show(name, label)}><bdi>{shown}</bdi></button> : <p className="figure-value"><bdi>{shown}</bdi></p>}
      {spread && spread.median !== null ? <p className="quiet">{t('period.spread', { p90: length(spread.p90), mean: length(spread.mean) })}</p> : null}
      <p className={`change ${change?.means ?? ''}`}>
        {change === null ? t('period.noBefore') : change.way === 'same' ? t('period.same') : <><Icon name={change.way} size={14} />{t(change.way === 'up' ? 'period.up' : 'period.down', { by: change.by })}{change.means ? ` · ${t(`period.${change.means}`)}` : ''}</>}
      </p>
      <p className="definition" id={id} hidden={!told}>{t(`period.definition.${name}`)}</p>
    </article>
  );
}
