import * as z from 'zod';
import type { PresenceSet, Team, TeamMember, TeamUnit, Viewer } from '../api-shapes/desk.ts';
import { availabilityAt, endOfAvailability } from '../domain/availability.ts';
import type { Availability } from '../domain/availability.ts';
import { Language } from '../domain/message.ts';
import { Refused } from '../errors.ts';
import type { CasePlace, DeskStore } from '../ports/desk.ts';
import type { Colleague, Documents, Presence } from '../ports/office.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import type { NameOf } from './case-row.ts';

export interface PeopleDeps { documents: Documents; presence: Presence; store: DeskStore; now: Clock }

/** A console that is looked at asks every few seconds. */
const HERE_MS = 90_000;
/** Whoever typed a moment ago types. */
const TYPES_MS = 20_000;

const Line = z.string().trim().min(1).max(80);
const Skill = z.string().trim().min(1).max(60);
export const Member = z.object({
  id: z.string().trim().min(1).max(200), name: Line, roles: z.array(z.enum(['agent', 'lead', 'admin'])).max(3),
  skills: z.array(Skill).max(50), languages: z.array(Language).max(2), capacity: z.number().int().min(0).max(1000), teams: z.array(z.string().max(40)).max(20).default([]),
  approval: z.boolean().optional(),
});
const noTwins = (all: { id: string }[]): boolean => new Set(all.map(({ id }) => id)).size === all.length;
const Unit = z.object({ id: z.string().regex(/^[\w-]{1,40}$/).refine((id) => id !== 'none' && id !== 'mine', 'is a word with a meaning of its own'), name: Line, topics: z.array(Skill).max(50).default([]), channels: z.array(Skill).max(20).default([]) });
const Written = z.object({ members: z.array(Member).max(1000).refine(noTwins, 'twice the same person'), teams: z.array(Unit).max(100).refine(noTwins, 'twice the same team').default([]) });
type Written = z.infer<typeof Written>;

// Before there were teams, the members stood alone.
const writtenIn = (value: unknown): Written => Written.catch({ members: [], teams: [] }).parse(Array.isArray(value) ? { members: value } : value ?? { members: [] });

/** Is somebody here: their console asks for news, and what they last said of themselves is not over. */
export function presenceOf(person: Colleague, now: number): Availability {
  return now - person.seenAt > HERE_MS ? 'away' : availabilityAt(person, now);
}

/** Somebody says whether they take cases; without an end of theirs it ends by itself. */
export async function setPresence({ presence, settings, now }: Pick<PeopleDeps, 'presence' | 'now'> & { settings: ReadSettings }, me: { id: string; name: string }, said: Availability, until?: number): Promise<PresenceSet> {
  const at = now();
  const availableAgainAt = endOfAvailability(said, at, (await settings()).calendar, until);
  await presence.sets({ id: me.id, name: me.name, availability: said, availableAgainAt, at });
  return { presence: said, until: availableAgainAt };
}

/** What one's own name shows. */
export async function ownPresence({ presence, now }: Pick<PeopleDeps, 'presence' | 'now'>, id: string): Promise<PresenceSet> {
  const me = (await presence.all()).find((person) => person.id === id);
  const said = me ? availabilityAt(me, now()) : 'here';
  return { presence: said, until: me && said !== 'here' ? me.availableAgainAt : null };
}

export type WholeTeam = Team & { teams: TeamUnit[] };

export const readTeam = async (deps: PeopleDeps): Promise<WholeTeam> => (await readTeamAndBoard(deps)).team;

/** The team, and the open work that tells how much each of them holds. */
export async function readTeamAndBoard({ documents, presence, store, now }: PeopleDeps): Promise<{ team: WholeTeam; board: CasePlace[] }> {
  const [{ value, version }, people, board] = await Promise.all([documents.read('team'), presence.all(), store.board()]);
  const { members, teams } = writtenIn(value);
  const byId = new Map(people.map((person) => [person.id, person]));
  const held = Map.groupBy(board.filter(({ assignee }) => assignee !== null), ({ assignee }) => assignee!);
  // Who has signed in is there without anybody's writing them down.
  const newcomers = people.filter(({ id }) => !members.some((member) => member.id === id)).map(({ id, name }) => ({ id, name, roles: [], skills: [], languages: ['he' as const, 'en' as const], capacity: 20, teams: [] }));
  const at = now();
  const team = {
    version, teams,
    members: [...members, ...newcomers].map((member): TeamMember => {
      const person = byId.get(member.id);
      const seen = person ? presenceOf(person, at) : 'away';
      return {
        ...member, teams: member.teams.filter((id) => teams.some((team) => team.id === id)), presence: seen, seenAt: person?.seenAt ?? null, presenceUntil: person && seen === person.availability ? person.availableAgainAt : null,
        open: held.get(member.id)?.length ?? 0, lastBusyAt: person ? Math.max(person.viewedAt, person.gotAt ?? 0) || null : null,
      };
    }),
  };
  return { team, board };
}

/** What is written down of each is what a person decides; how busy they are is seen. Without `teams` those stay. */
export async function writeTeam(deps: PeopleDeps, given: { members: unknown; teams?: unknown }, version: string, by: string): Promise<Team> {
  const before = writtenIn((await deps.documents.read('team')).value);
  const written = Written.parse({ members: given.members, teams: given.teams ?? before.teams });
  const marked = ({ members }: Written): boolean => members.some(({ id, approval }) => id === by && approval === true);
  if (marked(before) && !marked(written)) throw new Refused('ownMark', 'nobody takes the mark from themselves');
  await deps.documents.write('team', written, version);
  return readTeam(deps);
}

/** The teams, and who belongs to which: what lists and counts ask. */
export async function teamsOf({ documents }: Pick<PeopleDeps, 'documents'>): Promise<{ teams: TeamUnit[]; of: (agent: string) => string[] }> {
  const { members, teams } = writtenIn((await documents.read('team')).value);
  return { teams, of: (agent) => members.find(({ id }) => id === agent)?.teams ?? [] };
}

/** Do this person's public answers wait for somebody else's approval? */
export async function waitsForApproval({ documents }: Pick<PeopleDeps, 'documents'>, id: string): Promise<boolean> {
  return writtenIn((await documents.read('team')).value).members.some((member) => member.id === id && member.approval === true);
}

/** Who answers to an id. */
export async function names({ documents, presence }: Pick<PeopleDeps, 'documents' | 'presence'>): Promise<NameOf> {
  const [{ value }, people] = await Promise.all([documents.read('team'), presence.all()]);
  const { members, teams } = writtenIn(value);
  const known = new Map([...people, ...members].map(({ id, name }) => [id, name]));
  const ofTeams = new Map(teams.map(({ id, name }) => [id, name]));
  return Object.assign((id: string) => known.get(id) ?? null, { team: (id: string) => ofTeams.get(id) ?? null });
}

/** Who looks at which case now, but for whoever asks. */
export async function viewersBy({ presence, now }: Pick<PeopleDeps, 'presence' | 'now'>, me: string): Promise<Map<string, Viewer[]>> {
  const looking = (await presence.all()).filter((person) => person.id !== me && person.number !== null && now() - person.seenAt <= HERE_MS);
  const viewer = ({ id, name, state, viewedAt }: Colleague): Viewer => ({ id, name, state: state === 'typing' && now() - viewedAt <= TYPES_MS ? 'typing' : 'viewing' });
  return new Map([...Map.groupBy(looking, ({ number }) => number!)].map(([number, people]) => [number, people.map(viewer)]));
}
