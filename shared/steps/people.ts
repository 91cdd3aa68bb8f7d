import type { Team, TeamMember, Viewer } from '../api-shapes/desk.ts';
import * as z from 'zod';
import { Language } from '../domain/message.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { Colleague, Documents, Presence } from '../ports/office.ts';
import type { Clock } from '../ports.ts';
import type { NameOf } from './case-row.ts';

export interface PeopleDeps { documents: Documents; presence: Presence; store: DeskStore; now: Clock }

/** A console that is looked at asks every few seconds. */
const HERE_MS = 90_000;
/** Whoever typed a moment ago types. */
const TYPES_MS = 20_000;

export const Member = z.object({
  id: z.string().trim().min(1).max(200), name: z.string().trim().min(1).max(80), roles: z.array(z.enum(['agent', 'lead', 'admin'])).max(3),
  skills: z.array(z.string().trim().min(1).max(60)).max(50), languages: z.array(Language).max(2), capacity: z.number().int().min(0).max(1000),
});
const Members = z.array(Member).max(1000).refine((members) => new Set(members.map(({ id }) => id)).size === members.length, 'twice the same person');

/** Is somebody here: their console asks for news, and they have not said otherwise. */
export function presenceOf(person: Colleague, now: number): TeamMember['presence'] {
  return now - person.seenAt > HERE_MS ? 'away' : person.availability;
}

export async function readTeam({ documents, presence, store, now }: PeopleDeps): Promise<Team> {
  const [{ value, version }, people, board] = await Promise.all([documents.read('team'), presence.all(), store.board()]);
  const members = Members.catch([]).parse(value ?? []);
  const byId = new Map(people.map((person) => [person.id, person]));
  // Who has signed in is there without anybody's writing them down.
  const newcomers = people.filter(({ id }) => !members.some((member) => member.id === id)).map(({ id, name }) => ({ id, name, roles: [], skills: [], languages: ['he' as const, 'en' as const], capacity: 20 }));
  return {
    version,
    members: [...members, ...newcomers].map((member): TeamMember => {
      const person = byId.get(member.id);
      return { ...member, presence: person ? presenceOf(person, now()) : 'away', open: board.filter(({ assignee }) => assignee === member.id).length, lastBusyAt: person?.viewedAt || null };
    }),
  };
}

/** What is written down of each is what a person decides; how busy they are is seen. */
export async function writeTeam(deps: PeopleDeps, members: unknown, version: string): Promise<Team> {
  await deps.documents.write('team', Members.parse(members), version);
  return readTeam(deps);
}

/** Who answers to an id. */
export async function names({ documents, presence }: Pick<PeopleDeps, 'documents' | 'presence'>): Promise<NameOf> {
  const [{ value }, people] = await Promise.all([documents.read('team'), presence.all()]);
  const known = new Map([...people.map(({ id, name }) => [id, name] as const), ...Members.catch([]).parse(value ?? []).map(({ id, name }) => [id, name] as const)]);
  return (id) => known.get(id) ?? null;
}

/** Who looks at which case now, but for whoever asks. */
export async function viewersBy({ presence, now }: Pick<PeopleDeps, 'presence' | 'now'>, me: string): Promise<Map<string, Viewer[]>> {
  const looking = (await presence.all()).filter((person) => person.id !== me && person.number !== null && now() - person.seenAt <= HERE_MS);
  const viewer = ({ id, name, state, viewedAt }: Colleague): Viewer => ({ id, name, state: state === 'typing' && now() - viewedAt <= TYPES_MS ? 'typing' : 'viewing' });
  return new Map([...Map.groupBy(looking, ({ number }) => number!)].map(([number, people]) => [number, people.map(viewer)]));
}
