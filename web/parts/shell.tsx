import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useConsole } from '../console-context.tsx';
import { useChanges, useRead } from '../data.ts';
import { titleOf } from '../title.ts';
import { useShortcut } from '../use-shortcut.ts';
import { Boundary } from './boundary.tsx';
import { Icon } from './icon.tsx';
import { LiveContext } from './live.ts';
import { OfflineBar } from './offline-bar.tsx';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { SCREENS, Sidebar } from './sidebar.tsx';

/** What stands around every screen: the queues, the palette, the sheet of shortcuts. */
export function Shell({ children }: { children: ReactNode }) {
  const { t, can, word } = useConsole();
  const [place] = useLocation();
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  const changes = useChanges();
  const queues = useRead('GET /queues', {}, can('GET /changes') ? {} : { everyMs: 10_000 });
  useEffect(() => {
    const { text, channel, number } = titleOf(place, SCREENS);
    document.title = [...(number ? [number] : []), text ? t(text) : word('channel', channel ?? ''), t('app.name')].join(' · ');
  }, [place, t, word]);
  const closeDrawer = useCallback(() => { if (history.state?.drawer) history.back(); else setDrawer(false); }, []);
  useEffect(() => {
    if (!drawer) return undefined;
    // A place of its own in the browser's past: going back closes it, and nothing else.
    history.pushState({ ...history.state, drawer: true }, '');
    const close = (): void => setDrawer(false);
    const press = (event: KeyboardEvent): void => {
      if (event.code !== 'Escape' || document.querySelector('dialog[open], [role=menu]')) return;
      // The case below stays open.
      event.preventDefault();
      event.stopImmediatePropagation();
      closeDrawer();
    };
    addEventListener('popstate', close);
    addEventListener('keydown', press, { capture: true });
    return () => {
      removeEventListener('popstate', close);
      removeEventListener('keydown', press, { capture: true });
      menu.current?.focus();
    };
  }, [drawer, closeDrawer]);
  useShortcut('palette', () => setPalette((open) => !open));
  useShortcut('sheet', () => setSheet((open) => !open));
  return (
    <LiveContext value={{ queues: queues.data, viewers: changes?.viewers ?? {}, alerts: changes?.alerts ?? 0 }}>
      <a className="skip" href="#work" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('main')?.focus(); }}>{t('app.skip')}</a>
      <OfflineBar />
      <div className={drawer ? 'shell drawer-open' : 'shell'}>
        <header className="topbar">
          <button ref={menu} type="button" className="quiet-button" aria-label={t('app.menu')} aria-expanded={drawer} onClick={() => { if (drawer) closeDrawer(); else setDrawer(true); }}><Icon name={drawer ? 'close' : 'menu'} /></button>
          <strong><bdi>{t('app.name')}</bdi></strong>
          <button type="button" className="quiet-button" aria-label={t('palette.open')} onClick={() => setPalette(true)}><Icon name="search" /></button>
        </header>
        <Sidebar openPalette={() => setPalette(true)} openSheet={() => setSheet(true)} onGo={() => setDrawer(false)} inDrawer={drawer} />
        <main className="work" id="work" tabIndex={-1}>
          <Boundary key={place.split('/')[1]}><Suspense fallback={<p className="quiet pad" role="status">{t('state.loading')}</p>}>{children}</Suspense></Boundary>
        </main>
      </div>
      {palette ? <Palette onClose={() => setPalette(false)} openSheet={() => { setPalette(false); setSheet(true); }} /> : null}
      {sheet ? <ShortcutSheet onClose={() => setSheet(false)} /> : null}
    </LiveContext>
  );
}
