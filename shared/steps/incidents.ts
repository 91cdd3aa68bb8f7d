import type { IncidentList, IncidentOpened, IncidentView, IncidentWhole, LinkedCase } from '../api-shapes/incidents.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import { checkChain } from '../domain/event-chain.ts';
import { heardInList } from '../domain/heard.ts';
import { keyedId } from '../domain/ids.ts';
import { GivenIncident, changedIncident, endedIncident, noticeInForce, openedIncident, waitsForNothingElse } from '../domain/incident.ts';
import type { Doing, Incident } from '../domain/incident.ts';
import { versionOf } from '../domain/lifecycle.ts';
import { Conflict, NotFound, Refused } from '../errors.ts';
import type { CasePlace } from '../ports/desk.ts';
import type { Incidents, OpenIncidents } from '../ports/incidents.ts';
import { untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';
import { linkFound } from './incident-links.ts';

export interface IncidentDeps extends DeskDeps {
  incidents: Incidents;
  /** Open work as it is at this instant. */
  freshBoard?: () => Promise<CasePlace[]>;
}

/** More at once nobody can tell apart; and they lie in one item. */
const OPEN_AT_MOST = 20;
const OVER_SHOWN = 50;

export const doing = ({ keys, now }: Pick<DeskDeps, 'keys' | 'now'>, agent: Agent, ...what: string[]): Doing => ({ id: keyedId(keys.id, 'incident', agent.id, ...what), at: now(), by: agent.id, byName: agent.name });

/** The incident with all open ones beside it. Throws NotFound. */
export async function incidentOf({ incidents }: Pick<IncidentDeps, 'incidents'>, id: string): Promise<{ incident: Incident; open: OpenIncidents }> {
  const open = await incidents.open();
  const incident = open.incidents.find((one) => one.id === id) ?? await incidents.over(id);
  if (!incident) throw new NotFound(`incident ${id}`);
  return { incident, open };
}

/** Its cases that are open, of all that are linked to it. */
async function countOpen({ store }: IncidentDeps, board: CasePlace[], id: string): Promise<{ places: CasePlace[]; linked: number }> {
  const linked = new Set(await store.linkedTo(id));
  return { places: board.filter(({ number }) => linked.has(number)), linked: linked.size };
}

function viewOf(incident: Incident, all: Incident[], open: number): IncidentView {
  const { id, title, what, nextUpdateAt, words, told, state, openedBy, openedAt, overAt, alert, v } = incident;
  const force = noticeInForce(all);
  return { id, title, what, nextUpdateAt, words, told, state, openedBy, openedAt, overAt, alert, inForce: told && state === 'open' && force !== null && force.what === noticeInForce([incident])?.what, version: String(v), open };
}

/** All that are open, the latest first, and a page of those that are over. */
export async function listIncidents(deps: IncidentDeps, before?: string): Promise<IncidentList> {
  const [{ incidents: open }, past, board] = await Promise.all([deps.incidents.open(), deps.incidents.allOver(OVER_SHOWN + 1, before), deps.store.board()]);
  const view = async (one: Incident): Promise<IncidentView> => viewOf(one, open, (await countOpen(deps, board, one.id)).places.length);
  const shown = past.slice(0, OVER_SHOWN);
  return {
    open: await Promise.all(open.toSorted((a, b) => b.openedAt - a.openedAt).map(view)), over: await Promise.all(shown.map(view)),
    next: past.length > OVER_SHOWN ? shown.at(-1)!.id : null,
  };
}

/** One with its history, and its open cases with what may be done to them. */
export async function readIncident(deps: IncidentDeps, id: string): Promise<IncidentWhole> {
  const { incident, open } = await incidentOf(deps, id);
  const { places, linked } = await countOpen(deps, await deps.store.board(), id);
  const lines = await deps.store.lines(places.map(({ number }) => number));
  const cases = lines.filter(({ item }) => item.incident?.id === id).map(({ item, heads }): LinkedCase => ({
    number: showCaseNumber(item.number), language: item.language, settled: waitsForNothingElse(item, heads.flatMap(({ head }) => head ?? [])), version: versionOf(item, heardInList(item, heads)),
  }));
  return {
    ...viewOf(incident, open.incidents, cases.length), cases, linked, history: checkChain(incident.chain, incident.events) ?? 'broken',
    events: incident.events.map(({ chain: _chain, after: _after, ...event }) => event),
  };
}

/** Begins an incident, once however often it is pressed, and links the open cases of the last days that hold its words. Throws Refused, or zod's error for what does not fit. */
export async function openIncident(deps: IncidentDeps, act: { given: unknown; key: string; alert: string | null; agent: Agent }): Promise<IncidentOpened> {
  const given = GivenIncident.parse(act.given);
  if (given.told && act.agent.actor === 'agent') throw new Refused('leadsTell', 'customers are told by leads');
  const by = doing(deps, act.agent, 'open', act.key);
  const incident = await untilItStands(async () => {
    const { incidents, v, last } = await deps.incidents.open();
    // A press that comes late opens none that was ended since.
    const there = [...incidents, ...await deps.incidents.allOver(20)].find(({ events }) => events[0]?.id === by.id);
    if (there) return there;
    if (incidents.length >= OPEN_AT_MOST) throw new Refused('tooManyIncidents', 'end one first');
    const opened = openedIncident(String(last + 1), given, by, act.alert);
    if (!(await deps.incidents.write({ incidents: [...incidents, opened], v, last: last + 1 }))) throw new Conflict('another incident was written');
    return opened;
  });
  const linked = await linkFound(deps, incident);
  return { incident: await shown(deps, incident.id), linked };
}

async function shown(deps: IncidentDeps, id: string): Promise<IncidentView> {
  const { incident, open } = await incidentOf(deps, id);
  return viewOf(incident, open.incidents, (await countOpen(deps, await deps.store.board(), id)).places.length);
}

/** Other words, other news, told or not. New words are looked for among the open cases of the last days too. Throws Conflict when somebody was faster. */
export async function changeIncident(deps: IncidentDeps, act: { id: string; given: unknown; version: string; agent: Agent }): Promise<IncidentOpened> {
  const given = GivenIncident.parse(act.given);
  const before = await openOne(deps, act.id);
  const next = changedIncident(before.incident, given, doing(deps, act.agent, 'change', act.id, act.version));
  if (String(before.incident.v) !== act.version) throw new Conflict('the incident changed meanwhile');
  if (next) await replace(deps, before.open, next);
  const linked = next && JSON.stringify(next.words) !== JSON.stringify(before.incident.words) ? await linkFound(deps, next) : 0;
  return { incident: await shown(deps, act.id), linked };
}

/** It is over: customers are told of it no longer. Ending it again is no mistake. */
export async function endIncident(deps: IncidentDeps, act: { id: string; agent: Agent }): Promise<IncidentWhole> {
  await untilItStands(async () => {
    const { incident, open } = await incidentOf(deps, act.id);
    if (incident.state === 'over') return;
    const over = endedIncident(incident, doing(deps, act.agent, 'end', act.id));
    if (!(await deps.incidents.write({ ...open, incidents: open.incidents.filter(({ id }) => id !== act.id) }, { incident: over, before: incident }))) throw new Conflict('the incident changed meanwhile');
  });
  return readIncident(deps, act.id);
}

async function openOne(deps: IncidentDeps, id: string): Promise<{ incident: Incident; open: OpenIncidents }> {
  const found = await incidentOf(deps, id);
  if (found.incident.state === 'over') throw new Refused('incidentOver', 'the incident is over');
  return found;
}

/** Writes one anew, wherever it lies. Throws Conflict. */
export async function replace({ incidents }: Pick<IncidentDeps, 'incidents'>, open: OpenIncidents, next: Incident, before?: Incident): Promise<void> {
  const done = next.state === 'open' ? await incidents.write({ ...open, incidents: open.incidents.map((one) => (one.id === next.id ? next : one)) }) : await incidents.write(open, { incident: next, before: before! });
  if (!done) throw new Conflict('an incident changed meanwhile');
}
