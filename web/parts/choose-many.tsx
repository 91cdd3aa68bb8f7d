import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';

interface Choice { id: string; words: string }

/** Some of many, each with its own box. What is chosen and is no more still stands there, to be taken out. */
export function ChooseMany({ label, among, chosen, onChange }: { label: string; among: Choice[]; chosen: readonly string[]; onChange: (chosen: string[]) => void }) {
  const all = [...among, ...chosen.filter((id) => !among.some((one) => one.id === id)).map((id) => ({ id, words: id }))];
  if (all.length === 0) return null;
  return (
    <fieldset className="choose-many">
      <legend>{label}</legend>
      {all.map(({ id, words }) => <label className="check" key={id}><input type="checkbox" checked={chosen.includes(id)} onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))} /><bdi>{words}</bdi></label>)}
    </fieldset>
  );
}

/** What a case can be about, and where it can come from: what somebody knows, what a team takes. */
export function useFields(): { topics: Choice[]; channels: Choice[]; wordOf: (id: string) => string } {
  const { word, language } = useConsole();
  const settings = useRead('GET /settings');
  const channels = useRead('GET /channels');
  const topics = (settings.data?.topics ?? []).map((topic) => ({ id: topic.id, words: topic[language] }));
  const among = (channels.data?.channels ?? []).map(({ channel }) => ({ id: channel, words: word('channel', channel) }));
  return { topics, channels: among, wordOf: (id) => topics.find((one) => one.id === id)?.words ?? word('channel', id) };
}
