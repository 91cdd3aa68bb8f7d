import { withoutBidiControls } from '../shared/domain/direction.ts';
import { useConsole } from './console-context.tsx';

/** Names a person on screen: their name, else their mail address, else that nobody knows a name. A platform's bare id tells people nothing. */
export function useWho(): (person: { id: string; name: string | null }, channel: string | null | undefined) => string {
  const { t, word } = useConsole();
  return ({ id, name }, channel) => withoutBidiControls(name ?? '').trim() || (id.includes('@') ? withoutBidiControls(id) : id === '' || !channel ? t('case.unknownSender') : t('case.noName', { channel: word('channel', channel) }));
}
