import { placeOutsideAnswer } from '../domain/answered-outside.ts';
import type { Case, CaseMove, Head } from '../domain/case.ts';
import { ownerOn } from '../domain/case-merge.ts';
import { promiseFor } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import type { CaseStore, StoredMessage } from '../ports.ts';
import type { Job, Known } from './look-around.ts';
import type { Outcome, RecordDeps } from './record.ts';

const NOTHING: Outcome = { delivery: null, plan: null };
/** Our own hand-over may come back before we have written down its id. */
const WAIT_SECONDS = 45;

/**
 * Our own account wrote it elsewhere: through another tool, or on the platform itself. It is stored as ours, answered
 * outside, and stops the clock. What `send` handed over comes back here too, and is known by the id that it got.
 */
export async function recordOurs(deps: RecordDeps, settings: Settings, { message, keys, attempt }: Job, known: Known): Promise<Outcome> {
  if (known.identities.get(message.id)?.own) return { ...NOTHING, ended: 'noted.ownEcho' };
  if (message.platform?.ours === 'perhaps' && attempt < 2) return { ...NOTHING, againAfter: WAIT_SECONDS };
  const thread = (keys.parent && known.identities.get(keys.parent)?.thread) ?? message.conversation ?? message.id;
  const now = deps.now();
  for (let tries = 0; tries < 20; tries++) {
    const head = known.heads.get(thread);
    const stored: StoredMessage = {
      thread, id: message.id, direction: 'out', at: message.at, receivedAt: message.receivedAt, storedAt: now, case: head?.case ?? null, ...(head ? ownerOn(head, head.case) : {}), threadedBy: head ? 'conversation' : null,
      relatedTo: null, quarantined: null, suppressedBecause: null, agent: null, sending: null, plan: null, message,
    };
    if (head) {
      const dueAt = promiseFor({ settings, at: now, priority: 'low' }).dueAt;
      const others = await otherThreads(deps.store, head.case, thread);
      const { head: next, expected, move } = placeOutsideAnswer({ head, thread, id: message.id, at: message.at, dueAt, others });
      if (next && (await deps.store.writeHead(thread, next, expected))) {
        const fresh = (await deps.store.read({ messages: [], threads: [thread] })).heads.get(thread);
        if (fresh) known.heads.set(thread, fresh);
        continue;
      }
      if (next) known.heads.set(thread, next);
      // Refused: the case has heard of this before, or of another customer's word since the heads were read.
      if (move && !(await deps.store.moveCase(head.case, move)) && others.length > 0 && !(await hasHeard(deps.store, head.case, move))) continue;
    }
    if (!(await deps.store.putMessage(stored))) return { ...NOTHING, ended: 'duplicate' };
    deps.log('info', 'message.answeredOutside', { messageId: message.id, caseNumber: head?.case ?? '', channel: message.channel });
    return NOTHING;
  }
  throw new Error('a thread changed twenty times under one answer');
}

// Whoever else is on the case may still wait there.
async function otherThreads(store: CaseStore, number: string, thread: string): Promise<{ thread: string; head: Head }[]> {
  const threads = (await caseOf(store, number))?.threads.filter((one) => one !== thread) ?? [];
  if (threads.length === 0) return [];
  const { heads } = await store.read({ messages: [], threads });
  return threads.flatMap((one) => { const head = heads.get(one); return head?.case === number ? [{ thread: one, head }] : []; });
}

async function hasHeard(store: CaseStore, number: string, move: CaseMove): Promise<boolean> {
  const item = await caseOf(store, number);
  return !item || (move.thread === undefined ? item.hv : item.hvs?.[move.thread] ?? 0) >= move.hv;
}

const caseOf = async (store: CaseStore, number: string): Promise<Case | undefined> => (await store.lookUp({ identities: [], cases: [number] })).cases.get(number);
