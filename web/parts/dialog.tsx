import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useConsole } from '../console-context.tsx';
import { Icon } from './icon.tsx';

const open: HTMLDialogElement[] = [];
const listeners = new Set<() => void>();
/** The dialog on top of all others: what is said in passing has to be said in it, since nothing outside of it can be reached. */
export const topDialog = {
  get: (): HTMLDialogElement | null => open.at(-1) ?? null,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
function stands(dialog: HTMLDialogElement, isOpen: boolean): void {
  if (isOpen) open.push(dialog);
  else open.splice(open.indexOf(dialog), 1);
  for (const listener of listeners) listener();
}

const FIELD = 'input:not([type=checkbox], [type=radio], [type=hidden], [type=file], :disabled), textarea:not(:disabled), [contenteditable=true]';
const LISTED = 'select:not(:disabled)';

/** A dialog of the browser's own: it holds the focus, Escape closes it, what lies below cannot be reached. It begins in its first field. */
export function Dialog({ title, onClose, children, className, bare }: { title: string; onClose: () => void; children: ReactNode; className?: string; /** Its title is for screen readers only. */ bare?: boolean }) {
  const { t } = useConsole();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement;
    dialog.showModal();
    // The browser would begin at the button that closes it: the first space that somebody types would press that.
    (dialog.querySelector<HTMLElement>(FIELD) ?? dialog.querySelector<HTMLElement>(LISTED))?.focus();
    stands(dialog, true);
    return () => {
      stands(dialog, false);
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} className={`dialog ${className ?? ''}`} aria-label={title} onCancel={(event) => { event.preventDefault(); onClose(); }} onClick={(event) => { if (event.target === element.current) onClose(); }}>
      <div className="dialog-sheet">
        {bare ? null : (
          <header className="dialog-head">
            <h2>{title}</h2>
            <button type="button" className="quiet-button" aria-label={t('act.close')} onClick={onClose}><Icon name="close" /></button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
