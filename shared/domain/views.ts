import type { Priority } from './case.ts';

/** What narrows a list down, besides its queue; null or missing: anything. All of it holds at once. */
export interface Narrowing {
  channel?: string | null;
  /** All of them stand on it. */
  tags?: string[];
  topic?: string | null;
  /** An agent's id; `me`: whoever looks; `none`: nobody's. */
  assignee?: string | null;
  /** A team's id; `none`: no team's; `mine`: any of the looker's teams. */
  team?: string | null;
  priority?: Priority | null;
  /** Part of this incident. */
  incident?: string | null;
}

/** What a list knows of each case. */
export interface Narrowed { channel: string; tags: string[]; topic: string | null; assignee: string | null; team: string | null; priority: Priority; incident?: string | null }

const wants = (wanted: string | null | undefined): wanted is string => wanted !== undefined && wanted !== null;

/** Does a case stand in a list so narrowed, for who looks? */
export function isNarrowedTo(filter: Narrowing, item: Narrowed, looker: { id: string; teams: string[] }): boolean {
  const { channel, tags = [], topic, assignee, team, priority, incident } = filter;
  if (wants(incident) && item.incident !== incident) return false;
  if (wants(channel) && item.channel !== channel) return false;
  if (wants(topic) && item.topic !== topic) return false;
  if (wants(priority) && item.priority !== priority) return false;
  if (wants(assignee) && item.assignee !== (assignee === 'none' ? null : assignee === 'me' ? looker.id : assignee)) return false;
  if (wants(team) && !(team === 'none' ? item.team === null : team === 'mine' ? item.team !== null && looker.teams.includes(item.team) : item.team === team)) return false;
  return tags.every((tag) => item.tags.includes(tag));
}

/** Does it narrow anything down? */
export function narrows({ channel, tags = [], topic, assignee, team, priority, incident }: Narrowing): boolean {
  return tags.length > 0 || [channel, topic, assignee, team, priority, incident].some(wants);
}
