import { useState } from 'react';
import type { Topic } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { Icon } from './icon.tsx';
import { Name } from './said.tsx';

/** The company's topics (a case has one) and the tags that are offered. */
export function ListFields({ topics, tags, onChange }: { topics: Topic[]; tags: string[]; onChange: (lists: { topics?: Topic[]; tags?: string[] }) => void }) {
  const { t } = useConsole();
  const [tag, setTag] = useState('');
  const change = (id: string, part: Partial<Topic>): void => onChange({ topics: topics.map((topic) => (topic.id === id ? { ...topic, ...part } : topic)) });
  const addTag = (): void => {
    if (tag.trim() !== '' && !tags.includes(tag.trim())) onChange({ tags: [...tags, tag.trim()] });
    setTag('');
  };
  return (
    <section className="card" aria-labelledby="s-topics">
      <h2 id="s-topics">{t('settings.topics')}</h2>
      <ul className="special">
        {topics.map((topic) => (
          <li key={topic.id}>
            <label className="field"><span className="quiet">{t('canned.he')}</span><input dir="rtl" lang="he" value={topic.he} onChange={(event) => change(topic.id, { he: event.target.value })} /></label>
            <label className="field"><span className="quiet">{t('canned.en')}</span><input dir="ltr" lang="en" value={topic.en} onChange={(event) => change(topic.id, { en: event.target.value })} /></label>
            <button type="button" className="quiet-button" aria-label={t('act.remove')} onClick={() => onChange({ topics: topics.filter(({ id }) => id !== topic.id) })}><Icon name="close" size={15} /></button>
          </li>
        ))}
      </ul>
      <button type="button" className="button small" onClick={() => onChange({ topics: [...topics, { id: crypto.randomUUID(), he: '', en: '' }] })}>{t('settings.addTopic')}</button>
      <h3>{t('settings.tags')}</h3>
      <p className="tags">{tags.map((one) => <span className="tag" key={one}><Name>{one}</Name><button type="button" aria-label={t('case.dropTag', { tag: one })} onClick={() => onChange({ tags: tags.filter((other) => other !== one) })}><Icon name="close" size={11} /></button></span>)}</p>
      <input className="zone" dir="auto" value={tag} aria-label={t('case.addTag')} placeholder={t('case.addTag')} onChange={(event) => setTag(event.target.value)} onKeyDown={(event) => { if (event.code === 'Enter' && !event.nativeEvent.isComposing) { event.preventDefault(); addTag(); } }} onBlur={addTag} />
    </section>
  );
}
