import { readReference } from '../domain/inbound-note.ts';
import type { InboundNote } from '../domain/inbound-note.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import type { Settings } from '../domain/settings.ts';
import { afterRevision } from './after-revision.ts';
import { bury } from './bury.ts';
import type { Outcome, RecordDeps } from './record.ts';

const NOTHING: Outcome = { delivery: null, plan: null };
/** A removal may overtake what it removes. What has not come ten minutes later is remembered as removed. */
const TRIES = 10;
const MOST_TRIES = 100;
const WAIT_SECONDS = 60;

/** A platform's later word: a text that was changed or taken back, or the echo of what we handed over. */
export async function applyNote(deps: RecordDeps, settings: Settings, note: InboundNote, attempt: number): Promise<Outcome> {
  if (note.note === 'sent') return { delivery: null, plan: heard(note, deps.now()), ended: 'noted.ownEcho' };
  const { note: what, text, at } = note;
  const revise = async (thread: string): Promise<boolean> => {
    if (what === 'hidden' || what === 'unhidden') return deps.store.turned(thread, note.id, { what: 'hidden', is: what === 'hidden', at });
    return deps.store.revise(thread, note.id, { what, text, at });
  };
  const reviseIn = async (thread: string | null | undefined): Promise<string | undefined> => (thread && await revise(thread) ? thread : undefined);
  // Where it lies is told by the item's writer: a word that names nobody, or who took it away, leads elsewhere.
  const there = await reviseIn(note.thread) ?? await reviseIn((await deps.store.lookUp({ identities: [note.id], cases: [] })).identities.get(note.id)?.thread);
  if (there !== undefined) {
    deps.log('info', 'message.revised', { messageId: note.id, reason: note.note });
    return { ...NOTHING, plan: await afterRevision(deps, settings, note, there), ended: `noted.${what}` };
  }
  if (attempt < TRIES) return { ...NOTHING, againAfter: WAIT_SECONDS };
  // Looked for once more after that: what was being written meanwhile did not hear of it.
  if (note.note === 'removed' && (!await bury(deps, note) || attempt === TRIES) && attempt < MOST_TRIES) return { ...NOTHING, againAfter: WAIT_SECONDS };
  deps.log('warn', 'note.withoutMessage', { messageId: note.id, channel: note.channel, reason: note.note });
  return { ...NOTHING, ended: `noted.${what}` };
}

// The hand-over's own outcome may be unknown: the echo settles it.
function heard(note: InboundNote, now: number): Outgoing | null {
  const about = note.reference === null ? undefined : readReference(note.reference);
  if (!about) return null;
  const acknowledgement = about.kind === 'acknowledgement';
  return {
    schema: 1, kind: 'report', id: `echo-${note.id}`, channel: note.channel, thread: acknowledgement ? (note.thread ?? '') : about.thread, plannedAt: now,
    plan: { caseNumber: acknowledgement ? about.caseNumber : '', reply: acknowledgement ? null : about.messageId, providerId: note.nativeId, reason: null, state: 'sent' },
  };
}
