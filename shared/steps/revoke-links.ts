import { versionAfter } from '../domain/lifecycle.ts';
import { eventId, fileOf, nextAct, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';
import { matterOf, mergedParts } from './merged-people.ts';

/**
 * Takes back every link to a case's status page that was ever given out, and those of all cases that are one matter with
 * it: they open the same words. Its customer gets a new one by asking on that page.
 */
export async function revokeLinks(deps: DeskDeps, { number, agent, version }: { number: string; agent: Agent; /** That was read. */ version?: string }): Promise<{ version: string }> {
  const matter = await matterOf(deps, await fileOf(deps, number));
  const others = matter ? (await mergedParts(deps, matter)).map(({ item }) => item.number).filter((other) => other !== number) : [];
  for (const other of others) await revokeOf(deps, other, agent);
  return revokeOf(deps, number, agent, version);
}

async function revokeOf(deps: DeskDeps, number: string, agent: Agent, version?: string): Promise<{ version: string }> {
  return untilItStands(async () => {
    const { item } = await fileOf(deps, number);
    const after = { ...item, statusGeneration: (item.statusGeneration ?? 0) + 1, acts: nextAct(item) };
    await deps.store.act({ cases: [{ before: item, after }], heads: [], events: [{ caseNumber: number, event: { id: eventId(deps.keys, item, 'linksRevoked'), at: deps.now(), what: 'linksRevoked', by: agent.id, act: nextAct(item) } }] });
    return { version: versionAfter(item, after, version) };
  });
}
