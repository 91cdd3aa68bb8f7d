import { versionOfDocument } from '../../shared/aws/documents.ts';
import { Conflict } from '../../shared/errors.ts';
import { LEFT_AFTER_MS } from '../../shared/ports/office.ts';
import type { Colleague, DocumentName, Documents, Given, Presence } from '../../shared/ports/office.ts';

/** The team's documents in memory (test/adapters/office.contract.ts). */
export class MemoryDocuments implements Documents {
  readonly kept = new Map<DocumentName, unknown>();

  async read(name: DocumentName): ReturnType<Documents['read']> {
    const value = structuredClone(this.kept.get(name));
    return { value, version: versionOfDocument(value) };
  }

  async write(name: DocumentName, value: unknown, version: string): Promise<string> {
    if (versionOfDocument(this.kept.get(name)) !== version) throw new Conflict('changed meanwhile');
    this.kept.set(name, structuredClone(value));
    return versionOfDocument(value);
  }
}

/** Who is here, in memory. */
export class MemoryPresence implements Presence {
  readonly people = new Map<string, Colleague>();
  readonly gave = new Map<string, Given>();

  #at(id: string, name: string, at: number): Colleague {
    const there = this.people.get(id) ?? { id, name, seenAt: at, number: null, state: 'viewing', viewedAt: 0, availability: 'here', availableAgainAt: null, leftAt: null, backAt: null, gotAt: null };
    if (at - there.seenAt >= LEFT_AFTER_MS) Object.assign(there, { leftAt: there.seenAt, backAt: at });
    Object.assign(there, { name, seenAt: at });
    this.people.set(id, there);
    return there;
  }

  async all(): Promise<Colleague[]> {
    return structuredClone([...this.people.values()]);
  }

  async seen({ id, name, at }: { id: string; name: string; at: number }): Promise<void> {
    this.#at(id, name, at);
  }

  async looks({ id, name, number, state, at }: Parameters<Presence['looks']>[0]): Promise<void> {
    Object.assign(this.#at(id, name, at), { number, state, viewedAt: at });
  }

  async sets({ id, name, availability, availableAgainAt, at }: Parameters<Presence['sets']>[0]): Promise<void> {
    Object.assign(this.#at(id, name, at), { availability, availableAgainAt });
  }

  async gets(id: string, at: number): Promise<void> {
    const there = this.people.get(id);
    if (there) there.gotAt = at;
  }

  async given(): Promise<Map<string, Given>> {
    return structuredClone(this.gave);
  }

  async give(id: string, next: Given): Promise<boolean> {
    if ((this.gave.get(id)?.v ?? 0) !== next.v - 1) return false;
    this.gave.set(id, structuredClone(next));
    return true;
  }
}
