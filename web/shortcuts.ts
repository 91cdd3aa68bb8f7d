/** What keys do. Matched by `event.code`, so that they stay where they are under a Hebrew layout. */
export const SHORTCUTS = {
  next: { code: 'KeyJ' },
  previous: { code: 'KeyK' },
  open: { code: 'Enter' },
  resolve: { code: 'KeyE' },
  resolveAndNext: { code: 'KeyE', shift: true },
  reply: { code: 'KeyR' },
  note: { code: 'KeyN' },
  assign: { code: 'KeyA' },
  priority: { code: 'KeyP' },
  team: { code: 'KeyT' },
  snooze: { code: 'KeyZ' },
  makeCase: { code: 'KeyM' },
  select: { code: 'KeyX' },
  copyNumber: { code: 'Period', mod: true },
  palette: { code: 'KeyK', mod: true },
  send: { code: 'Enter', mod: true },
  direction: { code: 'KeyX', mod: true, shift: true },
  sheet: { code: 'Slash', shift: true },
  back: { code: 'Escape' },
} as const satisfies Record<string, { code: string; shift?: true; mod?: true }>;
export type Shortcut = keyof typeof SHORTCUTS;

/** What a key event has that decides. `mod` is Ctrl, on a Mac Cmd. */
export interface KeyPress { code: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean; isComposing?: boolean; repeat?: boolean }

/** The shortcut that a key press is; single keys are none while somebody types. */
export function shortcutOf(press: KeyPress, typing: boolean): Shortcut | undefined {
  if (press.isComposing || press.altKey) return undefined;
  const mod = press.ctrlKey || press.metaKey;
  // The sheet also opens on Ctrl/Cmd+/, which works while typing.
  if (press.code === 'Slash' && mod) return 'sheet';
  const [name] = (Object.entries(SHORTCUTS) as [Shortcut, { code: string; shift?: true; mod?: true }][])
    .find(([, key]) => key.code === press.code && (key.mod ?? false) === mod && (key.shift ?? false) === press.shiftKey) ?? [];
  if (name === undefined || (typing && !mod && name !== 'back')) return undefined;
  return name;
}

/** Is this a place to type in? */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !(target instanceof HTMLInputElement && /^(?:checkbox|radio|button)$/.test(target.type));
}

const SHOWN: Record<string, string> = { Slash: '?', Period: '.', Escape: 'Esc', Enter: '↵' };
/** How a shortcut is written on screen, key by key. */
export function keysOf(name: Shortcut, mac: boolean): string[] {
  const key: { code: string; shift?: true; mod?: true } = SHORTCUTS[name];
  const letter = SHOWN[key.code] ?? key.code.replace(/^Key/, '');
  return [...(key.mod ? [mac ? '⌘' : 'Ctrl'] : []), ...(key.shift && key.code !== 'Slash' ? ['⇧'] : []), letter];
}
