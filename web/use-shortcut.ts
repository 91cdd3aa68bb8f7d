import { useEffect, useRef } from 'react';
import { isTyping, shortcutOf } from './shortcuts.ts';
import type { Shortcut } from './shortcuts.ts';

type Work = () => void;
// The screen that came last answers first.
const waiting = new Map<Shortcut, { current: Work }[]>();

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || document.querySelector('[role=menu]')) return;
  const name = shortcutOf(event, isTyping(event.target));
  // Below a dialog nothing can be reached; a dialog's own keys are its own.
  if (!name || (document.querySelector('dialog[open]') && name !== 'palette' && name !== 'sheet')) return;
  // Enter on a button or link presses that.
  if (name === 'open' && event.target instanceof Element && event.target.closest('a, button, summary, [role=button]')) return;
  const work = waiting.get(name)?.at(-1);
  if (!work) return;
  event.preventDefault();
  work.current();
});

/** What this shortcut would do on the screen as it is; undefined when nothing. */
export const workOf = (name: Shortcut): Work | undefined => waiting.get(name)?.at(-1)?.current;

/** Does `work` when the shortcut is pressed, while this part is on screen and `on`. */
export function useShortcut(name: Shortcut, work: Work, on = true): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (!on) return undefined;
    const entry = latest;
    waiting.set(name, [...(waiting.get(name) ?? []), entry]);
    return () => { waiting.set(name, (waiting.get(name) ?? []).filter((one) => one !== entry)); };
  }, [name, on]);
}
