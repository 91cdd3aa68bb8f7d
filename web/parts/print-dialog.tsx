import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { CaseView } from '../../shared/api-shapes.ts';
import { call } from '../api.ts';
import { storyOf, textOfStory } from '../case-story.ts';
import type { Story } from '../case-story.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { download } from '../download.ts';
import { exactTime } from '../format.ts';
import { FileName } from './attach.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { CaseNumber, Line, Name, Paragraphs } from './said.tsx';
import { useProblemText } from './states.tsx';

/** Takes one case to paper or into a file, all of it: what is further back is read first. Notes go along only when asked for. */
export function PrintDialog({ view, onClose }: { view: CaseView; onClose: () => void }) {
  const { t, language, timeZone } = useConsole();
  const [team, setTeam] = useState(false);
  const [read, setRead] = useState<number>();
  const [wrong, setWrong] = useState('');
  const [paper, setPaper] = useState<Story>();
  const topics = useRead('GET /settings').data?.topics ?? [];
  const problem = useProblemText();
  const all = view.entries.length + view.earlier;
  const whole = async (): Promise<Story | undefined> => {
    let entries = view.entries;
    setWrong('');
    setRead(entries.length);
    try {
      for (let left = view.earlier; left > 0;) {
        const page = await call('GET /cases/:number', { path: { number: view.case.number }, query: { skip: String(entries.length) } });
        if (page.entries.length === 0) break;
        entries = [...page.entries, ...entries];
        left = page.earlier;
        setRead(entries.length);
      }
      return storyOf(view, entries, { language, timeZone, topics, team });
    } catch (error) {
      setWrong(problem(error));
      return undefined;
    } finally {
      setRead(undefined);
    }
  };
  const print = async (): Promise<void> => setPaper(await whole());
  const save = async (): Promise<void> => {
    const story = await whole();
    if (!story) return;
    download(textOfStory(story, language, timeZone), `${story.number}.txt`, 'text/plain');
    onClose();
  };
  return (
    <Dialog title={t('act.print')} onClose={onClose}>
      <div className="dialog-body">
        <p className="quiet">{t('print.what')}</p>
        <label className="check"><input type="checkbox" checked={team} onChange={(event) => setTeam(event.target.checked)} />{t('print.team')}</label>
        {team ? <p className="warn-line"><Icon name="lock" size={14} /> {t('print.teamWarning')}</p> : null}
        {wrong ? <p className="problem-line" role="alert">{wrong}</p> : null}
        {read !== undefined && all > read ? <><p role="status">{t('print.reading', { read, n: all })}</p><progress max={all} value={read} aria-label={t('print.reading', { read, n: all })} /></> : null}
        <div className="dialog-acts">
          <button type="button" className="button" disabled={read !== undefined} onClick={() => { void save(); }}><Icon name="download" size={15} />{t('print.file')}</button>
          <button type="button" className="button main" disabled={read !== undefined} onClick={() => { void print(); }}>{t('print.paper')}</button>
        </div>
      </div>
      {paper ? <Paper story={paper} onDone={onClose} /> : null}
    </Dialog>
  );
}

/** The printed page: dark on white, whatever the screen is; a message is not torn where it fits on one page. */
function Paper({ story, onDone }: { story: Story; onDone: () => void }) {
  const { t, language, timeZone } = useConsole();
  useEffect(() => {
    // The browser's own window stands still in `print()` until it is closed; a phone's comes back at once.
    addEventListener('afterprint', onDone, { once: true });
    window.print();
    return () => removeEventListener('afterprint', onDone);
    // The page is printed once, when it stands.
  }, []);
  return createPortal(
    <div className="paper" lang={language}>
      <header>
        <Line as="h2" language={language}>{story.title}</Line>
        <dl>{story.facts.map(([name, value], index) => <div key={name}><dt>{name}</dt><dd>{index === 0 ? <CaseNumber>{value}</CaseNumber> : <Name>{value}</Name>}</dd></div>)}</dl>
      </header>
      {story.told.map(({ key, kind, at, who, what, text, language: own, ours, files }) => (
        <article key={key} className={`paper-${kind}`}>
          <p className="paper-who">{who ? <><strong><Name>{who}</Name></strong> · </> : null}{what} · {exactTime(language, timeZone, at)}</p>
          {text ? <Paragraphs text={text} language={own} ours={ours} /> : null}
          {files.length > 0 ? <p className="paper-files">{t('entry.attachments')}: {files.map((file, index) => <span key={index}>{index > 0 ? ', ' : ''}<FileName>{file}</FileName></span>)}</p> : null}
        </article>
      ))}
      <footer>{t('print.printed', { when: exactTime(language, timeZone, Date.now()) })}</footer>
    </div>, document.body);
}
