import { useConsole } from '../console-context.tsx';
import { keysOf, SHORTCUTS } from '../shortcuts.ts';
import type { Shortcut } from '../shortcuts.ts';
import { Dialog } from './dialog.tsx';
import { Keys } from './said.tsx';

/** All shortcuts; they are places on the keyboard, whatever language it writes. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t, mac } = useConsole();
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose} className="sheet">
      <dl className="shortcuts">
        {(Object.keys(SHORTCUTS) as Shortcut[]).map((name) => <div key={name}><dt>{t(`shortcuts.${name}`)}</dt><dd><Keys keys={keysOf(name, mac)} /></dd></div>)}
      </dl>
      <p className="quiet">{t('shortcuts.layout')}</p>
    </Dialog>
  );
}
