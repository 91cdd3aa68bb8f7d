import { promiseFor } from '../domain/promise.ts';
import type { Case, CaseStatus, Head, Priority } from '../domain/case.ts';
import { dueAtOf } from '../domain/case.ts';
import { withVersions } from '../domain/case-merge.ts';
import { heardInList, heardOf, isFromList } from '../domain/heard.ts';
import { isOver, moveStatus, versionParts, versionOf } from '../domain/lifecycle.ts';
import type { Actor, MoveWarning } from '../domain/lifecycle.ts';
import type { Settings } from '../domain/settings.ts';
import type { Urgency } from '../domain/urgency.ts';
import { Invalid, Refused, Stale } from '../errors.ts';
import type { Act, CaseEvent, CaseFile, HeadWrite } from '../ports/desk.ts';
import { changedHeads, eventId, fileOf, nextAct, requireVersion, threadsOf, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

export interface EditAct {
  number: string;
  agent: Agent;
  /** The version it is made over; without one it is made on whatever is there. */
  version?: string;
  status?: CaseStatus;
  until?: number;
  assignee?: string | null;
  team?: string | null;
  priority?: Priority;
  tags?: string[];
  /** One more, beside whatever is there by then. */
  addTag?: string;
  /** This one less; the others stay. */
  dropTag?: string;
  topic?: string | null;
  /** Which incident it is part of from now on, and because of which of its words; null: of none. */
  incident?: { id: string; words?: string[] } | null;
  /** With the priority: why it is that, where the product raises it. */
  urgency?: Urgency['why'];
  /** It is not known what its agent has seen. */
  unseen?: true;
}

/** What an edit needs. */
type EditDeps = Pick<DeskDeps, 'store' | 'settings' | 'keys' | 'now'>;

/** What an edit writes, or null where there is nothing to change. */
interface Written { after: Case; heads: HeadWrite[]; events: CaseEvent[]; links: NonNullable<Act['links']>; warnings: MoveWarning[] }

/** Status, assignee, team, priority, tags and topic: one transaction with its events. Throws NotFound, Refused, Stale. */
export async function edit(deps: EditDeps, act: EditAct): Promise<{ item: Case; version: string; warnings: MoveWarning[] }> {
  return untilItStands(async () => {
    const file = await fileOf(deps, act.number);
    requireVersion(file, act.version, { status: act.status !== undefined, tags: act.tags !== undefined }, act.status && act.version ? await heardAs(deps, file, act.version) : undefined);
    if (file.item.mergedInto !== null) throw new Refused('merged', 'the case was merged into another');
    const written = await decide(deps, file, act);
    // Words that came after an answer stand on no list that was read before them.
    if (act.unseen && file.item.lastAnsweredAt !== undefined && written.warnings.includes('customerUnanswered')) throw new Stale(versionOf(file.item), [{ field: 'status', now: file.item.status }], 'wroteMeanwhile');
    if (written.events.length > 0) await deps.store.act({ cases: [{ before: file.item, after: written.after }], heads: written.heads, events: written.events.map((event) => ({ caseNumber: act.number, event })), ...(written.links.length > 0 ? { links: written.links } : {}) });
    return { item: written.after, version: versionOf(written.after, act.version && versionParts(act.version).heard), warnings: written.warnings };
  });
}

// What a list has sent along is compared as a list has it.
async function heardAs(deps: EditDeps, file: Awaited<ReturnType<typeof fileOf>>, version: string): Promise<string> {
  if (!isFromList(versionParts(version).heard ?? '')) return heardOf(file, await threadsOf(deps, file.item));
  return heardInList(file.item, await headsOf(deps, file.item));
}

const headsOf = async ({ store }: Pick<DeskDeps, 'store'>, item: Case): Promise<{ thread: string; head: Head | undefined }[]> => Promise.all(item.threads.map(async (thread) => ({ thread, head: await store.head(thread) })));

async function decide(deps: EditDeps, file: CaseFile, act: EditAct): Promise<Written> {
  const { item } = file;
  const now = deps.now();
  const events: CaseEvent[] = [];
  const tell = (what: string, more: Partial<CaseEvent> = {}): void => { events.push({ id: eventId(deps.keys, item, what), at: now, what, by: act.agent.id, act: nextAct(item), ...more }); };
  let after: Case = { ...item };
  let heads: HeadWrite[] = [];
  const warnings: MoveWarning[] = [];
  if (act.assignee !== undefined && act.assignee !== item.assignee) {
    after.assignee = act.assignee;
    tell(act.assignee === null ? 'unassigned' : 'assigned', act.assignee === null ? {} : { values: { assignee: act.assignee, ...(item.assignee === null ? {} : { from: item.assignee }) } });
  }
  if (act.team !== undefined && act.team !== (item.team ?? null)) {
    after.team = act.team;
    tell('team', { values: { team: act.team ?? '' } });
  }
  const tags = act.addTag !== undefined ? [...item.tags ?? [], act.addTag] : act.dropTag !== undefined ? (item.tags ?? []).filter((tag) => tag !== act.dropTag) : act.tags;
  if (tags && JSON.stringify([...new Set(tags)]) !== JSON.stringify(item.tags ?? [])) {
    after.tags = [...new Set(tags)];
    tell('tags', { values: { tags: after.tags.join(', ') } });
  }
  if (act.topic !== undefined && act.topic !== item.topic) {
    after.topic = act.topic;
    tell('topic', { values: { topic: act.topic ?? '' } });
  }
  const links: Written['links'] = [];
  if (act.incident !== undefined && (act.incident?.id ?? null) !== (item.incident?.id ?? null)) {
    if (item.incident) {
      links.push({ caseNumber: item.number, incident: item.incident.id, at: null });
      tell('incidentUnlinked', { values: { incident: item.incident.id } });
    }
    after.incident = undefined;
    if (act.incident) {
      const { id, words } = act.incident;
      after.incident = { id, at: now, ...(words ? { words } : {}) };
      links.push({ caseNumber: item.number, incident: id, at: now });
      tell('incidentLinked', { values: { incident: id, ...(words ? { words: words.join(', ') } : {}) } });
    }
  }
  let headChange: ((head: Head) => Partial<Head>) | undefined;
  if (act.priority && act.priority !== item.priority) {
    const { priority } = act;
    after = { ...after, priority, ...dueBy(await deps.settings(), item, priority, now) };
    headChange = () => ({ priority });
    const because = act.urgency?.map(({ sign }) => sign).filter((sign) => !(item.urgency ?? []).some((known) => known.sign === sign)).join(', ');
    tell('priority', { values: { priority, from: item.priority, ...(because ? { because } : {}) } });
  }
  // Even where the priority is that already.
  if (act.urgency && JSON.stringify(act.urgency) !== JSON.stringify(item.urgency ?? [])) {
    after.urgency = act.urgency;
    if (events.length === 0) tell('urgency', { values: { because: act.urgency.map(({ sign }) => sign).join(', ') } });
  }
  if (act.status) {
    const moved = moveStatus({ item: { ...item, promise: { ...item.promise, dueAt: dueAtOf(item) } }, to: act.status, actor: act.agent.actor ?? 'agent', now, unanswered: (item.unansweredSince ?? null) !== null, ...(act.until === undefined ? {} : { until: act.until }) });
    if ('refused' in moved) throw new Refused(moved.refused, `${item.status} to ${act.status}`);
    warnings.push(...moved.warnings);
    const { status, snoozedUntil } = moved;
    const resolvedAt = isOver(status) ? now : null;
    after = { ...after, status, snoozedUntil: snoozedUntil ?? undefined, resolvedAt: resolvedAt ?? undefined };
    const other = headChange;
    headChange = (head) => ({ ...other?.(head), status, resolvedAt: status === 'resolved' || status === 'closed' ? now : null, movedBy: null });
    tell(whatOf(item.status, status, act.agent.actor), { to: status, ...(snoozedUntil === null ? {} : { until: snoozedUntil }) });
  }
  if (headChange) {
    const change = headChange;
    heads = changedHeads(item, await headsOf(deps, item), change);
  }
  after = withVersions({ ...after, acts: (item.acts ?? 0) + (events.length > 0 ? 1 : 0) }, heads);
  return { after, heads, events, links, warnings };
}

// Another priority is another time to answer in, counted from when the customer began to wait; what they were told stays told.
function dueBy(settings: Settings, item: Case, priority: Priority, now: number): Pick<Case, 'dueAt'> {
  const since = item.unansweredSince ?? null;
  return since === null || isOver(item.status) ? {} : { dueAt: promiseFor({ settings, at: Math.min(since, now), priority }).dueAt };
}

function whatOf(from: CaseStatus, to: CaseStatus, actor: Actor | undefined): string {
  if (to === 'open') return isOver(from) ? 'reopened' : from === 'snoozed' && actor === 'system' ? 'woken' : 'opened';
  return to === 'waiting_on_customer' ? 'waiting' : to;
}

export type BulkChange = Pick<EditAct, 'assignee' | 'team' | 'status' | 'until' | 'priority' | 'topic' | 'incident' | 'addTag' | 'dropTag'>;
const AT_ONCE = 8;

/** The same done to many, each in its own transaction: what could not be done is said with its reason. `versions`: what was seen of each; labels are put on whatever is there. */
export async function editMany(deps: DeskDeps, { numbers, agent, change, versions }: { numbers: string[]; agent: Agent; change: BulkChange; versions?: ReadonlyMap<string, string> }): Promise<ManyDone> {
  return toMany(numbers, async (number) => {
    const version = change.status === undefined ? undefined : versions?.get(number);
    await edit(deps, { number, agent, ...change, ...(version === undefined ? { unseen: true } : { version }) });
  });
}

/** What was done to many, and why not to the others; `version`: as a case is now that has changed meanwhile. */
export interface ManyDone { done: string[]; refused: { number: string; key: string; version?: string }[] }

/** Some work on many cases, a few at a time. What each is refused for stands in the answer; what is our own fault is thrown. */
export async function toMany(numbers: string[], work: (number: string) => Promise<void>): Promise<ManyDone> {
  const done: string[] = [];
  const refused: ManyDone['refused'] = [];
  const left = [...new Set(numbers)];
  const worker = async (): Promise<void> => {
    for (let number = left.shift(); number !== undefined; number = left.shift()) {
      try {
        await work(number);
        done.push(number);
      } catch (error) {
        const key = refusalOf(error);
        if (key === undefined) throw error;
        refused.push({ number, key, ...(error instanceof Stale ? { version: error.version } : {}) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const order = (number: string): number => numbers.indexOf(number);
  return { done: done.sort((a, b) => order(a) - order(b)), refused: refused.sort((a, b) => order(a.number) - order(b.number)) };
}

/** Why not, in a key of the console's texts; undefined: it is no refusal. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof Refused) return error.reason;
  if (error instanceof Stale) return error.key;
  if (!(error instanceof Error)) return undefined;
  if (error instanceof Invalid && error.key === 'keyUsed') return error.key;
  return error.name === 'NotFound' ? 'notFound' : error.name === 'Conflict' ? 'changedMeanwhile' : undefined;
}
