import type { Moderation } from '../api-shapes/posts.ts';
import { ACT_OF, SWITCHES, switchOf, switchShown, turnsOn } from '../domain/moderation.ts';
import type { Moderating, ModerationAct } from '../domain/moderation.ts';
import { keyedId } from '../domain/ids.ts';
import type { Moderation as Entry } from '../domain/outgoing.ts';
import { Conflict, NotFound, Refused } from '../errors.ts';
import type { StoredMessage } from '../ports.ts';
import { eventId, nextAct, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';
import { caseShowing } from './merged-people.ts';

export interface ModerateAct { thread: string; id: string; act: ModerationAct; agent: Agent }

const DONE_AS: Record<ModerationAct, string> = { hide: 'hidden', unhide: 'unhidden', like: 'liked', unlike: 'unliked' };

/** What may be done to an item now, beside answering it. What its platform has no longer takes nothing. */
export function actsOn({ message, direction, revised }: StoredMessage): ('hide' | 'like')[] {
  return direction === 'in' && revised?.what !== 'removed' ? (message.platform?.acts ?? []) : [];
}

/** What people see of it: what may be done, and how both switches stand. */
export function moderationOf(stored: StoredMessage): Moderation {
  const [hidden, liked] = SWITCHES.map((what) => switchShown(stored, what));
  return { may: actsOn(stored), hidden: hidden!, liked: liked! };
}

/**
 * Hides or likes a public item on its platform, or takes that back: one transaction with its line in the case's history; on
 * the outbox first, as every answer. An act that did not get there is pressed again. Throws NotFound, Refused, Conflict.
 */
export async function moderate(deps: DeskDeps, act: ModerateAct): Promise<StoredMessage> {
  return untilItStands(async () => moderateOnce(deps, act));
}

async function moderateOnce(deps: DeskDeps, { thread, id, act, agent }: ModerateAct): Promise<StoredMessage> {
  const stored = await deps.store.message(thread, id);
  const { platform } = stored?.message ?? {};
  if (!stored || !platform) throw new NotFound(`item ${id}`);
  const what = switchOf(act);
  if (!actsOn(stored).includes(what === 'hidden' ? 'hide' : 'like')) throw new Refused('channelForbids', 'the platform does not let us');
  const now = deps.now();
  const before = stored[ACT_OF[what]];
  const underWay = before?.state === 'planned' || before?.state === 'sending';
  const outgoing = (moderating: Moderating): Entry => ({
    schema: 1, kind: 'moderation', id: moderating.id, channel: stored.message.channel, thread, messageId: id, plannedAt: moderating.plannedAt,
    plan: { act, caseNumber: stored.case, to: platform.nativeId, inbox: stored.message.inbox },
  });
  if (underWay && before.act === act) {
    // A second press does nothing twice: its entry may have been lost on the way to the outbox.
    if (before.state === 'planned') await deps.outbox.send([outgoing(before)], { delaySeconds: 1 });
    return stored;
  }
  if (!underWay && switchShown(stored, what).is === turnsOn(act)) return stored;
  // Two calls on their way at once arrive in any order.
  if (before?.state === 'sending' && (before.leaseUntil ?? 0) > now) throw new Refused('actUnderWay', 'the act before is being handed over');
  const moderating: Moderating = {
    id: keyedId(deps.keys.id, 'moderation', thread, id, act, before?.id ?? ''), act, state: 'planned', attempt: 0, leaseUntil: null, reason: null, plannedAt: now, changedAt: now, by: { id: agent.id, name: agent.name },
  };
  await deps.outbox.send([outgoing(moderating)], { delaySeconds: 1 });
  const number = await caseShowing(deps.store, stored);
  const item = number === null ? undefined : await deps.store.case(number);
  if (number !== null && !item) throw new Conflict(`case ${number} is not whole yet`);
  await deps.store.act({
    cases: item ? [{ before: item, after: { ...item, acts: nextAct(item) } }] : [], heads: [],
    events: item ? [{ caseNumber: item.number, event: { id: eventId(deps.keys, item, DONE_AS[act]), at: now, what: DONE_AS[act], by: agent.id, act: nextAct(item) } }] : [],
    moderates: { thread, id, what, before: before ?? null, after: moderating },
  });
  return { ...stored, [ACT_OF[what]]: moderating };
}
