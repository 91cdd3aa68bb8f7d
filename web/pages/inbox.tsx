import { useCallback, useRef } from 'react';
import { useLocation, useParams } from 'wouter';
import type { CaseRow } from '../../shared/api-shapes.ts';
import type { QueueName } from '../../shared/api-shapes/desk.ts';
import { useConsole } from '../console-context.tsx';
import { CaseList } from '../parts/case-list.tsx';
import { CasePane } from '../parts/case-pane.tsx';
import { Keys } from '../parts/said.tsx';
import { QUEUES } from '../parts/sidebar.tsx';
import { Empty } from '../parts/states.tsx';
import { keysOf } from '../shortcuts.ts';
import { useShortcut } from '../use-shortcut.ts';

const isQueue = (name: string | undefined): name is QueueName => name === 'spam' || QUEUES.some((queue) => queue.name === name);

/** Three panes: the queues stand in the shell, here are the list and the case. */
export function InboxPage() {
  const { queue: named, channel, number } = useParams<{ queue?: string; channel?: string; number?: string }>();
  const [, go] = useLocation();
  const rows = useRef<CaseRow[]>([]);
  const queue = isQueue(named) ? named : 'open';
  const base = channel ? `/channel/${channel}` : `/inbox/${queue}`;
  const open = useCallback((next: string | undefined) => go(next ? `${base}/${next}` : base), [base, go]);
  const onRows = useCallback((now: CaseRow[]) => { rows.current = now; }, []);
  useShortcut('back', () => {
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body && document.activeElement.isContentEditable) document.activeElement.blur();
    else open(undefined);
  });
  const after = (): void => {
    const at = rows.current.findIndex((row) => row.number === number);
    open((rows.current[at + 1] ?? rows.current[at - 1])?.number);
  };
  return (
    <div className={number ? 'inbox has-case' : 'inbox'}>
      <CaseList queue={queue} channel={channel} number={number} open={open} onRows={onRows} />
      {number ? <CasePane key={number} number={number} close={() => open(undefined)} next={after} /> : <NothingChosen />}
    </div>
  );
}

function NothingChosen() {
  const { t, mac } = useConsole();
  return (
    <section className="case-pane none" aria-label={t('case.none')}>
      <Empty icon="inbox" title={t('case.none')}>
        <span className="hints">{(['next', 'previous', 'palette', 'sheet'] as const).map((name) => <span key={name}><Keys keys={keysOf(name, mac)} /> {t(`shortcuts.${name}`)}</span>)}</span>
      </Empty>
    </section>
  );
}
