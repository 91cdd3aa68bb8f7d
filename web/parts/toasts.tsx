import { useCallback, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { useConsole } from '../console-context.tsx';
import { topDialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { PendingAnswers } from './pending-answers.tsx';

interface Toast { id: number; text: string; act: { label: string; run: () => void } | undefined }
const SHOWN_MS = 6_000;
let last = 0;

export function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const drop = useCallback((id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)), []);
  const tell = useCallback((text: string, act?: Toast['act']) => {
    const id = ++last;
    setToasts((before) => [...before.slice(-2), { id, text, act }]);
    setTimeout(() => drop(id), SHOWN_MS);
  }, [drop]);
  return { toasts, tell, drop };
}

/** What was done, in passing; read out without taking the focus. */
export function Toasts({ toasts, drop }: Pick<ReturnType<typeof useToasts>, 'toasts' | 'drop'>) {
  const { t } = useConsole();
  const dialog = useSyncExternalStore(topDialog.subscribe, topDialog.get);
  const said = (
    <div className="toasts">
      <PendingAnswers />
      <div className="passing" role="status" aria-live="polite">
        {toasts.map(({ id, text, act }) => (
          <div className="toast" key={id}>
            <span>{text}</span>
            {act ? <button type="button" className="toast-act" onClick={() => { act.run(); drop(id); }}>{act.label}</button> : null}
            <button type="button" className="toast-act" aria-label={t('act.close')} onClick={() => drop(id)}><Icon name="close" size={14} /></button>
          </div>
        ))}
      </div>
    </div>
  );
  return dialog ? createPortal(said, dialog) : said;
}
