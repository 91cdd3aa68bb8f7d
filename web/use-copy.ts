import { useConsole } from './console-context.tsx';

/** Puts a number or an address on the clipboard, and says so; where the browser forbids it, says what to copy by hand. */
export function useCopy(): (what: string) => Promise<void> {
  const { t, tell } = useConsole();
  return async (what) => {
    try {
      await navigator.clipboard.writeText(what);
      tell(t('chip.copied', { what }));
    } catch (failure) {
      console.warn(failure);
      tell(t('chip.notCopied', { what }));
    }
  };
}
