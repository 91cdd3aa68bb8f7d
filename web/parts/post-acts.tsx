import type { Moderation } from '../../shared/api-shapes/posts.ts';
import type { ModerationAct, SwitchShown } from '../../shared/domain/moderation.ts';
import { call } from '../api.ts';
import { useConsole } from '../console-context.tsx';
import { useSave } from '../use-save.ts';
import { Icon } from './icon.tsx';

const KINDS = [{ kind: 'hide', undo: 'unhide', what: 'hidden', icon: 'eyeOff' }, { kind: 'like', undo: 'unlike', what: 'liked', icon: 'heart' }] as const;

/** How one switch stands: what is on its way counts as done, what failed says why. */
export function SwitchMark({ what, shown }: { what: 'hidden' | 'liked'; shown: SwitchShown }) {
  const { t, word } = useConsole();
  const failed = shown.state === 'failed';
  const under = shown.state === 'planned' || shown.state === 'sending';
  if (!shown.is && !failed && !under) return null;
  return (
    <span className={`mark ${failed ? 'bad' : what === 'hidden' ? 'warn' : 'good'}`} title={shown.by ?? undefined}>
      <Icon name={failed ? 'alert' : what === 'hidden' ? 'eyeOff' : 'heart'} size={12} />
      {failed ? t('moderation.failed', { act: t(`moderation.act.${shown.act ?? 'hide'}`), reason: word('reason', shown.reason ?? '') }) : under ? `${t(`moderation.under.${shown.act ?? 'hide'}`)}${shown.reason ? ` (${word('reason', shown.reason)})` : ''}` : t(shown.elsewhere ? `moderation.${what}There` : `moderation.${what}`)}
    </span>
  );
}

/** Hiding and liking a public item, where its platform lets us; pressed again, it is taken back or tried once more. */
export function PostActs({ thread, id, moderation }: { thread: string; id: string; moderation: Moderation }) {
  const { t, can } = useConsole();
  const { busy, save } = useSave();
  if (!can('POST /items/:thread/:id/acts')) return null;
  const press = (act: ModerationAct) => () => { void save(async () => call('POST /items/:thread/:id/acts', { path: { thread, id }, body: { act } })); };
  return (
    <>
      {KINDS.filter(({ kind }) => moderation.may.includes(kind)).map(({ kind, undo, what, icon }) => {
        const shown = moderation[what];
        const act = shown.state === 'failed' ? (shown.act ?? kind) : shown.is ? undo : kind;
        return <button type="button" key={kind} className="button small" disabled={busy} aria-pressed={shown.is} onClick={press(act)}><Icon name={shown.state === 'failed' ? 'undo' : icon} size={14} />{shown.state === 'failed' ? t('moderation.again', { act: t(`moderation.act.${act}`) }) : t(`moderation.act.${act}`)}</button>;
      })}
    </>
  );
}
