import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CaseView, SentView } from '../../shared/api-shapes.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useRead } from '../data.ts';
import { scrollerOf } from '../scroller.ts';
import type { NumberRules } from '../text-pieces.ts';
import { WaitingReply } from './approval.tsx';
import { NumberRulesContext } from './chip.tsx';
import { Attachments, Entry, SendState } from './entry.tsx';
import { Icon } from './icon.tsx';
import { MailFrame } from './mail-frame.tsx';
import { EventLine } from './event-line.tsx';
import { CaseNumber, Name, Paragraphs, When } from './said.tsx';
import { useProblemText } from './states.tsx';

type Piece = { at: number; key: string } & ({ kind: 'entry'; item: CaseView['entries'][number] } | { kind: 'note'; item: NonNullable<CaseView['notes']>[number] } | { kind: 'event'; item: CaseView['events'][number] } | { kind: 'acknowledgement'; item: SentView } | { kind: 'waiting'; item: NonNullable<CaseView['waiting']>[number] });

/** More than that nobody reads at once, and a browser draws it slowly. */
const AT_ONCE = 100;
const NEAR_END = 120;

// A reply's event says what its entry says.
const SHOWN_BY_ENTRY = new Set(['replied', 'handedOver', 'noted', 'broadcast']);

function piecesOf(view: CaseView, older: CaseView['entries']): Piece[] {
  const pieces: Piece[] = [
    ...[...older, ...view.entries].map((item): Piece => ({ kind: 'entry', key: `m${item.id}`, at: item.at, item })),
    ...(view.notes ?? []).map((item): Piece => ({ kind: 'note', key: `n${item.id}`, at: item.at, item })),
    ...view.events.filter(({ what }) => !SHOWN_BY_ENTRY.has(what)).map((item, index): Piece => ({ kind: 'event', key: `e${index}`, at: item.at, item })),
    ...view.sent.filter(({ kind }) => kind === 'acknowledgement').map((item): Piece => ({ kind: 'acknowledgement', key: `a${item.id}`, at: item.at, item })),
    ...(view.waiting ?? []).map((item): Piece => ({ kind: 'waiting', key: `w${item.id}`, at: item.at, item })),
  ];
  return pieces.sort((a, b) => a.at - b.at);
}

const NO_RULES: NumberRules = { numberPatterns: [], phoneTarget: null };
// Until the settings are here, telephone numbers can be copied already.
function useNumberRules(): NumberRules {
  const settings = useRead('GET /settings').data?.settings;
  return useMemo(() => (settings?.numberPatterns ? { numberPatterns: settings.numberPatterns, phoneTarget: settings.phoneTarget } : NO_RULES), [settings]);
}

/** What was said and done, in the order it happened. */
export function Thread({ view, writeAgain }: { view: CaseView; /** Words that came back are to be written anew. */ writeAgain: (item: NonNullable<CaseView['waiting']>[number]) => void }) {
  const { t, me, tell } = useConsole();
  const problem = useProblemText();
  const rules = useNumberRules();
  const [older, setOlder] = useState<CaseView['entries']>([]);
  const [left, setLeft] = useState<number>();
  const [shown, setShown] = useState(AT_ONCE);
  const end = useRef<HTMLDivElement>(null);
  const before = useRef<{ height: number; top: number }>(undefined);
  // Whoever stands at the end stays there, whatever still grows above; a reader who looks further up is left there.
  useLayoutEffect(() => {
    const box = scrollerOf(end.current);
    const thread = end.current?.parentElement;
    if (!box || !thread) return undefined;
    let atEnd = true;
    const look = (): void => { atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END; };
    const stay = (): void => { if (atEnd) box.scrollTop = box.scrollHeight; };
    stay();
    const watch = new ResizeObserver(stay);
    watch.observe(thread);
    watch.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, []);
  const all = useMemo(() => piecesOf(view, older), [view, older]);
  const pieces = all.slice(Math.max(0, all.length - shown));
  // What comes above pushes nothing away that is being read.
  useLayoutEffect(() => {
    const box = scrollerOf(end.current);
    if (box && before.current) box.scrollTop = before.current.top + box.scrollHeight - before.current.height;
    before.current = undefined;
  }, [pieces.length]);
  const earlier = (left ?? view.earlier) + all.length - pieces.length;
  const showEarlier = async (): Promise<void> => {
    const box = scrollerOf(end.current);
    const keep = (): void => { if (box) before.current = { height: box.scrollHeight, top: box.scrollTop }; };
    if (all.length > pieces.length) {
      keep();
      setShown(shown + AT_ONCE);
      return;
    }
    try {
      const page = await call('GET /cases/:number', { path: { number: view.case.number }, query: { skip: String(view.entries.length + older.length) } });
      keep();
      setOlder([...page.entries, ...older]);
      setShown(shown + AT_ONCE);
      setLeft(page.earlier);
    } catch (error) {
      tell(problem(error));
    }
  };
  return (
    <NumberRulesContext value={rules}><div className="thread" role="log" aria-label={t('case.thread')} aria-live="polite">
      {earlier > 0 ? <button type="button" className="button small" onClick={() => { void showEarlier(); }}>{t('case.earlier', { n: earlier })}</button> : null}
      {pieces.map((piece) => {
        if (piece.kind === 'entry') return <Entry key={piece.key} number={view.case.number} item={piece.item} subject={view.case.subject} sent={view.sent.find(({ id }) => id === `reply-${piece.item.id}`)} />;
        if (piece.kind === 'note') return <article key={piece.key} className="entry note" aria-label={t('entry.note')}><header><Icon name="lock" size={14} /><strong><Name>{piece.item.by.name}</Name></strong><span className="quiet">{t('entry.note')}</span>{piece.item.of ? <a className="case-chip" href={`#/inbox/open/${piece.item.of}`}><CaseNumber>{piece.item.of}</CaseNumber></a> : null}<span className="spacer" /><span className="quiet"><When at={piece.item.at} /></span></header><Paragraphs text={piece.item.text} language={view.case.language} ours /><Attachments files={piece.item.files ?? []} /></article>;
        if (piece.kind === 'waiting') return <WaitingReply key={piece.key} waiting={piece.item} language={view.case.language} again={piece.item.by.id === me.id ? () => writeAgain(piece.item) : null} />;
        if (piece.kind === 'acknowledgement') return <Acknowledgement key={piece.key} sent={piece.item} view={view} />;
        return <Happened key={piece.key} event={piece.item} />;
      })}
      <div ref={end} />
    </div></NumberRulesContext>
  );
}

function Happened({ event }: { event: CaseView['events'][number] }) {
  const topics = useRead('GET /settings').data?.topics;
  return <p className="event"><EventLine event={event} topics={topics} /></p>;
}

/** The proof of the automatic text: when, how it stands, and the text itself on asking. */
function Acknowledgement({ sent, view }: { sent: SentView; view: CaseView }) {
  const { t } = useConsole();
  const [open, setOpen] = useState(false);
  return (
    <details className="event acknowledgement" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><Icon name="check" size={14} /> {t('case.acknowledgement')} · <SendState state={sent.state} reason={view.case.acknowledgement?.reason ?? null} /> · <When at={sent.at} /></summary>
      <p className="quiet">{t('case.sentTo')} <Name>{sent.to}</Name></p>
      {!open ? null : sent.html ? <MailFrame html={sent.html} language={view.case.language} title={sent.subject} /> : <Paragraphs text={sent.text} language={view.case.language} />}
    </details>
  );
}
