import { useContext } from 'react';
import type { ReactNode } from 'react';
import { directedParagraphs, directionOf, directionOfLanguage, withoutBidiControls } from '../../shared/domain/direction.ts';
import type { Language } from '../../shared/domain/message.ts';
import { useConsole } from '../console-context.tsx';
import { ago, exactTime, shortTime } from '../format.ts';
import { piecesOf } from '../text-pieces.ts';
import type { Piece } from '../text-pieces.ts';
import { NumberChip, NumberRulesContext } from './chip.tsx';

/** A name, an address, an id: keeps its own direction and leaves its neighbours theirs. What turns text round unseen is shown nowhere: here, in a line, or in paragraphs. */
export function Name({ children, className }: { children: string; className?: string }) {
  return <bdi dir="auto" className={className}>{withoutBidiControls(children)}</bdi>;
}

/** `482-109-379`, in this order in every line and never broken. */
export function CaseNumber({ children }: { children: string }) {
  return <bdi dir="ltr" className="number">{children}</bdi>;
}

// `ORD-2026-55431`, `482-109-379`: ends with a digit, at least two characters.
const CODE = /([A-Za-z0-9#][A-Za-z0-9#/_.-]*\d)/;

/** One line in its own direction: a subject, an excerpt. */
export function Line({ children: said, language, className, as: Tag = 'span' }: { children: string; language: Language; className?: string; as?: 'span' | 'h2' | 'p' | 'strong' }) {
  const children = withoutBidiControls(said);
  const direction = directionOf(children, directionOfLanguage(language));
  // Where a line is cut, a number of it goes whole: cut by pixels from the left it would lose its beginning.
  const pieces = direction === 'rtl' ? children.split(CODE) : [children];
  return <Tag className={className} dir={direction}>{pieces.map((piece, index) => (index % 2 === 1 ? <bdi key={index} dir="ltr" className="code">{piece}</bdi> : piece))}</Tag>;
}

// Links are shown whole and are isolated; following one opens another tab that knows nothing of this one.
function shown(piece: Piece, index: number): ReactNode {
  if (piece.kind === 'link') return <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer nofollow"><bdi dir="ltr">{piece.text}</bdi></a>;
  if (piece.kind === 'case') return <a key={index} href={`#/inbox/open/${piece.text}`}><CaseNumber>{piece.text}</CaseNumber></a>;
  return piece.kind === 'number' ? <NumberChip key={index} found={piece.found} /> : piece.text;
}

/** What somebody wrote: each line in its own direction, by counting letters. */
export function Paragraphs({ text, language, ours = false }: { text: string; language: Language; /** One of us wrote it: directions chosen by hand hold. */ ours?: boolean }) {
  const rules = useContext(NumberRulesContext);
  return (
    <>
      {directedParagraphs(withoutBidiControls(text, ours), directionOfLanguage(language), ours).map((lines, index) => (
        <div className="paragraph" key={index}>{lines.map((line, place) => <p key={place} dir={line.direction}>{piecesOf(line.text, rules).map(shown)}</p>)}</div>
      ))}
    </>
  );
}

/** A time: how long ago, or at what hour; the exact one on hover. */
export function When({ at, as = 'short' }: { at: number; as?: 'ago' | 'short' | 'exact' }) {
  const { language, timeZone, now } = useConsole();
  const exact = exactTime(language, timeZone, at);
  return <time dateTime={new Date(at).toISOString()} title={exact}>{as === 'exact' ? exact : as === 'ago' ? ago(language, at, now) : shortTime(language, timeZone, at, now)}</time>;
}

/** Keys of the keyboard. */
export function Keys({ keys }: { keys: string[] }) {
  return <span className="keys" dir="ltr">{keys.map((key) => <kbd key={key}>{key}</kbd>)}</span>;
}
