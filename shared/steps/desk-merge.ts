import type { Case, Head } from '../domain/case.ts';
import { mergeCases, ownerOf } from '../domain/case-merge.ts';
import type { MergeEvent, MergeWarning, MergeWrites, UnmergeEvent } from '../domain/case-merge.ts';
import { broughtAlong } from '../domain/incident.ts';
import { unmergeCases } from '../domain/case-unmerge.ts';
import type { Unmerging } from '../domain/case-unmerge.ts';
import { ownStory } from '../domain/own-story.ts';
import type { OwnStory } from '../domain/own-story.ts';
import { promiseFor } from '../domain/promise.ts';
import { NotFound, Refused } from '../errors.ts';
import type { Act, CaseEvent, CaseFile, CaseNote } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';
import { SYSTEM, eventId, fileOf, nextAct, requireVersion, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

async function headsOf(deps: DeskDeps, items: Case[]): Promise<Map<string, Head>> {
  const threads = [...new Set(items.flatMap((item) => item.threads))];
  const read = await Promise.all(threads.map(async (thread) => [thread, await deps.store.head(thread)] as const));
  return new Map(read.flatMap(([thread, head]) => (head ? [[thread, head] as const] : [])));
}

// Whoever is named in notes that come here, or leave, by those that stand here then.
function namesOn(caseNumber: string, moved: CaseNote[], standing: CaseNote[]): NonNullable<Act['names']> {
  return [...new Set(moved.flatMap(({ mentions }) => mentions))].map((agent) => {
    const times = standing.filter(({ mentions }) => mentions.includes(agent)).map(({ at }) => at);
    return { caseNumber, agent, at: times.length > 0 ? Math.max(...times) : null };
  });
}

async function write(deps: DeskDeps, before: { from: Case; into: Case }, writes: MergeWrites<MergeEvent | UnmergeEvent>, by: string, names: Act['names'] = [], links: Act['links'] = []): Promise<void> {
  const raised = (item: Case): Case => ({ ...item, acts: nextAct(item) });
  const event = (item: Case, to: Case['status']): CaseEvent => ({ id: writes.event.id, at: writes.event.at, what: writes.event.kind, by, act: nextAct(item), to, values: { from: writes.event.from, into: writes.event.into }, merge: writes.event });
  await deps.store.act({
    cases: [{ before: before.from, after: raised(writes.from) }, { before: before.into, after: raised(writes.into) }], heads: writes.heads, ...(names.length > 0 ? { names } : {}), ...(links.length > 0 ? { links } : {}),
    // Both tell of it: either may be the one that somebody opens.
    events: [{ caseNumber: before.from.number, event: event(before.from, writes.from.status) }, { caseNumber: before.into.number, event: event(before.into, writes.into.status) }],
  });
}

/** Two cases become one. What somebody should know first is answered instead of done, until it is `confirmed`. */
export async function merge(deps: DeskDeps, act: { from: string; into: string; agent: Agent; version?: string; confirmed: boolean }): Promise<{ warnings: MergeWarning[]; done: boolean }> {
  return untilItStands(async () => {
    const [from, into] = [await fileOf(deps, act.from), await fileOf(deps, act.into)];
    requireVersion(from, act.version, { status: true });
    const decided = mergeCases({ from: from.item, into: into.item, heads: await headsOf(deps, [from.item, into.item]), id: eventId(deps.keys, from.item, `merge ${into.item.number}`), at: deps.now(), by: act.agent.id });
    if ('refused' in decided) throw new Refused(decided.refused, 'these two cannot be merged');
    if (decided.warnings.length > 0 && !act.confirmed) return { warnings: decided.warnings, done: false };
    const incident = broughtAlong(from.item, into.item);
    const links = incident ? [{ caseNumber: into.item.number, incident: incident.id, at: incident.at }] : [];
    await write(deps, { from: from.item, into: into.item }, incident ? { ...decided, into: { ...decided.into, incident } } : decided, act.agent.id, namesOn(into.item.number, from.notes, [...from.notes, ...into.notes]), links);
    return { warnings: decided.warnings, done: true };
  });
}

const inOrder = ({ events }: CaseFile): CaseEvent[] => events.toSorted((a, b) => (a.act ?? 0) - (b.act ?? 0));

// All that was merged into this case and undone again, with what holds of it.
async function mergesInto({ store }: DeskDeps, file: CaseFile): Promise<Unmerging['before']> {
  const events = inOrder(file).flatMap(({ merge: one }) => (one?.into === file.item.number ? [one] : []));
  const holding = new Map((await store.cases([...new Set(events.map(({ from }) => from))])).flatMap((item) => (item.mergedInto === file.item.number ? [[item.number, item] as const] : [])));
  return events.map((event) => { const item = event.kind === 'merged' && events.findLast(({ kind, from }) => kind === 'merged' && from === event.from) === event ? holding.get(event.from) : undefined; return { event, ...(item ? { item } : {}) }; });
}

// `whole`: what stands on it then.
function storyOf(file: CaseFile, messages: StoredMessage[], whole: ReadonlySet<string>): OwnStory {
  const { item } = file;
  const events = inOrder(file);
  const said = messages.flatMap((message) => {
    const owner = ownerOf(message);
    if (owner === null || !whole.has(owner)) return [];
    const { direction, at, receivedAt, storedAt, agent, notice, message: { sender } } = message;
    return [{ own: owner === item.number, direction, at, receivedAt, storedAt, machine: sender.machine !== null && sender.machine !== 'noAddress', by: agent === null ? 'outside' as const : agent === SYSTEM.id || notice !== undefined ? 'system' as const : 'agent' as const }];
  });
  const latest = new Map(events.flatMap(({ merge: one }) => (one?.kind === 'merged' && one.into === item.number && one.from !== item.number && whole.has(one.from) ? [[one.from, one] as const] : [])));
  return ownStory({ number: item.number, said, done: events, holding: new Set([...latest.values()].map(({ id }) => id)) });
}

/** Undoes a merge by its event, from either case. */
export async function unmerge(deps: DeskDeps, act: { number: string; id: string; agent: Agent }): Promise<{ from: string }> {
  return untilItStands(async () => {
    const here = await fileOf(deps, act.number);
    const found = here.events.find(({ id }) => id === act.id)?.merge;
    if (found?.kind !== 'merged') throw new NotFound(`merge ${act.id}`);
    const [from, into] = await Promise.all([fileOf(deps, found.from), fileOf(deps, found.into)]);
    const threads = await Promise.all([...new Set([from, into].flatMap(({ item }) => item.threads))].map(async (thread) => ({ thread, ...(await deps.store.thread(thread)) })));
    const messages = threads.flatMap((one) => one.messages);
    const [before, settings] = await Promise.all([mergesInto(deps, into), deps.settings()]);
    const decided = unmergeCases({
      merge: found, from: from.item, into: into.item, fromWhole: from.whole, before,
      heads: new Map(threads.flatMap(({ thread, head }) => (head ? [[thread, head] as const] : []))),
      stories: { from: storyOf(from, messages, from.whole), into: storyOf(into, messages, new Set([...into.whole].filter((number) => !from.whole.has(number)))) },
      dueBy: (since, priority) => promiseFor({ settings, at: since, priority }).dueAt,
      id: eventId(deps.keys, into.item, `unmerge ${found.id}`), at: deps.now(), by: act.agent.id,
    });
    if ('refused' in decided) throw new Refused(decided.refused, 'this merge cannot be undone');
    const { incident } = into.item;
    const brought = incident?.from === from.item.number ? [{ caseNumber: into.item.number, incident: incident.id, at: null }] : [];
    await write(deps, { from: from.item, into: into.item }, brought.length > 0 ? { ...decided, into: { ...decided.into, incident: undefined } } : decided, act.agent.id, namesOn(into.item.number, from.notes, into.notes.filter(({ of }) => of === undefined || !from.whole.has(of))), brought);
    return { from: found.from };
  });
}
