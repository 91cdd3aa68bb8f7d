import { Fragment, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { Ref } from 'react';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { AnswerFile, ReplyBody, Way } from '../../shared/api-shapes/desk.ts';
import { directionOfLanguage } from '../../shared/domain/direction.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useWho } from '../who.ts';
import { hindranceOf, lengthOf, wordAfter } from '../count.ts';
import { useRead, useRefresh } from '../data.ts';
import { keepDraft, readDraft } from '../drafts.ts';
import type { Draft } from '../drafts.ts';
import { keysOf } from '../shortcuts.ts';
import { typed } from '../use-presence.ts';
import { useShortcut } from '../use-shortcut.ts';
import { AttachButton, AttachedList, useAttaching } from './attach.tsx';
import { Editor } from './editor.tsx';
import type { EditorHandle } from './editor.tsx';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { CaseNumber, Keys, Name, When } from './said.tsx';
import { useProblemText } from './states.tsx';

export interface ComposerHandle { put: (draft: Draft, files?: readonly AnswerFile[]) => void; focus: (mode: 'reply' | 'note') => void }

/** How it may be answered: what the API says, or what the customer's last message allows. */
export function waysOf(view: CaseView): Way[] {
  if (view.ways) return view.ways;
  const latest = view.entries.findLast(({ direction, ways }) => direction === 'in' && ways.length > 0);
  return (latest?.ways ?? []).map((via) => ({ via, channel: view.case.channel, counts: 'characters', limit: null, until: null, refused: null }));
}

interface Props { view: CaseView; handle: Ref<ComposerHandle>; onSent: (after: ReplyBody['after']) => void }

/** Where an answer or a note is written: how it goes, how long it may be, and who reads it is said beside it. */
export function Composer({ view, handle, onSent }: Props) {
  const { t, can, me, word, language, outbox, now, mac, tell, attached } = useConsole();
  const who = useWho();
  const { number } = view.case;
  const [draft, setDraft] = useState<Draft>(() => readDraft(localStorage, number) ?? { text: '', mode: waysOf(view)[0]?.via ?? 'reply' });
  const [busy, setBusy] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const refresh = useRefresh();
  const problem = useProblemText();
  const ways = waysOf(view);
  const notes = can('POST /cases/:number/notes');
  const way = draft.mode === 'note' ? undefined : (ways.find(({ via }) => via === draft.mode) ?? ways[0]);
  const mode: Draft['mode'] = way?.via ?? 'note';
  const writable = way !== undefined || notes;
  const canned = useRead('GET /canned', {}, { on: way !== undefined });
  const team = useRead('GET /team', {}, { on: mode === 'note' });
  const hindrance = way ? hindranceOf(draft.text, way, now) : undefined;

  // What a note carries, colleagues alone see.
  const place = way ?? (view.noteFiles ? { via: 'note' as const, files: view.noteFiles } : undefined);
  const attaching = useAttaching(number, place);
  const ready = draft.text.trim() !== '' && !busy && hindrance === undefined && attaching.hindrance === undefined;

  const usual = ways[0]?.via;
  // Nothing written yet: what is usual may change with what was merged into it or has come meanwhile.
  useEffect(() => setDraft((before) => (usual && before.text === '' && before.mode !== 'note' ? { text: '', mode: usual } : before)), [usual]);
  const write = (next: Draft): void => {
    setDraft(next);
    keepDraft(localStorage, number, next);
    typed.dispatchEvent(new Event('typed'));
  };
  const to = (next: Draft['mode']): void => { write({ ...draft, mode: next }); editor.current?.focus(); };
  useImperativeHandle(handle, () => ({ put: (next, files) => { write(next); attached.putBack(number, files); editor.current?.focus(); }, focus: to }));
  useShortcut('reply', () => to(ways[0]?.via ?? 'reply'), ways.length > 0);
  useShortcut('note', () => to('note'), notes);

  const note = async (): Promise<void> => {
    setBusy(true);
    const files = attached.take(number);
    try {
      const mentions = (team.data?.members ?? []).filter(({ name }) => draft.text.includes(`@${name}`)).map(({ id }) => id);
      await call('POST /cases/:number/notes', { path: { number }, body: { text: draft.text.trim(), key: crypto.randomUUID(), mentions, ...(files.length > 0 ? { files } : {}) } });
      write({ text: '', mode: 'note' });
      await refresh([number]);
    } catch (error) {
      attached.putBack(number, files);
      tell(problem(error));
    } finally {
      setBusy(false);
    }
  };
  const send = (after: NonNullable<ReplyBody['after']>): void => {
    if (!ready) return;
    if (!way) void note();
    else {
      const files = attached.take(number);
      outbox.add(number, { text: draft.text.trim(), ...(files.length > 0 ? { files } : {}), key: crypto.randomUUID(), ...(ways.length > 1 || way.via !== 'reply' || view.version ? { via: way.via } : {}), ...(view.version ? { after, version: view.version } : {}) });
      write({ text: '', mode: draft.mode });
      onSent(after);
    }
  };
  useShortcut('send', () => send('stay'), writable);

  if (!writable) return <p className="composer quiet pad">{t('composer.noWay')}</p>;
  const slash = way ? wordAfter('/', draft.text) : undefined;
  const at = way ? undefined : wordAfter('@', draft.text);
  const offered = slash !== undefined ? (canned.data?.canned ?? []).filter(({ shortcut, title }) => shortcut.startsWith(slash) || title.includes(slash)).slice(0, 6).map((one) => ({ key: one.id, words: one.title, hint: `/${one.shortcut}`, text: one[view.case.language], length: slash.length + 1 }))
    : at !== undefined ? (team.data?.members ?? []).filter(({ name }) => name.startsWith(at)).slice(0, 6).map(({ id, name }) => ({ key: id, words: name, hint: '', text: `@${name} `, length: at.length + 1 })) : [];
  // Beside a public way, the private one says that it is.
  const named = (via: Way['via']): string => t(via === 'reply' && ways.some((one) => one.via === 'public') ? 'composer.privately' : `composer.${via}`);
  const label = mode === 'note' ? t('composer.note') : named(mode);
  return (
    <section className={`composer mode-${mode}${attaching.dropping ? ' dropping' : ''}`} aria-label={t('composer.title')}>
      <div className="modes" role="group" aria-label={t('composer.how')}>
        {ways.map(({ via }) => <button type="button" key={via} aria-pressed={mode === via} onClick={() => to(via)}><Icon name={via === 'public' ? 'globe' : 'reply'} size={15} turns={via !== 'public'} />{named(via)}</button>)}
        {notes ? <button type="button" aria-pressed={mode === 'note'} onClick={() => to('note')}><Icon name="lock" size={15} />{t('composer.note')}</button> : null}
        <span className="spacer" />
        <span className="quiet composer-to">{way ? <>{word('channel', way.channel)} · <Name>{who(view.case.customer, view.case.channel)}</Name></> : t('composer.onlyTeam')}</span>
      </div>
      <Editor value={draft.text} onChange={(text) => write({ ...draft, mode, text })} label={label} placeholder={t(mode === 'note' ? 'composer.noteHint' : can('GET /canned') ? 'composer.replyHint' : 'composer.plainHint')} fallback={directionOfLanguage(mode === 'note' ? language : view.case.language)} handle={editor} describedBy="composer-facts" onFiles={attaching.add} />
      <AttachedList number={number} place={place} files={attaching.files} />
      {slash === '' && canned.data?.canned.length === 0 ? <p className="offered-none" role="status">{t('composer.noCanned')} {can('PUT /canned') ? <a href="#/canned">{t('composer.makeCanned')}</a> : t('composer.askCanned')}</p> : null}
      {offered.length > 0 ? <ul className="offered" aria-label={t('composer.offered')}>{offered.map(({ key, words, hint, text, length }) => <li key={key}><button type="button" onClick={() => editor.current?.replaceWord(length, text)}><Name>{words}</Name><span className="quiet"><bdi dir="ltr">{hint}</bdi></span></button></li>)}</ul> : null}
      <div className="composer-foot">
        <span id="composer-facts" className="quiet composer-facts" aria-live="polite">
          {way?.limit ? <span className={hindrance?.key === 'tooLong' ? 'bad' : ''}>{t(`composer.${way.counts}`, { used: Math.ceil(lengthOf(draft.text, way.counts)), limit: way.limit })}</span> : null}
          {way?.until && now <= way.until ? <span>{t('composer.until')} <When at={way.until} /></span> : null}
          {hindrance ? <span className="bad"><Icon name="alert" size={14} /> {hindrance.key === 'tooLong' ? t('composer.tooLong', { n: hindrance.over ?? 0 }) : word('reason', hindrance.key)}</span> : null}
          {way?.notReached ? <span className="warn"><Icon name="people" size={14} /> {t('composer.notReached')} {way.notReached.map(({ number: of, channel, customer }, index) => <Fragment key={of}>{index > 0 ? ', ' : ''}<Name>{who(customer, channel)}</Name> (<CaseNumber>{of}</CaseNumber>)</Fragment>)}</span> : null}
          {attaching.hindrance ? <span className={attaching.hindrance === 'wait' ? '' : 'bad'}><Icon name={attaching.hindrance === 'wait' ? 'clock' : 'alert'} size={14} /> {t(`files.${attaching.hindrance}`)}</span> : null}
          {attaching.dropping ? <span className="drop-here"><Icon name="clip" size={14} /> {t('files.drop')}</span> : null}
          {mode === 'public' ? <span className="warn"><Icon name="globe" size={14} /> {t('composer.everybody')}</span> : null}
          {mode === 'public' && me.waits ? <span className="warn"><Icon name="lock" size={14} /> {t('postAnswers.waits')}</span> : null}
        </span>
        <span className="spacer" />
        <AttachButton place={place} add={attaching.add} />
        <button type="button" className="quiet-button turn" aria-label={t('shortcuts.direction')} title={`${t('shortcuts.direction')} (${keysOf('direction', mac).join(' ')})`} onPointerDown={(event) => event.preventDefault()} onClick={() => editor.current?.turn()}><Icon name="direction" size={16} /></button><span className="turn-keys"><Keys keys={keysOf('direction', mac)} /></span>
        <span className="send-group">
          <button type="button" className="button main" disabled={!ready} onClick={() => send('stay')} title={keysOf('send', mac).join(' ')}>{t(mode === 'note' ? 'composer.addNote' : 'composer.send')} <Keys keys={keysOf('send', mac)} /></button>
          {way && view.version ? <Menu label={t('composer.sendMore')} className="button main split" align="end" choices={(['resolve', 'wait'] as const).map((after) => ({ key: after, label: t(`composer.after.${after}`), icon: after === 'resolve' ? 'check' : 'wait', run: () => send(after) }))}><Icon name="down" size={14} /></Menu> : null}
        </span>
      </div>
    </section>
  );
}
