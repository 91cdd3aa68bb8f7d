import type { Case, Head } from '../domain/case.ts';
import { mergeCases, unmergeCases } from '../domain/case-merge.ts';
import type { MergeEvent, MergeWarning, MergeWrites, UnmergeEvent } from '../domain/case-merge.ts';
import { NotFound, Refused } from '../errors.ts';
import type { CaseEvent } from '../ports/desk.ts';
import { eventId, fileOf, nextAct, requireVersion, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

async function headsOf(deps: DeskDeps, items: Case[]): Promise<Map<string, Head>> {
  const threads = [...new Set(items.flatMap((item) => item.threads))];
  const read = await Promise.all(threads.map(async (thread) => [thread, await deps.store.head(thread)] as const));
  return new Map(read.flatMap(([thread, head]) => (head ? [[thread, head] as const] : [])));
}

async function write(deps: DeskDeps, before: { from: Case; into: Case }, writes: MergeWrites<MergeEvent | UnmergeEvent>, by: string): Promise<void> {
  const raised = (item: Case): Case => ({ ...item, acts: nextAct(item) });
  const event = (item: Case, to: Case['status']): CaseEvent => ({ id: writes.event.id, at: writes.event.at, what: writes.event.kind, by, act: nextAct(item), to, values: { from: writes.event.from, into: writes.event.into }, merge: writes.event });
  await deps.store.act({
    cases: [{ before: before.from, after: raised(writes.from) }, { before: before.into, after: raised(writes.into) }], heads: writes.heads,
    // Both tell of it: either may be the one that somebody opens.
    events: [{ caseNumber: before.from.number, event: event(before.from, writes.from.status) }, { caseNumber: before.into.number, event: event(before.into, writes.into.status) }],
  });
}

/** Two cases become one. What somebody should know first is answered instead of done, until it is `confirmed`. */
export async function merge(deps: DeskDeps, act: { from: string; into: string; agent: Agent; version?: string; confirmed: boolean }): Promise<{ warnings: MergeWarning[]; done: boolean }> {
  return untilItStands(async () => {
    const [from, into] = [await fileOf(deps, act.from), await fileOf(deps, act.into)];
    requireVersion(from, act.version, 'status');
    const decided = mergeCases({ from: from.item, into: into.item, heads: await headsOf(deps, [from.item, into.item]), id: eventId(deps.keys, from.item, `merge ${into.item.number}`), at: deps.now(), by: act.agent.id });
    if ('refused' in decided) throw new Refused(decided.refused, 'these two cannot be merged');
    if (decided.warnings.length > 0 && !act.confirmed) return { warnings: decided.warnings, done: false };
    await write(deps, { from: from.item, into: into.item }, decided, act.agent.id);
    return { warnings: decided.warnings, done: true };
  });
}

/** Undoes a merge by its event, from either case. */
export async function unmerge(deps: DeskDeps, act: { number: string; id: string; agent: Agent }): Promise<{ from: string }> {
  return untilItStands(async () => {
    const here = await fileOf(deps, act.number);
    const found = here.events.find(({ id }) => id === act.id)?.merge;
    if (found?.kind !== 'merged') throw new NotFound(`merge ${act.id}`);
    const [from, into] = [(await fileOf(deps, found.from)).item, (await fileOf(deps, found.into)).item];
    const decided = unmergeCases({ merge: found, from, into, heads: await headsOf(deps, [from, into]), id: eventId(deps.keys, into, `unmerge ${found.id}`), at: deps.now(), by: act.agent.id });
    if ('refused' in decided) throw new Refused(decided.refused, 'this merge cannot be undone');
    await write(deps, { from, into }, decided, act.agent.id);
    return { from: found.from };
  });
}
