import { useState } from 'react';
import type { Entry as Item, SentView } from '../../shared/api-shapes.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { fileSize } from '../format.ts';
import { useRead, useRefresh } from '../data.ts';
import { FileName } from './attach.tsx';
import { Icon } from './icon.tsx';
import { MailFrame } from './mail-frame.tsx';
import { PostActs, SwitchMark } from './post-acts.tsx';
import { Line, Name, Paragraphs, When } from './said.tsx';
import { Problem, Skeleton, useProblemText } from './states.tsx';

/** How an answer of ours stands, with the reason when it did not get out. */
export function SendState({ state, reason }: { state: string; reason: string | null }) {
  const { word } = useConsole();
  const bad = state === 'failed' || state === 'bounced' || state === 'complained' || state === 'suppressed';
  return <span className={`send-state ${bad ? 'bad' : state === 'unknown' ? 'warn' : ''}`}><Icon name={bad ? 'alert' : state === 'planned' || state === 'sending' ? 'clock' : 'check'} size={13} />{word('state', state)}{reason ? ` (${word('reason', reason)})` : ''}</span>;
}

/** Files that lie with a message or a note, to be downloaded. */
export function Attachments({ files }: { files: readonly { id?: string | null | undefined; name: string | null; type: string; size: number }[] }) {
  const { t, language, can, tell } = useConsole();
  const problem = useProblemText();
  if (files.length === 0) return null;
  // The address that the API gives downloads: nothing that a customer sent is ever opened as a page of ours.
  const download = async (id: string): Promise<void> => {
    try {
      location.assign((await call('GET /attachments/:id', { path: { id } })).url);
    } catch (error) {
      tell(problem(error));
    }
  };
  return (
    <ul className="attachments" aria-label={t('entry.attachments')}>
      {files.map(({ id, name, type, size }, index) => (
        <li key={index}>
          {id && can('GET /attachments/:id') ? <button type="button" className="attachment" onClick={() => { void download(id); }}><Icon name="download" size={15} /><FileName>{name ?? type}</FileName><span className="quiet">{fileSize(language, size)}</span></button>
            : <span className="attachment"><Icon name="clip" size={15} /><FileName>{name ?? type}</FileName><span className="quiet">{fileSize(language, size)}</span></span>}
        </li>
      ))}
    </ul>
  );
}

function Original({ number, item }: { number: string; item: Item }) {
  const { t } = useConsole();
  const found = useRead('GET /cases/:number/entries/:id/html', { path: { number, id: item.id } });
  if (found.isPending) return <Skeleton rows={2} />;
  if (found.error) return <Problem error={found.error} again={() => { void found.refetch(); }} />;
  return <MailFrame html={found.data.html} language={item.language} title={t('entry.original')} images />;
}

/** Why it is here, what was mended, what was seen: for whoever wants to know. */
function Facts({ item }: { item: Item }) {
  const { t, word } = useConsole();
  const facts = [
    ...(item.threadedBy ? [`${t('entry.threadedBy')}: ${word('threaded', item.threadedBy)}`] : []),
    ...(item.decision ? [`${t(item.decision.is === 'case' ? 'entry.isCase' : 'entry.isMention')}: ${word('decision', item.decision.reason)}`] : []),
    ...(item.suppressedBecause ? [`${t('entry.notAcknowledged')}: ${word('reason', item.suppressedBecause)}`] : []),
    ...(item.repairs.length > 0 ? [`${t('entry.repairs')}: ${item.repairs.join(', ')}`] : []),
    ...(item.evidence.length > 0 ? [`${t('entry.evidence')}: ${item.evidence.join(', ')}`] : []),
  ];
  if (facts.length === 0) return null;
  return <details className="facts"><summary>{t('entry.why')}</summary><ul>{facts.map((fact) => <li key={fact}><bdi>{fact}</bdi></li>)}</ul></details>;
}

