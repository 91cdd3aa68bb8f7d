import { NotFound, Refused } from '../errors.ts';
import type { StoredMessage } from '../ports.ts';
import { fileOf, threadsOf } from './desk.ts';
import type { DeskDeps } from './desk.ts';

/** An answer that did not get out goes once more, as the same one. On the outbox first, as every answer. */
export async function retry(deps: DeskDeps, { number, id }: { number: string; id: string }): Promise<StoredMessage> {
  const { item } = await fileOf(deps, number);
  const stored = (await threadsOf(deps, item)).flatMap(({ messages }) => messages).find((message) => message.id === id && message.direction === 'out');
  if (!stored?.plan) throw new NotFound(`answer ${id}`);
  if (stored.sending?.state === 'planned' || stored.sending?.state === 'sending') return stored;
  await deps.outbox.send([stored.plan], { delaySeconds: 1 });
  if (!(await deps.store.planAgain(stored.thread, id, deps.now()))) throw new Refused('alreadySent', 'it has gone out already');
  return { ...stored, sending: stored.sending && { ...stored.sending, state: 'planned', reason: null } };
}
