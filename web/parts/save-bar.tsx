import { useEffect } from 'react';
import { useConsole } from '../console-context.tsx';

/** Changes that nobody has saved yet: leaving the page asks first. */
export function SaveBar({ busy, stale, problem, onSave, onDrop }: { busy: boolean; stale: boolean; problem: string | undefined; onSave: () => void; onDrop: () => void }) {
  const { t } = useConsole();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  return (
    <div className="save-bar" role="region" aria-label={t('settings.unsaved')}>
      <span className={problem !== undefined || stale ? 'bad' : 'strong'} role="status">{stale ? t('settings.stale') : problem ?? t('settings.unsaved')}</span>
      <span className="spacer" />
      <button type="button" className="button" onClick={onDrop}>{t(stale ? 'settings.reload' : 'act.cancel')}</button>
      <button type="button" className="button main" disabled={busy || problem !== undefined || stale} onClick={onSave}>{t('act.save')}</button>
    </div>
  );
}
