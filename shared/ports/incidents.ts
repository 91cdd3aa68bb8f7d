import type { Incident } from '../domain/incident.ts';

/** All that are open, as they were read together; `v` is raised by every change of any of them, `last` is the highest number that was given. */
export interface OpenIncidents { incidents: Incident[]; v: number; last: number }

/** Incidents. The open ones lie in one place, which every function reads at once, and are written over the version that was read. */
export interface Incidents {
  open(): Promise<OpenIncidents>;
  /** All open ones anew; `over`: is put away among those that are over, or written there anew. False: somebody was faster. */
  write(next: OpenIncidents, over?: { incident: Incident; before: Incident }): Promise<boolean>;
  /** An incident that is over; undefined: there is none of this number among them. */
  over(id: string): Promise<Incident | undefined>;
  /** Those that are over, the latest number first; `before`: those below it. */
  allOver(limit: number, before?: string): Promise<Incident[]>;
}
