import type { TeamMember } from '../api-shapes/desk.ts';
import { assign, isForAssignment, isPassedOn, needOf, teamFor, wasTakenAway } from '../domain/assignment.ts';
import type { Assignment, Holder, UnassignedBecause } from '../domain/assignment.ts';
import type { Case } from '../domain/case.ts';
import { isOver } from '../domain/lifecycle.ts';
import { Conflict } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Contacts } from '../ports/contacts.ts';
import type { CaseEvent, CaseFile } from '../ports/desk.ts';
import type { ReadSettings } from '../ports.ts';
import { casesOfContact } from './contact-view.ts';
import { SYSTEM, eventId, nextAct, untilItStands } from './desk.ts';
import { desksFor, freePlace, keepPlace, openOffice } from './assign-room.ts';
import type { Office } from './assign-room.ts';
import { readTeam, readTeamAndBoard, teamsOf } from './people.ts';
import type { PeopleDeps } from './people.ts';

export interface AssignDeps extends PeopleDeps { contacts: Contacts; settings: ReadSettings; keys: { id: string }; log: Log }

/** A case that may need an agent. */
export interface Candidate { number: string }

/** Earlier cases that are looked at for who knows the customer. */
const EARLIER = 20;
/** In one run; what is left waits for the next minute. */
const AT_ONCE = 500;

/**
 * Gives cases to teams by topic and channel, and, where the settings say so, to agents by rule. Seen twice, a case is given
 * once; what a person decided stands; each act is written over the very case that was read, once a place
 * for it is kept at the agent's desk. Answers with how many were given; after `until` it begins with no further one.
 */
export function assigning(deps: AssignDeps) {
  return async (candidates: Candidate[], until = Infinity): Promise<number> => {
    if (candidates.length === 0) return 0;
    const settings = await deps.settings();
    const { teams } = await teamsOf(deps);
    const routes = teams.some(({ topics, channels }) => topics.length + channels.length > 0);
    if (!settings.assignment.automatic && !routes) return 0;
    const office = await openOffice(deps, { settings, teams });
    let given = 0;
    for (const candidate of candidates.slice(0, AT_ONCE)) {
      if (deps.now() >= until) break;
      if (await giveOne(deps, office, candidate)) given++;
    }
    return given;
  };
}

/** What waits for somebody: what came while nobody was here or everybody had enough to do, and what is with somebody who is away. */
export function assigningWaiting(deps: AssignDeps) {
  const give = assigning(deps);
  return async (until?: number): Promise<number> => {
    if (!(await deps.settings()).assignment.automatic) return 0;
    const { team: { members }, board } = await readTeamAndBoard(deps);
    if (!members.some(({ presence, open, capacity }) => presence === 'here' && open < capacity)) return 0;
    const absent = (id: string): boolean => members.find((member) => member.id === id)?.presence !== 'here';
    const waits = board.filter((place) => isForAssignment({ ...place, assignee: null, mergedInto: null }) && (place.assignee === null || absent(place.assignee)));
    // What is nobody's goes before what somebody will come back to, and whoever waits for the earliest answer before others.
    const waiting = waits.toSorted((a, b) => Number(a.assignee !== null) - Number(b.assignee !== null) || a.dueAt - b.dueAt).slice(0, AT_ONCE);
    const items = await deps.store.cases(waiting.map(({ number }) => number));
    return give(items.filter((item) => assign(needOf(item, members, null), members).agent !== null).map(({ number }) => ({ number })), until);
  };
}

/** Why a case is still nobody's, where the product gives cases out; undefined: it is somebody's, or waits for nobody. */
export async function whyUnassigned(deps: AssignDeps, item: Pick<Case, 'number' | 'status' | 'assignee' | 'mergedInto' | 'unansweredSince' | 'topic' | 'channel' | 'language'> & { team?: string | null }): Promise<UnassignedBecause | undefined> {
  if (!isForAssignment(item) || !(await deps.settings()).assignment.automatic) return undefined;
  const { members } = await readTeam(deps);
  const chosen = assign(needOf(item, members, null), members);
  return chosen.agent === null ? chosen.because : undefined;
}

