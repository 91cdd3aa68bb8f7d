import type { ReactNode } from 'react';
import { ApiFailure } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** Nothing here: why, and the one thing to do. */
export function Empty({ icon, title, children, act }: { icon: IconName; title: string; children?: ReactNode; act?: { label: string; run: () => void } | undefined }) {
  return (
    <div className="empty">
      <Icon name={icon} size={36} />
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {act ? <button type="button" className="button main" onClick={act.run}>{act.label}</button> : null}
    </div>
  );
}

/** The words for a failure of the API. */
export function useProblemText(): (error: unknown) => string {
  const { word, t } = useConsole();
  return (error) => {
    if (!(error instanceof ApiFailure)) return t('problem.ourFault');
    const said = word('problem', error.key, error.values);
    return said === error.key ? word('reason', error.key, error.values) : said;
  };
}

/** It did not come: why, and another try. */
export function Problem({ error, again }: { error: unknown; again: () => void }) {
  const { t } = useConsole();
  const text = useProblemText();
  return (
    <div className="problem" role="alert">
      <Icon name="alert" />
      <p>{text(error)}</p>
      <button type="button" className="button" onClick={again}>{t('act.tryAgain')}</button>
    </div>
  );
}

/** What is still coming keeps its place. */
export function Skeleton({ rows, className = 'skeleton-row' }: { rows: number; className?: string }) {
  const { t } = useConsole();
  return (
    <div className="skeletons" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, index) => <div className={className} key={index}><span /><span /></div>)}
    </div>
  );
}

/** Small round badge with a count; nothing for zero. */
export function Count({ n, label }: { n: number | null | undefined; label?: string }) {
  const { language } = useConsole();
  return n ? <span className="count" {...(label ? { 'aria-label': label } : {})}>{new Intl.NumberFormat(language).format(n)}</span> : null;
}
