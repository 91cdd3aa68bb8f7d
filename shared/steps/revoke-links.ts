import { versionOf } from '../domain/lifecycle.ts';
import { eventId, fileOf, nextAct, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

/** Takes back every link to a case's status page that was ever given out. Its customer gets a new one by asking on that page. */
export async function revokeLinks(deps: DeskDeps, { number, agent }: { number: string; agent: Agent }): Promise<{ version: string }> {
  return untilItStands(async () => {
    const { item } = await fileOf(deps, number);
    const after = { ...item, statusGeneration: (item.statusGeneration ?? 0) + 1, acts: nextAct(item) };
    await deps.store.act({ cases: [{ before: item, after }], heads: [], events: [{ caseNumber: number, event: { id: eventId(deps.keys, item, 'linksRevoked'), at: deps.now(), what: 'linksRevoked', by: agent.id, act: nextAct(item) } }] });
    return { version: versionOf(after) };
  });
}
