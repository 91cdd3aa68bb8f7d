import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';

export interface Cut { channel?: string; topic?: string; agent?: string; team?: string }

/** Which cases a period is asked about; all of it holds at once. */
export function PeriodCut({ cut, cutTo }: { cut: Cut; cutTo: (cut: Cut) => void }) {
  const { t, word, language } = useConsole();
  const channels = useRead('GET /channels');
  const settings = useRead('GET /settings');
  const team = useRead('GET /team');
  const choice = (name: keyof Cut, label: string, options: [value: string, words: string][]) => {
    const now = cut[name] ?? '';
    const { [name]: _, ...rest } = cut;
    return options.length > 0 || now !== '' ? (
      <label className="field"><span className="quiet">{label}</span><select value={now} onChange={(event) => cutTo(event.target.value === '' ? rest : { ...rest, [name]: event.target.value })}><option value="">{t('period.any')}</option>{options.map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select></label>
    ) : null;
  };
  return (
    <div className="period-cut" role="group" aria-label={t('period.cut')}>
      {choice('channel', t('figure.channel'), (channels.data?.channels ?? []).map(({ channel }) => [channel, word('channel', channel)]))}
      {choice('topic', t('case.topic'), (settings.data?.topics ?? []).map((topic) => [topic.id, topic[language]]))}
      {choice('agent', t('period.agent'), (team.data?.members ?? []).map(({ id, name }) => [id, name]))}
      {choice('team', t('filter.team'), (team.data?.teams ?? []).map(({ id, name }) => [id, name]))}
    </div>
  );
}
