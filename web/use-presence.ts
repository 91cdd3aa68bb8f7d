import { useEffect } from 'react';
import { call } from './api.ts';
import { useConsole } from './console-context.tsx';

const EVERY_MS = 20_000;
const TYPING_MS = 8_000;

/** Hears when somebody writes in the composer. */
export const typed = new EventTarget();

/** Lets colleagues know that somebody looks at this case or answers it, for as long as that is so. */
export function usePresence(number: string): void {
  const { can } = useConsole();
  const on = can('PUT /cases/:number/presence');
  useEffect(() => {
    if (!on) return undefined;
    let typedAt = 0;
    let toldTyping = 0;
    const tell = (state: 'viewing' | 'typing' | 'gone'): void => {
      // A courtesy to colleagues: whoever cannot say it may still look and write.
      call('PUT /cases/:number/presence', { path: { number }, body: { state }, keepalive: state === 'gone' }).catch((error: unknown) => console.warn(error));
    };
    const look = (): void => { if (document.visibilityState === 'visible') tell(Date.now() - typedAt < EVERY_MS ? 'typing' : 'viewing'); };
    const write = (): void => {
      typedAt = Date.now();
      if (typedAt - toldTyping < TYPING_MS) return;
      toldTyping = typedAt;
      tell('typing');
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    typed.addEventListener('typed', write);
    return () => {
      clearInterval(timer);
      typed.removeEventListener('typed', write);
      tell('gone');
    };
  }, [number, on]);
}
