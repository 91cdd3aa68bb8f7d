import { Suspense, useEffect, useState } from 'react';
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
  const changes = useChanges();
  const queues = useRead('GET /queues', {}, can('GET /changes') ? {} : { everyMs: 10_000 });
  useEffect(() => {
    const { text, channel, number } = titleOf(place, SCREENS);
    document.title = [...(number ? [number] : []), text ? t(text) : word('channel', channel ?? ''), t('app.name')].join(' · ');
  }, [place, t, word]);
  useShortcut('palette', () => setPalette((open) => !open));
  useShortcut('sheet', () => setSheet((open) => !open));
  return (
    <LiveContext value={{ queues: queues.data, viewers: changes?.viewers ?? {}, alerts: changes?.alerts ?? 0 }}>
      <a className="skip" href="#work" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('main')?.focus(); }}>{t('app.skip')}</a>
      <OfflineBar />
      <div className={drawer ? 'shell drawer-open' : 'shell'}>
        <header className="topbar">
          <button type="button" className="quiet-button" aria-label={t('app.menu')} aria-expanded={drawer} onClick={() => setDrawer(!drawer)}><Icon name={drawer ? 'close' : 'menu'} /></button>
          <strong><bdi>{t('app.name')}</bdi></strong>
          <button type="button" className="quiet-button" aria-label={t('palette.open')} onClick={() => setPalette(true)}><Icon name="search" /></button>
        </header>
        <Sidebar openPalette={() => setPalette(true)} openSheet={() => setSheet(true)} onGo={() => setDrawer(false)} />
        <main className="work" id="work" tabIndex={-1}>
          <Boundary key={place.split('/')[1]}><Suspense fallback={<p className="quiet pad" role="status">{t('state.loading')}</p>}>{children}</Suspense></Boundary>
        </main>
      </div>
      {palette ? <Palette onClose={() => setPalette(false)} openSheet={() => { setPalette(false); setSheet(true); }} /> : null}
      {sheet ? <ShortcutSheet onClose={() => setSheet(false)} /> : null}
    </LiveContext>
  );
}
