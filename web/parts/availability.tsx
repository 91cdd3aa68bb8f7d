import type { Presence } from '../../shared/api-shapes/desk.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { shortTime } from '../format.ts';
import { useSave } from '../use-save.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';

const HOUR = 3_600_000;
/** Without an end of one's own a break lasts half an hour, and who is away is back when the team opens next. */
const CHOICES: { key: 'here' | 'break' | 'breakHour' | 'away'; presence: Presence; lasts?: number }[] = [{ key: 'here', presence: 'here' }, { key: 'break', presence: 'break' }, { key: 'breakHour', presence: 'break', lasts: HOUR }, { key: 'away', presence: 'away' }];

/** Whether I take cases now: it is mine to say, and it ends by itself. */
export function Availability() {
  const { t, can, me, language, timeZone, now } = useConsole();
  const { busy, save } = useSave();
  const name = <><Icon name="user" size={16} /><bdi className="me-name">{me.name}</bdi></>;
  if (!can('PUT /me/presence')) return <span className="me">{name}</span>;
  const until = me.presenceUntil ?? null;
  // What has ended is over, also before the next look at the server.
  const presence = me.presence === undefined || (until !== null && until <= now) ? 'here' : me.presence;
  const said = presence === 'here' || until === null ? t(`presence.${presence}`) : t('presence.until', { presence: t(`presence.${presence}`), time: shortTime(language, timeZone, until, now) });
  const choices = CHOICES.map(({ key, presence: wanted, lasts }) => ({
    key, label: t(`availability.${key}`), chosen: wanted === presence && lasts === undefined,
    run: () => { if (!busy) void save(async () => call('PUT /me/presence', { body: { presence: wanted, ...(lasts ? { until: Date.now() + lasts } : {}) } })); },
  }));
  return <Menu label={t('app.availability', { presence: said })} named className="quiet-button me" choices={choices}>{name}<span className={`mark ${presence === 'here' ? 'good' : 'warn'}`}>{said}</span></Menu>;
}
