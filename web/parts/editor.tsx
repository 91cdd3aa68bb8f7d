import { useEffect, useImperativeHandle, useRef } from 'react';
import type { Ref } from 'react';
import { chosenDirection, directionOf, withChosenDirection } from '../../shared/domain/direction.ts';
import type { Direction } from '../../shared/domain/direction.ts';
import { shortcutOf } from '../shortcuts.ts';

export interface EditorHandle { focus: () => void; /** Turns the paragraph round in which the caret stands. */ turn: () => void; insert: (text: string) => void; replaceWord: (length: number, text: string) => void }
interface Props { value: string; onChange: (text: string) => void; label: string; placeholder: string; fallback: Direction; handle: Ref<EditorHandle>; describedBy?: string; className?: string; /** What is pasted or dropped and no text. */ onFiles?: ((files: File[]) => void) | undefined }

const chosenFor = (line: Element): Direction | undefined => (line as HTMLElement).dataset['chosen'] as Direction | undefined;
const textOf = (root: HTMLElement): string => [...root.children].map((line) => withChosenDirection((line.textContent ?? '').replaceAll('\u00a0', ' '), chosenFor(line))).join('\n');

function linesOf(text: string): HTMLElement[] {
  return text.split('\n').map((line) => {
    const element = document.createElement('div');
    const chosen = chosenDirection(line);
    if (chosen) element.dataset['chosen'] = chosen;
    const words = chosen ? line.slice(1) : line;
    if (words === '') element.append(document.createElement('br'));
    else element.textContent = words;
    return element;
  });
}

// Every line is an element of its own, so that each has its own direction. What the browser puts beside them is wrapped.
function mend(root: HTMLElement, fallback: Direction): void {
  const selection = getSelection();
  const place = selection?.anchorNode && root.contains(selection.anchorNode) ? { node: selection.anchorNode, offset: selection.anchorOffset } : undefined;
  let moved = false;
  for (const node of Array.from(root.childNodes)) {
    if (node instanceof HTMLDivElement) continue;
    const line = document.createElement('div');
    root.replaceChild(line, node);
    line.append(node.nodeName === 'BR' ? document.createElement('br') : node);
    moved = true;
  }
  if (root.children.length === 0) {
    root.append(...linesOf(''));
    if (place) selection?.collapse(root.firstChild, 0);
  } else if (moved && place?.node.isConnected && place.node !== root) selection?.collapse(place.node, place.offset);
  const message = directionOf(root.textContent ?? '', fallback);
  for (const line of root.children) (line as HTMLElement).dir = chosenFor(line) ?? directionOf(line.textContent ?? '', message);
}

/** The lines that the selection touches. */
function linesAt(root: HTMLElement): HTMLElement[] {
  const range = getSelection()?.rangeCount ? getSelection()!.getRangeAt(0) : undefined;
  return [...root.children].filter((line) => range?.intersectsNode(line)) as HTMLElement[];
}

/** A place for plain text where every line has the direction that its letters count to: what is seen is what is sent. */
export function Editor({ value, onChange, label, placeholder, fallback, handle, describedBy, className, onFiles }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    const root = box.current!;
    if (shown.current !== value) {
      root.replaceChildren(...linesOf(value));
      shown.current = value;
    }
    mend(root, fallback);
  }, [value, fallback]);
  const changed = (): void => {
    const root = box.current!;
    mend(root, fallback);
    shown.current = textOf(root);
    onChange(shown.current);
  };
  const insert = (text: string): void => {
    // Keeps the browser's own undo; there is no other way to.
    text.split('\n').forEach((line, index) => {
      if (index > 0) document.execCommand('insertParagraph');
      if (line !== '') document.execCommand('insertText', false, line);
    });
  };
  const turn = (): void => {
    const root = box.current!;
    const lines = linesAt(root);
    const to = (lines[0]?.dir ?? fallback) === 'rtl' ? 'ltr' : 'rtl';
    for (const line of lines) line.dataset['chosen'] = to;
    changed();
  };
  const toEnd = (): void => {
    const root = box.current!;
    root.focus();
    const selection = getSelection();
    if (!selection?.anchorNode || !root.contains(selection.anchorNode)) selection?.selectAllChildren(root);
    selection?.collapseToEnd();
  };
  useImperativeHandle(handle, () => ({
    focus: toEnd, turn,
    insert: (text) => { toEnd(); insert(text); },
    replaceWord: (length, text) => {
      toEnd();
      for (let step = 0; step < length; step++) getSelection()?.modify('extend', 'backward', 'character');
      insert(text);
    },
  }));
  return (
    <div ref={box} className={`editor ${className ?? ''}${value === '' ? ' is-empty' : ''}`} contentEditable suppressContentEditableWarning role="textbox" aria-multiline="true" aria-label={label} aria-describedby={describedBy} data-placeholder={placeholder} dir={fallback} spellCheck tabIndex={0}
      onInput={changed} onKeyDown={(event) => {
        if (shortcutOf(event.nativeEvent, true) !== 'direction') return;
        event.preventDefault();
        turn();
      }}
      onPaste={(event) => {
        event.preventDefault();
        const { clipboardData } = event;
        const text = clipboardData.getData('text/plain').replace(/\r\n?/g, '\n');
        // A table copied from a sheet is text and a picture of it: the words are meant.
        if (text === '' && clipboardData.files.length > 0) onFiles?.([...clipboardData.files]);
        else insert(text);
      }}
      onDrop={(event) => { event.preventDefault(); if (event.dataTransfer.files.length === 0) insert(event.dataTransfer.getData('text/plain')); }}
      onBeforeInput={(event) => { if (event.nativeEvent.inputType?.startsWith('format')) event.preventDefault(); }} />
  );
}
