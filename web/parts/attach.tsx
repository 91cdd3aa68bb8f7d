import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Way } from '../../shared/api-shapes/desk.ts';
import { withoutBidiControls } from '../../shared/domain/direction.ts';
import type { Attached } from '../attached-files.ts';
import { useConsole } from '../console-context.tsx';
import { fileSize } from '../format.ts';
import { Icon } from './icon.tsx';

/** What files go with: an answer by its way, or a note. */
export type AttachPlace = Pick<Way, 'files'> & { via: Way['via'] | 'note' };

export interface Attaching {
  files: readonly Attached[];
  /** Undefined where nothing can be attached. */
  add: ((files: readonly File[]) => void) | undefined;
  /** Why the answer cannot go as it is now; a key below `files`. */
  hindrance: 'wait' | 'failed' | 'notHere' | undefined;
  /** Files are held over the page. */
  dropping: boolean;
}

// What a name ends in: a number and an ending after a Hebrew name would change places.
const TAIL = /[A-Za-z0-9_-]*\.[A-Za-z0-9]{1,8}$/;

/** A file's name, its ending read from the left whatever stands before it. */
export function FileName({ children: name }: { children: string }) {
  const tail = TAIL.exec(name)?.[0] ?? '';
  return <bdi dir="auto">{withoutBidiControls(name.slice(0, name.length - tail.length))}<bdi dir="ltr">{tail}</bdi></bdi>;
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** The files of the answer that is being written. They may be dropped anywhere on the page: the browser would open them instead. */
export function useAttaching(number: string, place: AttachPlace | undefined): Attaching {
  const { attached, can } = useConsole();
  const files = useSyncExternalStore(attached.subscribe, () => attached.all(number));
  const [dropping, setDropping] = useState(false);
  const via = place?.files && can('POST /cases/:number/uploads') ? place.via : undefined;
  const add = useCallback((chosen: readonly File[]) => { if (via) attached.add(number, via, chosen); }, [attached, number, via]);
  useEffect(() => {
    const stop = new AbortController();
    const on = <K extends 'dragover' | 'drop' | 'dragleave'>(name: K, heard: (event: DragEvent) => void): void => addEventListener(name, heard, { signal: stop.signal });
    on('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = via ? 'copy' : 'none';
      setDropping(via !== undefined);
    });
    on('dragleave', (event) => { if (event.relatedTarget === null) setDropping(false); });
    on('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDropping(false);
      add([...(event.dataTransfer?.files ?? [])]);
    });
    return () => stop.abort();
  }, [via, add]);
  const hindrance = files.length === 0 ? undefined : !via ? 'notHere' : files.some(({ state }) => state === 'uploading') ? 'wait' : files.some(({ state }) => state === 'failed') ? 'failed' : undefined;
  return { files, add: via ? add : undefined, hindrance, dropping };
}

export function AttachButton({ place, add }: { place: AttachPlace | undefined; add: Attaching['add'] }) {
  const { t, language } = useConsole();
  const picker = useRef<HTMLInputElement>(null);
  if (!add || !place?.files) return null;
  const limit = t('files.limit', { n: place.files.count, size: fileSize(language, place.files.bytes) });
  return (
    <>
      <input ref={picker} type="file" multiple hidden onChange={({ currentTarget }) => {
        add([...(currentTarget.files ?? [])]);
        currentTarget.value = '';
      }} />
      <button type="button" className="quiet-button attach" aria-label={t('files.attach')} title={`${t('files.attach')} (${limit})`} onClick={() => picker.current?.click()}><Icon name="clip" size={17} /></button>
    </>
  );
}

// Whoever hears the page is told how far it is when they come to it, and not at each percent.
function Uploading({ name, percent }: { name: string; percent: number | null }) {
  const { t, language } = useConsole();
  const words = percent === null ? undefined : new Intl.NumberFormat(language, { style: 'percent' }).format(percent / 100);
  return (
    <>
      <progress aria-label={t('files.uploading', { file: name })} max={100} {...(percent === null ? {} : { 'value': percent, 'aria-valuetext': words })} />
      {words ? <span className="quiet percent" dir="ltr" aria-hidden="true">{words}</span> : null}
    </>
  );
}

/** What goes with the answer, each with how it stands. */
export function AttachedList({ number, place, files }: { number: string; place: AttachPlace | undefined; files: readonly Attached[] }) {
  const { t, word, language, attached } = useConsole();
  const list = useRef<HTMLUListElement>(null);
  if (files.length === 0) return null;
  const said = ({ key, values }: NonNullable<Attached['problem']>): string => word('problem', key, values);
  const remove = (id: string): void => {
    attached.remove(number, id);
    // Whoever works by keys stays where they were.
    requestAnimationFrame(() => (list.current?.querySelector('button') ?? document.querySelector<HTMLElement>('.composer .attach'))?.focus());
  };
  return (
    <ul className="attached" aria-label={t('files.title')} ref={list}>
      {files.map(({ id, name, size, state, percent, problem, again }) => (
        <li key={id} className={state === 'failed' ? 'attached-file failed' : 'attached-file'}>
          <Icon name={state === 'failed' ? 'alert' : 'clip'} size={15} />
          <span className="attached-name">
            <FileName>{name}</FileName> <span className="quiet">{fileSize(language, size)}</span>
            {problem ? <span className="bad attached-problem" role="alert">{said(problem)}</span> : null}
          </span>
          {state === 'uploading' ? <Uploading name={name} percent={percent} /> : null}
          {state === 'failed' && again && place?.files ? <button type="button" className="link-button" aria-label={t('files.again', { file: name })} onClick={() => attached.retry(number, place.via, id)}>{t('act.tryAgain')}</button> : null}
          <button type="button" className="quiet-button" aria-label={t('files.remove', { file: name })} title={t('files.remove', { file: name })} onClick={() => remove(id)}><Icon name="close" size={14} /></button>
        </li>
      ))}
    </ul>
  );
}

/** Files of an answer on its way out. */
export function GoingFiles({ files = [] }: { files: readonly { key: string; name: string; size?: number }[] | undefined }) {
  const { t, language } = useConsole();
  if (files.length === 0) return null;
  return <ul className="attachments" aria-label={t('entry.attachments')}>{files.map(({ key, name, size }) => <li key={key}><span className="attachment"><Icon name="clip" size={15} /><FileName>{name}</FileName>{size === undefined ? null : <span className="quiet">{fileSize(language, size)}</span>}</span></li>)}</ul>;
}
