import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Route } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { keysOf } from '../shortcuts.ts';
import type { Key } from '../text.ts';
import { useViews } from '../use-views.ts';
import { Availability } from './availability.tsx';
import { ChannelIcon, Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { useLive } from './live.ts';
import { QUEUES } from './queues.ts';
import { Keys } from './said.tsx';
import { Count } from './states.tsx';

/** The other screens, each with the route without which there is nothing to see. */
export const SCREENS: { path: string; text: Key; icon: IconName; needs: Route | null; group: 'day' | 'watch' | 'company' }[] = [
  { path: '/since', text: 'page.since', icon: 'sun', needs: 'GET /since-i-left', group: 'day' },
  { path: '/closing', text: 'page.closing', icon: 'moon', needs: 'GET /before-closing', group: 'day' },
  { path: '/approvals', text: 'page.approvals', icon: 'lock', needs: 'GET /approvals', group: 'day' },
  { path: '/mentions', text: 'page.mentions', icon: 'mention', needs: 'GET /mentions', group: 'watch' },
  { path: '/alerts', text: 'page.alerts', icon: 'bell', needs: 'GET /alerts', group: 'watch' },
  { path: '/incidents', text: 'page.incidents', icon: 'alert', needs: 'GET /incidents', group: 'watch' },
  { path: '/now', text: 'page.now', icon: 'chart', needs: 'GET /figures/now', group: 'watch' },
  { path: '/quarantine', text: 'page.quarantine', icon: 'funnel', needs: 'GET /quarantine', group: 'watch' },
  { path: '/ledger', text: 'page.ledger', icon: 'balance', needs: 'GET /ledger', group: 'company' },
  { path: '/stuck', text: 'page.stuck', icon: 'stuck', needs: 'GET /stuck', group: 'company' },
  { path: '/channels', text: 'page.channels', icon: 'plug', needs: 'GET /channels', group: 'company' },
  { path: '/canned', text: 'page.canned', icon: 'quick', needs: 'GET /canned', group: 'company' },
  { path: '/templates', text: 'page.templates', icon: 'email', needs: 'GET /templates/preview', group: 'company' },
  { path: '/team', text: 'page.team', icon: 'people', needs: 'GET /team', group: 'company' },
  { path: '/settings', text: 'page.settings', icon: 'gear', needs: 'GET /settings', group: 'company' },
  { path: '/replay', text: 'page.replay', icon: 'play', needs: null, group: 'company' },
];

/** Who sees which: the screens whose route this person may call. */
export function useScreens(): typeof SCREENS {
  const { can } = useConsole();
  return SCREENS.filter(({ needs }) => needs === null || can(needs));
}

interface Props { openPalette: () => void; openSheet: () => void; onGo: () => void; /** Stands over the page: where one goes takes its place in the browser's past. */ inDrawer: boolean }

export function Sidebar({ openPalette, openSheet, onGo, inDrawer }: Props) {
  const console = useConsole();
  const { t, can, language, setLanguage, theme, setTheme, mac } = console;
  const [place] = useLocation();
  const { queues, alerts } = useLive();
  const screens = useScreens();
  const views = useViews() ?? [];
  const approvals = useRead('GET /approvals', {}, { everyMs: 15_000 }).data?.waiting.length;
  const here = (path: string): 'page' | undefined => (place === path || place.startsWith(`${path}/`) || (place === '/' && path === '/inbox/open') ? 'page' : undefined);
  const shown = can('GET /queues') ? QUEUES : QUEUES.slice(0, 1);
  const item = (path: string, icon: IconName, text: string, n?: number, warn?: boolean) => (
    <li key={path}><Link href={path} className={warn && n ? 'nav-item warns' : 'nav-item'} aria-current={here(path)} onClick={onGo} replace={inDrawer}><Icon name={icon} /><span><bdi>{text}</bdi></span><Count n={n} /></Link></li>
  );
  return (
    <nav className="sidebar" aria-label={t('app.navigation')}>
      <div className="brand"><strong><bdi>{t('app.name')}</bdi></strong></div>
      <button type="button" className="search-button" onClick={openPalette}><Icon name="search" size={16} /><span>{t('palette.open')}</span><Keys keys={keysOf('palette', mac)} /></button>
      <ul>{shown.map(({ name, icon }) => item(`/inbox/${name}`, icon, t(`queue.${name}`), queues?.counts[name], name === 'breached'))}</ul>
      {views.length > 0 ? (
        <Group name="view" title={t('view.title')}>
          <ul>{views.map(({ id, name, shared }) => item(`/view/${id}`, shared ? 'people' : 'save', name, queues?.views?.find((one) => one.id === id)?.count ?? undefined))}</ul>
        </Group>
      ) : null}
      {(queues?.teams ?? []).length > 0 ? (
        <Group name="teams" title={t('filter.teams')}>
          <ul>{queues!.teams!.map(({ id, name, open }) => item(`/teams/${encodeURIComponent(id)}`, 'people', name, open))}</ul>
        </Group>
      ) : null}
      {(queues?.incidents ?? []).length > 0 ? (
        <Group name="incidents" title={t('page.incidents')}>
          <ul>{queues!.incidents!.map(({ id, title, open }) => item(`/incident/${id}`, 'alert', title[language], open))}</ul>
        </Group>
      ) : null}
      {queues && queues.channels.length > 1 ? (
        <Group name="channels" title={t('app.channels')}>
          <ul>{queues.channels.map(({ channel, open }) => (
            <li key={channel}><Link href={`/channel/${channel}`} className="nav-item" aria-current={here(`/channel/${channel}`)} onClick={onGo} replace={inDrawer}><ChannelIcon channel={channel} label={console.word('channel', channel)} size={18} /><span>{console.word('channel', channel)}</span><Count n={open} /></Link></li>
          ))}</ul>
        </Group>
      ) : null}
      {(['day', 'watch', 'company'] as const).map((group) => {
        const found = screens.filter((screen) => screen.group === group);
        return found.length > 0 ? (
          <Group key={group} name={group} title={t(`app.${group}`)}>
            <ul>{found.map(({ path, text, icon }) => item(path, icon, t(text), path === '/quarantine' ? queues?.quarantine : path === '/approvals' ? approvals : path === '/alerts' ? alerts : undefined, path === '/alerts'))}</ul>
          </Group>
        ) : null;
      })}
      <div className="sidebar-foot">
        <Availability />
        <div className="foot-acts">
          <button type="button" className="quiet-button" lang={language === 'he' ? 'en' : 'he'} onClick={() => setLanguage(language === 'he' ? 'en' : 'he')}>{t('app.otherLanguage')}</button>
          <button type="button" className="quiet-button" aria-label={t('app.theme', { theme: t(`theme.${theme}`) })} title={t('app.theme', { theme: t(`theme.${theme}`) })} onClick={() => setTheme(theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system')}><Icon name={theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'contrast'} size={16} /></button>
          <button type="button" className="quiet-button" aria-label={t('shortcuts.title')} title={t('shortcuts.title')} onClick={openSheet}><Icon name="keyboard" size={16} /></button>
        </div>
      </div>
    </nav>
  );
}

/** A part of the sidebar that one may fold away; this machine remembers it. */
function Group({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const place = `folded:${name}`;
  return (
    <details className="nav-group" open={localStorage.getItem(place) === null} onToggle={({ currentTarget: { open } }) => { if (open) localStorage.removeItem(place); else localStorage.setItem(place, '1'); }}>
      <summary><h2>{title}</h2></summary>
      {children}
    </details>
  );
}
