import { Link, useLocation } from 'wouter';
import type { QueueName } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import type { Route } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { keysOf } from '../shortcuts.ts';
import type { Key } from '../text.ts';
import { useSave } from '../use-save.ts';
import { ChannelIcon, Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { useLive } from './live.ts';
import { Menu } from './menu.tsx';
import { Keys } from './said.tsx';
import { Count } from './states.tsx';

export const QUEUES: { name: QueueName; icon: IconName }[] = [
  { name: 'open', icon: 'inbox' }, { name: 'mine', icon: 'user' }, { name: 'unassigned', icon: 'nobody' }, { name: 'tagged', icon: 'at' }, { name: 'soon', icon: 'clock' },
  { name: 'breached', icon: 'alert' }, { name: 'waiting', icon: 'wait' }, { name: 'snoozed', icon: 'moon' }, { name: 'resolved', icon: 'check' },
];

/** The other screens, each with the route without which there is nothing to see. */
export const SCREENS: { path: string; text: Key; icon: IconName; needs: Route | null; group: 'watch' | 'company' }[] = [
  { path: '/approvals', text: 'page.approvals', icon: 'lock', needs: 'GET /approvals', group: 'watch' },
  { path: '/mentions', text: 'page.mentions', icon: 'mention', needs: 'GET /mentions', group: 'watch' },
  { path: '/alerts', text: 'page.alerts', icon: 'bell', needs: 'GET /alerts', group: 'watch' },
  { path: '/now', text: 'page.now', icon: 'chart', needs: 'GET /figures/now', group: 'watch' },
  { path: '/quarantine', text: 'page.quarantine', icon: 'funnel', needs: 'GET /quarantine', group: 'watch' },
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

interface Props { openPalette: () => void; openSheet: () => void; onGo: () => void }

export function Sidebar({ openPalette, openSheet, onGo }: Props) {
  const console = useConsole();
  const { t, can, language, setLanguage, theme, setTheme, mac } = console;
  const [place] = useLocation();
  const { queues, alerts } = useLive();
  const screens = useScreens();
  const approvals = useRead('GET /approvals', {}, { everyMs: 15_000 }).data?.waiting.length;
  const here = (path: string): 'page' | undefined => (place === path || place.startsWith(`${path}/`) || (place === '/' && path === '/inbox/open') ? 'page' : undefined);
  const shown = can('GET /queues') ? QUEUES : QUEUES.slice(0, 1);
  const item = (path: string, icon: IconName, text: string, n?: number, warn?: boolean) => (
    <li key={path}><Link href={path} className={warn && n ? 'nav-item warns' : 'nav-item'} aria-current={here(path)} onClick={onGo}><Icon name={icon} /><span>{text}</span><Count n={n} /></Link></li>
  );
  return (
    <nav className="sidebar" aria-label={t('app.navigation')}>
      <div className="brand"><strong><bdi>{t('app.name')}</bdi></strong></div>
      <button type="button" className="search-button" onClick={openPalette}><Icon name="search" size={16} /><span>{t('palette.open')}</span><Keys keys={keysOf('palette', mac)} /></button>
      <ul>{shown.map(({ name, icon }) => item(`/inbox/${name}`, icon, t(`queue.${name}`), queues?.counts[name], name === 'breached'))}</ul>
      {queues && queues.channels.length > 1 ? (
        <>
          <h2>{t('app.channels')}</h2>
          <ul>{queues.channels.map(({ channel, open }) => (
            <li key={channel}><Link href={`/channel/${channel}`} className="nav-item" aria-current={here(`/channel/${channel}`)} onClick={onGo}><ChannelIcon channel={channel} label={console.word('channel', channel)} size={18} /><span>{console.word('channel', channel)}</span><Count n={open} /></Link></li>
          ))}</ul>
        </>
      ) : null}
      {(['watch', 'company'] as const).map((group) => {
        const found = screens.filter((screen) => screen.group === group);
        return found.length > 0 ? (
          <div key={group}>
            <h2>{t(`app.${group}`)}</h2>
            <ul>{found.map(({ path, text, icon }) => item(path, icon, t(text), path === '/quarantine' ? queues?.quarantine : path === '/approvals' ? approvals : path === '/alerts' ? alerts : undefined, path === '/alerts'))}</ul>
          </div>
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

/** Whether I take cases now: it is mine to say. */
function Availability() {
  const { t, can, me } = useConsole();
  const { busy, save } = useSave();
  const may = can('PUT /me/presence');
  const team = useRead('GET /team', {}, { on: may });
  const name = <><Icon name="user" size={16} /><bdi>{me.name}</bdi></>;
  if (!may) return <span className="me">{name}</span>;
  const now = team.data?.members.find(({ id }) => id === me.id)?.presence ?? 'here';
  const choices = (['here', 'break', 'away'] as const).map((presence) => ({ key: presence, label: t(`presence.${presence}`), chosen: now === presence, run: () => { if (!busy) void save(async () => call('PUT /me/presence', { body: { presence } })); } }));
  return <Menu label={t('app.availability', { presence: t(`presence.${now}`) })} className="quiet-button me" choices={choices}>{name}<span className={`mark ${now === 'here' ? 'good' : 'warn'}`}>{t(`presence.${now}`)}</span></Menu>;
}
