import { useState } from 'react';
import type { CaseFilter, SavedView } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { newView, useChangeViews } from '../use-views.ts';
import { Dialog } from './dialog.tsx';

/** Gives a filter a name, or a saved view another one: for oneself, or for the whole team. */
export function ViewDialog({ view, filter, onClose, onSaved }: { view?: SavedView; filter: CaseFilter; onClose: () => void; onSaved: (id: string) => void }) {
  const { t } = useConsole();
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const [busy, setBusy] = useState(false);
  const change = useChangeViews();
  const save = async (): Promise<void> => {
    setBusy(true);
    const one = view ? { ...view, name: name.trim(), shared } : newView(name.trim(), filter, shared);
    const saved = await change((views) => (views.some(({ id }) => id === one.id) ? views.map((other) => (other.id === one.id ? { ...other, name: one.name, shared } : other)) : [...views, one]), t('view.saved', { name: one.name }));
    setBusy(false);
    if (!saved) return;
    onClose();
    onSaved(one.id);
  };
  return (
    <Dialog title={t(view ? 'view.change' : 'view.save')} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <label className="field"><span>{t('view.name')}</span><input dir="auto" autoFocus required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} /></label>
        <label className="check"><input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />{t('view.shared')}</label>
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>{t('act.cancel')}</button>
          <button type="submit" className="button main" disabled={busy || name.trim() === ''}>{t('act.save')}</button>
        </div>
      </form>
    </Dialog>
  );
}