/** One message of a case: the customer's, ours, or what one of us said elsewhere. */
export function Entry({ number, item, sent, subject }: { number: string; item: Item; sent: SentView | undefined; subject: string }) {
  const { t, can, tell } = useConsole();
  const customer = useWho();
  const [whole, setWhole] = useState<'no' | 'text' | 'design' | 'sent'>('no');
  const refresh = useRefresh();
  const problem = useProblemText();
  const ours = item.direction === 'out';
  const text = whole === 'text' ? item.text : item.replyText || item.text;
  const hasQuote = item.replyText !== '' && item.text.trim().length > item.replyText.trim().length;
  const toggle = (to: typeof whole) => () => setWhole((now) => (now === to ? 'no' : to));
  const retry = async (): Promise<void> => {
    try {
      await call('POST /cases/:number/entries/:id/retry', { path: { number, id: item.id } });
      await refresh([number]);
    } catch (error) {
      tell(problem(error));
    }
  };
  const who = ours ? item.author.name ?? (item.author.id || t('case.unknownSender')) : customer(item.author, item.channel);
  return (
    <article className={`entry ${ours ? 'ours' : 'theirs'}`} aria-label={t(ours ? 'entry.fromUs' : 'entry.fromCustomer')}>
      <header>
        <strong><Name>{who}</Name></strong>
        {item.author.name && item.author.id.includes('@') && !ours ? <span className="quiet"><Name>{item.author.id}</Name></span> : null}
        {item.visibility === 'public' ? <span className="mark"><Icon name="globe" size={13} />{t('entry.public')}</span> : null}
        {item.outside ? <span className="mark">{t('entry.outside')}</span> : null}
        {item.notice ? <a className="mark" href={`#/incident/${item.notice}`}>{t('incident.news')}</a> : null}
        {item.threadedBy === 'statusPage' ? <span className="mark">{t('entry.onStatusPage')}</span> : null}
        {item.revised ? <span className="mark warn">{t(`entry.${item.revised}`)}</span> : null}
        {!item.vouched && !ours ? <span className="mark warn" title={t('entry.notVouchedWhy')}>{t('entry.notVouched')}</span> : null}
        {item.moderation ? <><SwitchMark what="hidden" shown={item.moderation.hidden} /><SwitchMark what="liked" shown={item.moderation.liked} /></> : null}
        <span className="spacer" />
        <span className="quiet"><When at={item.at} /></span>
      </header>
      {item.post && (item.post.text || can('GET /posts/:id')) ? <blockquote className="post">{item.post.author ? <span className="quiet">{t('entry.onPost')} <Name>{item.post.author}</Name></span> : null}<Paragraphs text={item.post.text} language={item.language} />{can('GET /posts/:id') ? <a href={`#/post/${encodeURIComponent(item.post.id)}`}>{t('entry.toPost')}</a> : null}</blockquote> : null}
      {item.subject && item.subject !== subject && !ours ? <Line as="p" className="entry-subject" language={item.language}>{item.subject}</Line> : null}
      {whole === 'design' ? <Original number={number} item={item} /> : whole === 'sent' && sent ? <MailFrame html={sent.html} language={item.language} title={sent.subject} /> : <Paragraphs text={text} language={item.language} ours={ours} />}
      {item.personalData.length > 0 ? <p className="warn-line"><Icon name="lock" size={14} /> {t('entry.personalData')}</p> : null}
      <Attachments files={item.attachments.filter(({ inline }) => !inline)} />
      <footer>
        {item.sending ? <SendState state={item.sending.state} reason={item.sending.reason} /> : null}
        {item.sending?.state === 'failed' && can('POST /cases/:number/entries/:id/retry') ? <button type="button" className="link-button" onClick={() => { void retry(); }}>{t('act.tryAgain')}</button> : null}
        {hasQuote ? <button type="button" className="link-button" aria-expanded={whole === 'text'} onClick={toggle('text')}>{t('entry.quoted')}</button> : null}
        {item.hasHtml && can('GET /cases/:number/entries/:id/html') ? <button type="button" className="link-button" aria-expanded={whole === 'design'} onClick={toggle('design')}>{t('entry.original')}</button> : null}
        {sent?.html ? <button type="button" className="link-button" aria-expanded={whole === 'sent'} onClick={toggle('sent')}>{t('entry.asSent')}</button> : null}
        {item.link ? <a href={item.link} target="_blank" rel="noopener noreferrer">{t('act.openThere')}</a> : null}
        {item.moderation ? <PostActs thread={item.moderation.thread} id={item.id} moderation={item.moderation} /> : null}
        <Facts item={item} />
      </footer>
    </article>
  );
}
