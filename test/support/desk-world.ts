import { caseNumbers } from '../../shared/aws/cases.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { Settings } from '../../shared/domain/settings.ts';
import { isOver } from '../../shared/domain/lifecycle.ts';
import { assigning, assigningWaiting } from '../../shared/steps/assign.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { names } from '../../shared/steps/people.ts';
import { record } from '../../shared/steps/record.ts';
import { raisingRepeated } from '../../shared/steps/repeated.ts';
import { tell } from '../../shared/steps/tell.ts';
import type { Told } from '../../shared/steps/tell.ts';
import { KEYS, SUNDAY_MORNING } from './make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';
import { MemoryIncidents } from './memory-incidents.ts';
import { MemoryDocuments, MemoryPresence } from './memory-office.ts';
import { MemoryContacts, MemoryTelling } from './memory-telling.ts';

export interface Written { id: string; skills?: string[]; languages?: ('he' | 'en')[]; capacity?: number; teams?: string[] }

/** A desk with its team, and everything that happens after a message is recorded. */
export function deskWorld(given: Partial<Settings> = {}) {
  const table = new MemoryCases();
  const store = new MemoryDesk(table);
  const clock = { now: SUNDAY_MORNING };
  const settings: Settings = { ...structuredClone(DEFAULT_SETTINGS), assignment: { automatic: true, sameAgent: true, byAnswering: true }, ...given };
  const documents = new MemoryDocuments();
  const presence = new MemoryPresence();
  const contacts = new MemoryContacts(table);
  const telling = new MemoryTelling(() => clock.now);
  const outbox: Outgoing[] = [];
  const logged: string[] = [];
  const now = (): number => clock.now;
  const log = (_level: string, event: string): void => { logged.push(event); };
  const desk: DeskDeps & { store: MemoryDesk } = { store, outbox: { send: async (entries) => { outbox.push(...entries); } }, settings: async () => settings, keys: KEYS, nextNumber: caseNumbers(table, KEYS.number), now };
  const office = { ...desk, documents, presence, contacts, incidents: new MemoryIncidents(), nameOf: async () => names({ documents, presence }), log };
  const before = new Map<string, string>();

  // What the table's stream brings: every case that is another than before, as it is now.
  const changes = (): Told[] => [...table.cases.values()].flatMap((item): Told[] => {
    const was = before.get(item.number);
    const is = JSON.stringify(item);
    if (was === is) return [];
    before.set(item.number, is);
    const old = was === undefined ? undefined : JSON.parse(was) as typeof item;
    return [{ kind: 'case', item: structuredClone(item), isNew: old === undefined, reopened: old !== undefined && isOver(old.status) && !isOver(item.status) }];
  });
  const telling1 = tell({ telling, search: telling, contacts, keys: KEYS, now, log, raiseRepeated: raisingRepeated(office), assign: assigning(office) });

  return {
    table, store, clock, settings, documents, presence, contacts, outbox, logged, desk, office,
    /** Writes down who is in the team, and who is here. */
    async team(members: Written[], here: string[] = members.map(({ id }) => id), teams: { id: string; name: string; topics?: string[]; channels?: string[] }[] = []): Promise<void> {
      const { version } = await documents.read('team');
      await documents.write('team', { members: members.map((member) => ({ name: member.id, roles: [], skills: [], languages: ['he', 'en'], capacity: 10, teams: [], ...member })), teams: teams.map((one) => ({ topics: [], channels: [], ...one })) }, version);
      for (const id of here) await presence.seen({ id, name: id, at: clock.now });
    },
    /** A customer's message, recorded; answers with its case. */
    async receive(message: InboundMessage): Promise<string> {
      await record({ ...desk, keys: KEYS, store: table, log })([JSON.stringify(message)]);
      return [...table.messages.values()].find(({ id }) => id === message.id)!.case!;
    },
    /** What `tell` hears since it last heard something. Answers with what it heard. */
    async hear(again?: Told[]): Promise<Told[]> {
      const told = again ?? changes();
      await telling1(told, `batch-${clock.now}-${before.size}-${told.length}`);
      return told;
    },
    waiting: assigningWaiting(office),
    events: (number: string, what: string) => store.acts.filter((event) => event.caseNumber === number && event.what === what),
  };
}