async function giveOne(deps: AssignDeps, office: Office, { number }: Candidate): Promise<boolean> {
  try {
    const agent = await untilItStands(async () => decideAndWrite(deps, office, number));
    if (agent === undefined) return false;
    const member = office.members.find(({ id }) => id === agent);
    if (member) member.lastBusyAt = deps.now();
    if (agent !== null) await deps.presence.gets(agent, deps.now());
    return true;
  } catch (error) {
    // It changes all the time just now: the next minute looks again.
    if (!(error instanceof Conflict)) throw error;
    deps.log('info', 'assignment.later', { caseNumber: number });
    return false;
  }
}

/** Undefined: nothing was to be done. Null: only its team. */
async function decideAndWrite(deps: AssignDeps, office: Office, number: string): Promise<string | null | undefined> {
  const file = await deps.store.file(number);
  if (!file || isOver(file.item.status) || file.item.mergedInto !== null) return undefined;
  const { item } = file;
  // Null is a person's word that it is no team's.
  const team = item.team === undefined ? teamFor(item, office.teams) : null;
  const chosen = await choose(deps, office, { file, team: team ?? item.team ?? null });
  if (team === null && chosen?.agent === undefined) return undefined;
  const now = deps.now();
  const tell = (what: string, values: Record<string, string>): CaseEvent => ({ id: eventId(deps.keys, item, what), at: now, what, by: SYSTEM.id, act: nextAct(item), values });
  const after: Case = { ...item, ...(team === null ? {} : { team }), ...(chosen?.agent ? { assignee: chosen.agent } : {}), acts: nextAct(item) };
  const told = [
    ...(team === null ? [] : [tell('team', { team, because: item.topic !== null && office.teams.some(({ id, topics }) => id === team && topics.includes(item.topic!)) ? 'topic' : 'channel' })]),
    ...(chosen?.agent ? [tell('assigned', { assignee: chosen.agent, because: chosen.because, among: String(chosen.among), ...(item.assignee === null ? {} : { from: item.assignee }) })] : []),
  ];
  if (told.length === 0) return undefined;
  if (chosen?.agent) await keepPlace(deps, office, chosen.agent, number);
  try {
    await deps.store.act({ cases: [{ before: item, after }], heads: [], events: told.map((event) => ({ caseNumber: number, event })) });
  } catch (error) {
    if (chosen?.agent && error instanceof Conflict) await freePlace(deps, office, chosen.agent, number);
    throw error;
  }
  if (chosen?.agent && item.assignee !== null) await freePlace(deps, office, item.assignee, number);
  deps.log('info', 'case.assigned', { caseNumber: number, reason: chosen?.because ?? 'team' });
  return chosen?.agent ?? null;
}

async function choose(deps: AssignDeps, office: Office, { file: { item, events }, team }: { file: CaseFile; team: string | null }): Promise<Assignment | undefined> {
  const { settings } = office;
  if (!settings.assignment.automatic) return undefined;
  const members = desksFor(office, item.number);
  const passedOn = isPassedOn(item, events, holderOf(members.find(({ id }) => id === item.assignee)), { product: SYSTEM.id, calendar: settings.calendar, now: deps.now() });
  if (!isForAssignment(passedOn ? { ...item, assignee: null } : item) || wasTakenAway(events, item.unansweredSince, SYSTEM.id)) return undefined;
  const former = settings.assignment.sameAgent ? await formerAgent(deps, item) : null;
  const chosen = assign(needOf({ ...item, team }, members, former), members);
  return chosen.agent === null ? undefined : chosen;
}

// Only what somebody said of themselves has an end.
const holderOf = (member: TeamMember | undefined): Holder | undefined => member && { presence: member.presence, said: (member.presenceUntil ?? null) !== null, seenAt: member.seenAt ?? null };

/** Whose this customer's latest answered case was. */
async function formerAgent({ store, contacts }: AssignDeps, item: Case): Promise<string | null> {
  const numbers = [...(item.relatedTo === null ? [] : [item.relatedTo]), ...(item.contact === null ? [] : await casesOfContact({ contacts }, item.contact))].filter((number) => number !== item.number).slice(0, EARLIER);
  if (numbers.length === 0) return null;
  const answered = (await store.cases([...new Set(numbers)])).filter(({ assignee, answeredAt }) => assignee !== null && answeredAt !== null);
  return answered.toSorted((a, b) => (b.lastAnsweredAt ?? b.answeredAt!) - (a.lastAnsweredAt ?? a.answeredAt!))[0]?.assignee ?? null;
}
