import type { Availability } from './availability.ts';
import { openTimeBetween } from './calendar.ts';
import type { Case, CaseStatus } from './case.ts';
import { isOver } from './lifecycle.ts';
import type { Language } from './message.ts';
import type { BusinessCalendar } from './settings.ts';

/** An agent, as far as giving out work goes. */
export interface AgentOnDuty {
  id: string;
  /** Topics or channels that they know; a case that asks for none suits everybody. */
  skills: string[];
  /** Teams that they belong to. */
  teams?: string[];
  languages: Language[];
  presence: Availability;
  /** How many open cases they can hold. */
  capacity: number;
  /** How many they hold. */
  open: number;
  /** When they last got or finished a case; null: not yet today. */
  lastBusyAt: number | null;
}

/** What a case asks of its agent: all of these skills, membership of its team where it has one. */
export interface Need { skills: string[]; team: string | null; language: Language; /** Who answered this customer last. */ formerAgent: string | null }

/** A topic or channel is a skill where somebody is said to have it: what nobody wrote down is asked of nobody. */
export function needOf({ topic, channel, language, team }: Pick<Case, 'topic' | 'channel' | 'language'> & { team?: string | null }, agents: AgentOnDuty[], formerAgent: string | null): Need {
  const known = new Set(agents.flatMap(({ skills }) => skills));
  return { skills: [topic, channel].filter((skill) => skill !== null && known.has(skill)) as string[], team: team ?? null, language, formerAgent };
}

/** What decided: the last step that still had a choice to make. */
export type AssignedBecause = 'returningCustomer' | 'onlyOneEligible' | 'onlyOneWithCapacity' | 'leastLoaded' | 'longestIdle';
export type UnassignedBecause = 'nobodyInTeam' | 'nobodyWithSkill' | 'nobodyWithLanguage' | 'nobodyHere' | 'everybodyFull';

export type Assignment =
  | { agent: string; because: AssignedBecause; /** Between how many that step chose. */ among: number }
  | { agent: null; because: UnassignedBecause; among: number };

const suits = (agent: AgentOnDuty, skills: string[]): boolean => skills.every((skill) => agent.skills.includes(skill));
const load = ({ open, capacity }: AgentOnDuty): number => (capacity > 0 ? open / capacity : Infinity);

/**
 * Who gets a case, and why: the customer's own agent if present; else of those with the skill and the language who are
 * here and have room, the least loaded (as a share of what they can hold), then who has been idle longest. Pure; the claim
 * is a conditional write of the caller's.
 */
export function assign(need: Need, agents: AgentOnDuty[]): Assignment {
  if (agents.length === 0) return { agent: null, because: 'nobodyHere', among: 0 };
  const members = agents.filter(({ teams = [] }) => need.team === null || teams.includes(need.team));
  if (members.length === 0) return { agent: null, because: 'nobodyInTeam', among: agents.length };
  const skilled = members.filter((agent) => suits(agent, need.skills));
  if (skilled.length === 0) return { agent: null, because: 'nobodyWithSkill', among: members.length };
  const eligible = skilled.filter(({ languages }) => languages.includes(need.language));
  if (eligible.length === 0) return { agent: null, because: 'nobodyWithLanguage', among: skilled.length };
  const here = eligible.filter(({ presence }) => presence === 'here');
  // A full desk does not part a customer from who knows the story; one that takes no cases at all does.
  const former = here.find(({ id, capacity }) => id === need.formerAgent && capacity > 0);
  if (former) return { agent: former.id, because: 'returningCustomer', among: here.length };
  if (here.length === 0) return { agent: null, because: 'nobodyHere', among: eligible.length };
  const free = here.filter(({ open, capacity }) => open < capacity);
  if (free.length === 0) return { agent: null, because: 'everybodyFull', among: here.length };
  if (free.length === 1) return { agent: free[0]!.id, because: here.length === 1 ? 'onlyOneEligible' : 'onlyOneWithCapacity', among: here.length };
  const least = Math.min(...free.map(load));
  const calm = free.filter((agent) => load(agent) === least);
  if (calm.length === 1) return { agent: calm[0]!.id, because: 'leastLoaded', among: free.length };
  const idle = calm.toSorted((a, b) => (a.lastBusyAt ?? 0) - (b.lastBusyAt ?? 0) || (a.id < b.id ? -1 : 1));
  return { agent: idle[0]!.id, because: 'longestIdle', among: calm.length };
}

