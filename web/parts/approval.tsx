import type { Approval } from '../../shared/api-shapes/posts.ts';
import type { Language } from '../../shared/domain/message.ts';
import { useConsole } from '../console-context.tsx';
import { Icon } from './icon.tsx';
import { Name, Paragraphs, When } from './said.tsx';

type Waiting = Omit<Approval, 'answers' | 'post' | 'mine'>;

/** What waits for approval on a case, or came back from there: the customer has not read it. */
export function WaitingReply({ waiting, language, again }: { waiting: Waiting; language: Language; again: (() => void) | null }) {
  const { t, can } = useConsole();
  const { by, at, text, state, decided } = waiting;
  return (
    <article className="entry ours waiting" aria-label={t(`approval.${state}`)}>
      <header><strong><Name>{by.name}</Name></strong><span className="mark warn"><Icon name="lock" size={13} />{t(`approval.${state}`)}</span><span className="mark"><Icon name="globe" size={13} />{t('entry.public')}</span><span className="spacer" /><span className="quiet"><When at={at} /></span></header>
      <Paragraphs text={text} language={language} />
      {decided ? <p className="warn-line"><Name>{decided.by}</Name>: <bdi dir="auto">{decided.note ?? ''}</bdi></p> : null}
      <footer>
        {state === 'waiting' && can('GET /approvals') ? <a href="#/approvals">{t('approval.toList')}</a> : null}
        {state === 'returned' && again ? <button type="button" className="button small" onClick={again}>{t('approval.writeAgain')}</button> : null}
      </footer>
    </article>
  );
}
