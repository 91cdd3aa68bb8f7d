import { useState } from 'react';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { ChannelIcon } from '../parts/icon.tsx';
import { MailFrame } from '../parts/mail-frame.tsx';
import { Line, Paragraphs } from '../parts/said.tsx';
import { Problem, Skeleton } from '../parts/states.tsx';

/** Every text that goes out by itself, as a customer gets it, in both languages. */
export default function TemplatesPage() {
  const { t, word, language } = useConsole();
  const [shown, setShown] = useState(language);
  const found = useRead('GET /templates/preview', { query: { language: shown } });
  return (
    <div className="page narrow">
      <header className="page-head"><h1>{t('page.templates')}</h1><span className="spacer" /><div className="modes" role="group" aria-label={t('templates.language')}>{(['he', 'en'] as const).map((one) => <button type="button" key={one} aria-pressed={shown === one} lang={one} onClick={() => setShown(one)}>{one === 'he' ? 'עברית' : 'English'}</button>)}</div></header>
      {found.error ? <Problem error={found.error} again={() => { void found.refetch(); }} /> : found.isPending ? <Skeleton rows={4} /> : (
        <ul className="cards">{found.data.templates.map((template) => (
          <li key={template.channel + template.key}>
            <article className="card">
              <header><ChannelIcon channel={template.channel} label={word('channel', template.channel)} /><h2>{word('template', template.key)}</h2></header>
              {template.subject ? <Line as="p" className="strong" language={template.language}>{template.subject}</Line> : null}
              {template.html ? <MailFrame html={template.html} language={template.language} title={word('template', template.key)} /> : <Paragraphs text={template.text} language={template.language} />}
            </article>
          </li>
        ))}</ul>
      )}
    </div>
  );
}
