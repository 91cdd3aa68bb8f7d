import type { GivenIncident, IncidentEvent } from '../domain/incident.ts';
import type { Language } from '../domain/message.ts';

/** One cause, many cases. `version`: for what is done to it. */
export interface IncidentView extends GivenIncident {
  id: string;
  state: 'open' | 'over';
  openedBy: { id: string; name: string };
  openedAt: number;
  overAt: number | null;
  /** The alert that it was opened from. */
  alert: string | null;
  /** New acknowledgements, and pages of cases with no incident of their own, say what this one says. */
  inForce: boolean;
  version: string;
  /** Its cases that are open. */
  open: number;
}

/** A case of an incident that is open. `settled`: it waits for nothing but the incident's end. `version`: for what is done to many. */
export interface LinkedCase { number: string; language: Language; settled: boolean; version: string }

export interface IncidentWhole extends IncidentView {
  /** What was done to it, and whether that is as it was written, by its chain of hashes. */
  events: Omit<IncidentEvent, 'chain' | 'after'>[];
  history: 'whole' | 'broken';
  cases: LinkedCase[];
  /** All that were ever part of it and still are, also those that are over. */
  linked: number;
}

export interface IncidentList { open: IncidentView[]; over: IncidentView[]; /** For the next page of those that are over. */ next: string | null }

export interface IncidentBody { incident: GivenIncident; key: string; alert?: string }
/** `linked`: so many open cases of the last days were linked by its words. */
export interface IncidentOpened { incident: IncidentView; linked: number }

/** One text in each language that is needed; nobody is written to in another. */
export type BroadcastTexts = Partial<Record<Language, string>>;
