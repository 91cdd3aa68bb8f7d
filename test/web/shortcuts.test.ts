import { describe, expect, it } from '@jest/globals';
import { keysOf, shortcutOf, SHORTCUTS } from '../../web/shortcuts.ts';
import type { KeyPress, Shortcut } from '../../web/shortcuts.ts';
import en from '../../web/text/en.json' with { type: 'json' };

const press = (code: string, change: Partial<KeyPress> = {}): KeyPress => ({ code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...change });

describe('a shortcut', () => {
  it.each<[Shortcut, KeyPress]>([
    ['next', press('KeyJ')], ['previous', press('KeyK')], ['resolve', press('KeyE')], ['resolveAndNext', press('KeyE', { shiftKey: true })], ['reply', press('KeyR')], ['note', press('KeyN')], ['assign', press('KeyA')],
    ['priority', press('KeyP')], ['snooze', press('KeyZ')], ['makeCase', press('KeyM')], ['copyNumber', press('Period', { ctrlKey: true })], ['copyNumber', press('Period', { metaKey: true })], ['palette', press('KeyK', { ctrlKey: true })],
    ['sheet', press('Slash', { shiftKey: true })], ['sheet', press('Slash', { metaKey: true })], ['send', press('Enter', { ctrlKey: true })], ['back', press('Escape')],
  ])('%s is found by its place on the keyboard, whatever letter it writes', (name, key) => {
    expect(shortcutOf(Object.assign(key, { key: 'ח' }), false)).toBe(name);
  });

  it.each(['KeyJ', 'KeyE', 'KeyR', 'KeyM', 'Slash'])('%s is a letter while somebody types', (code) => {
    expect(shortcutOf(press(code, { shiftKey: code === 'Slash' }), true)).toBeUndefined();
  });

  it.each([['the palette', press('KeyK', { ctrlKey: true }), 'palette'], ['sending', press('Enter', { metaKey: true }), 'send'], ['going back', press('Escape'), 'back'], ['the sheet', press('Slash', { ctrlKey: true }), 'sheet']])('%s works while typing too', (_, key, name) => {
    expect(shortcutOf(key, true)).toBe(name);
  });

  it.each([['a word being composed', press('KeyJ', { isComposing: true })], ['Alt', press('KeyJ', { altKey: true })], ['the browser’s own print', press('KeyP', { ctrlKey: true })], ['the browser’s reload', press('KeyR', { metaKey: true })], ['a capital', press('KeyJ', { shiftKey: true })]])('%s is left alone', (_, key) => {
    expect(shortcutOf(key, false)).toBeUndefined();
  });

  it('is one key press each, and has a line on the sheet', () => {
    const keys = Object.values(SHORTCUTS).map((key) => JSON.stringify(key));
    expect([new Set(keys).size, Object.keys(SHORTCUTS).filter((name) => !(name in en.shortcuts))]).toEqual([keys.length, []]);
  });

  it('is written as the machine writes it', () => {
    expect([keysOf('palette', true), keysOf('palette', false), keysOf('resolveAndNext', false), keysOf('sheet', false)]).toEqual([['⌘', 'K'], ['Ctrl', 'K'], ['⇧', 'E'], ['?']]);
  });
});
