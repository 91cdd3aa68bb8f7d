import type { TeamMember, TeamUnit } from '../api-shapes/desk.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { Settings } from '../domain/settings.ts';
import { Conflict } from '../errors.ts';
import type { Given } from '../ports/office.ts';
import { GIVEN_KEPT_MS, givenBack, givenNext } from '../ports/office.ts';
import { readTeamAndBoard } from './people.ts';
import type { PeopleDeps } from './people.ts';

/**
 * How much room each desk has, for several runs at once. The board is behind what was just written and is read once a run; what
 * the product gave lately stands beside it, one list for each agent, and is written over the list that was read: of two
 * runs that see the same room one gets it, the other looks again.
 */
export interface Office {
  settings: Settings;
  teams: TeamUnit[];
  members: TeamMember[];
  /** By agent: the numbers that the board shows with them. */
  held: Map<string, Set<string>>;
  given: Map<string, Given>;
  /** By agent: what was given to them and is not on the board as theirs yet. */
  places: Map<string, Set<string>>;
}

/** A case that was not written by then never will be: longer than a run can last. */
const PENDING_MS = 90_000;

export async function openOffice(deps: PeopleDeps, { settings, teams }: Pick<Office, 'settings' | 'teams'>): Promise<Office> {
  const office: Office = { settings, teams, members: [], held: new Map(), given: new Map(), places: new Map() };
  if (!settings.assignment.automatic) return office;
  const { team, board } = await readTeamAndBoard(deps);
  for (const { assignee, number } of board) if (assignee !== null) office.held.set(assignee, (office.held.get(assignee) ?? new Set()).add(number));
  office.members = team.members;
  await lookAgain(deps, office);
  return office;
}

async function lookAgain({ presence, store, now }: PeopleDeps, office: Office): Promise<void> {
  office.given = await presence.given();
  const at = now();
  const unseen = [...office.given].flatMap(([agent, { cases }]) => cases.filter((one) => one.at > at - GIVEN_KEPT_MS && !office.held.get(agent)?.has(one.number)).map((one) => ({ agent, ...one })));
  const items = new Map((unseen.length === 0 ? [] : await store.cases([...new Set(unseen.map(({ number }) => number))])).map((item) => [item.number, item]));
  office.places = new Map();
  for (const { agent, number, at: since } of unseen) {
    const item = items.get(number);
    if (item && !isOver(item.status) && item.mergedInto === null && (item.assignee === agent || since > at - PENDING_MS)) office.places.set(agent, (office.places.get(agent) ?? new Set()).add(number));
  }
}

/** The members with what they hold, apart from this case. */
export function desksFor({ members, held, places }: Office, number: string): TeamMember[] {
  return members.map((member) => ({ ...member, open: new Set([...held.get(member.id) ?? [], ...places.get(member.id) ?? []]).difference(new Set([number])).size }));
}

/** Keeps a place for a case at somebody's desk. Throws Conflict, having looked again, when another run has given them one since. */
export async function keepPlace(deps: PeopleDeps, office: Office, agent: string, number: string): Promise<void> {
  const next = givenNext(office.given.get(agent) ?? { v: 0, cases: [] }, { number, at: deps.now() });
  if (!(await deps.presence.give(agent, next))) {
    await lookAgain(deps, office);
    throw new Conflict(`another run has given ${agent} a case`);
  }
  office.given.set(agent, next);
  office.places.set(agent, (office.places.get(agent) ?? new Set()).add(number));
}

/** The case went elsewhere: its place, if it still had one, is free again. Where the list has moved on meanwhile the place ends by itself. */
export async function freePlace(deps: PeopleDeps, office: Office, agent: string, number: string): Promise<void> {
  office.places.get(agent)?.delete(number);
  const there = office.given.get(agent);
  if (!there?.cases.some((one) => one.number === number)) return;
  const next = givenBack(there, number);
  if (await deps.presence.give(agent, next)) office.given.set(agent, next);
  else await lookAgain(deps, office);
}
