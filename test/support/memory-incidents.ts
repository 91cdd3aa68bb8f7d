import type { Incident } from '../../shared/domain/incident.ts';
import type { Incidents, OpenIncidents } from '../../shared/ports/incidents.ts';

/** Incidents in memory. */
export class MemoryIncidents implements Incidents {
  #open: OpenIncidents = { incidents: [], v: 0, last: 0 };
  readonly #over = new Map<string, Incident>();

  async open(): Promise<OpenIncidents> {
    return structuredClone(this.#open);
  }

  async write(next: OpenIncidents, over?: { incident: Incident; before: Incident }): Promise<boolean> {
    const there = over && this.#over.get(over.incident.id);
    if (next.v !== this.#open.v || (over && (over.before.state === 'over' ? there?.v !== over.before.v : there !== undefined))) return false;
    this.#open = structuredClone({ ...next, v: next.v + 1 });
    if (over) this.#over.set(over.incident.id, structuredClone(over.incident));
    return true;
  }

  async over(id: string): Promise<Incident | undefined> {
    return structuredClone(this.#over.get(id));
  }

  async allOver(limit: number, before?: string): Promise<Incident[]> {
    return structuredClone([...this.#over.values()].filter(({ id }) => before === undefined || Number(id) < Number(before)).toSorted((a, b) => Number(b.id) - Number(a.id)).slice(0, limit));
  }
}