/** Is this a case that the product may give to somebody: a customer waits on it, and nobody has it. */
export function isForAssignment(item: Pick<Case, 'status' | 'assignee' | 'mergedInto' | 'unansweredSince'>): boolean {
  return (item.status === 'new' || item.status === 'open') && item.assignee === null && item.mergedInto === null && (item.unansweredSince ?? null) !== null;
}

/**
 * Whether who answers a case has it from now on: a case that nobody has, and an answer to it alone. One text to many is nobody's
 * case, and what the product sends by itself is no agent's answer.
 */
export function takesByAnswering(item: Pick<Case, 'assignee'>, answer: { byProduct: boolean; toMany: boolean }, { byAnswering }: { byAnswering: boolean }): boolean {
  return byAnswering && item.assignee === null && !answer.byProduct && !answer.toMany;
}

/** A person took it from whoever had it: the product gives it to nobody, until the customer waits anew. */
export function wasTakenAway(events: { what: string; by: string; at: number }[], unansweredSince: number | null | undefined, product: string): boolean {
  const last = events.filter(({ what }) => what === 'assigned' || what === 'unassigned').toSorted((a, b) => a.at - b.at).at(-1);
  return last?.what === 'unassigned' && last.by !== product && last.at >= (unansweredSince ?? 0);
}

/** Who has a case, as far as being there goes. `said`: they say so themselves. */
export interface Holder { presence: Availability; said: boolean; seenAt: number | null }

/** Of opening hours: a console that is closed for a while, and an evening, are no absence. */
const GONE_MS = 30 * 60_000;

const isGone = ({ presence, said, seenAt }: Holder, calendar: BusinessCalendar, now: number): boolean => presence === 'away' && (said || seenAt === null || openTimeBetween(calendar, seenAt, now) >= GONE_MS);

/**
 * Does somebody else get a case on which its customer waits, because who has it is not there? A customer who came back after it was
 * over has their own agent if present, whoever had given it. What was not over is passed on when the product gave it and its
 * agent is gone; whom a person gave it to since, keeps it. `holder` undefined: nobody of that name is there any more.
 */
export function isPassedOn(item: Pick<Case, 'assignee' | 'unansweredSince'>, events: { what: string; by: string; at: number; to?: CaseStatus; values?: Record<string, string> }[], holder: Holder | undefined, { product, calendar, now }: { product: string; calendar: BusinessCalendar; now: number }): boolean {
  if (item.assignee === null || holder?.presence === 'here') return false;
  const inOrder = events.toSorted((a, b) => a.at - b.at);
  const given = inOrder.findLast(({ what }) => what === 'assigned');
  const moved = inOrder.findLast(({ to }) => to !== undefined);
  const cameBack = moved !== undefined && isOver(moved.to!) && moved.at >= (given?.at ?? 0);
  const gone = holder === undefined || isGone(holder, calendar, now);
  // Away for a minute since is not away when they came.
  if (cameBack) return gone || holder.presence === 'break' || (holder.seenAt ?? 0) < (item.unansweredSince ?? 0);
  return gone && given?.by === product && given.values?.['assignee'] === item.assignee;
}

/** The team whose queue a case belongs into by its topic or, failing that, its channel; null: none. */
export function teamFor({ topic, channel }: Pick<Case, 'topic' | 'channel'>, teams: { id: string; topics: string[]; channels: string[] }[]): string | null {
  return (teams.find(({ topics }) => topic !== null && topics.includes(topic)) ?? teams.find(({ channels }) => channels.includes(channel)))?.id ?? null;
}
