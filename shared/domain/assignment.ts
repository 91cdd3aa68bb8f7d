import type { Language } from './message.ts';

/** An agent, as far as giving out work goes. */
export interface AgentOnDuty {
  id: string;
  /** Topics or channels that they know; a case that asks for none suits everybody. */
  skills: string[];
  languages: Language[];
  presence: 'here' | 'break' | 'away';
  /** How many open cases they can hold. */
  capacity: number;
  /** How many they hold. */
  open: number;
  /** When they last got or finished a case; null: not yet today. */
  lastBusyAt: number | null;
}

export interface Need { skill: string | null; language: Language; /** Who answered this customer last. */ formerAgent: string | null }

/** What decided: the last step that still had a choice to make. */
export type AssignedBecause = 'returningCustomer' | 'onlyOneEligible' | 'onlyOneWithCapacity' | 'leastLoaded' | 'longestIdle';
export type UnassignedBecause = 'nobodyWithSkill' | 'nobodyWithLanguage' | 'nobodyHere' | 'everybodyFull';

export type Assignment =
  | { agent: string; because: AssignedBecause; /** Between how many that step chose. */ among: number }
  | { agent: null; because: UnassignedBecause; among: number };

const suits = (agent: AgentOnDuty, skill: string | null): boolean => skill === null || agent.skills.includes(skill);
const load = ({ open, capacity }: AgentOnDuty): number => (capacity > 0 ? open / capacity : Infinity);

/**
 * Who gets a case, and why: the customer's own agent if present; else of those with the skill and the language who are
 * here and have room, the least loaded (as a share of what they can hold), then who has been idle longest. Pure; the claim
 * is a conditional write of the caller's.
 */
export function assign(need: Need, agents: AgentOnDuty[]): Assignment {
  if (agents.length === 0) return { agent: null, because: 'nobodyHere', among: 0 };
  const skilled = agents.filter((agent) => suits(agent, need.skill));
  if (skilled.length === 0) return { agent: null, because: 'nobodyWithSkill', among: agents.length };
  const eligible = skilled.filter(({ languages }) => languages.includes(need.language));
  if (eligible.length === 0) return { agent: null, because: 'nobodyWithLanguage', among: skilled.length };
  const here = eligible.filter(({ presence }) => presence === 'here');
  // A full desk does not part a customer from who knows the story.
  const former = here.find(({ id }) => id === need.formerAgent);
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
