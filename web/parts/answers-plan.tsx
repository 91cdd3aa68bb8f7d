import type { AnswersPreview } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { ChannelIcon, Icon } from './icon.tsx';
import { CaseNumber, Name, Paragraphs } from './said.tsx';

/** Whom one text to many reaches, by which way, and whom not and why; and how it reads for one of them. */
export function AnswersPlan({ preview }: { preview: AnswersPreview }) {
  const { t, word, language } = useConsole();
  const who = useWho();
  return (
    <div className="answers-preview" aria-live="polite">
      <ul>{preview.going.map(({ channel, via, count }) => <li key={channel + via}><ChannelIcon channel={channel} label={word('channel', channel)} /> {t('answers.going', { n: count, channel: word('channel', channel), via: t(`composer.${via}`) })}</li>)}</ul>
      {preview.cannot.length > 0 ? <><p className="bad">{t('answers.cannot', { n: preview.cannot.length })}</p><ul>{preview.cannot.map(({ number, reason, channel, customer }) => <li key={number}><CaseNumber>{number}</CaseNumber> {customer ? <><Name>{who(customer, channel)}</Name>: </> : null}{word('reason', reason)}</li>)}</ul></> : null}
      {preview.other ? <p className="warn-line"><Icon name="alert" size={14} />{t('answers.otherLanguage', { n: preview.other.count, theirs: t(`languageName.${preview.other.theirs}`), written: t(`languageName.${preview.other.written}`) })}</p> : null}
      {preview.sample ? <blockquote><Paragraphs text={preview.sample.text} language={language} /></blockquote> : null}
    </div>
  );
}
