import { minimalMessage } from '../domain/minimal-message.ts';
import type { Settings } from '../domain/settings.ts';
import { OwnFault } from './decide.ts';
import type { Job, Known } from './look-around.ts';
import type { Outcome, RecordDeps } from './record.ts';
import { recordMessage } from './record-message.ts';

/** At this attempt a message that cannot be recorded as it is goes on with what is left of it. */
const LAST_ATTEMPT = 3;

/** The table refuses this item for what is in it, and would refuse it again: no outage, and no neighbour's trouble. */
function isAboutTheItem(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ValidationException' || error.name === 'SerializationException');
}

/** A fault that only this message has: ours in deciding about it, or its own in what it holds. */
function isItsOwn(error: unknown): boolean {
  return error instanceof OwnFault || isAboutTheItem(error);
}

/**
 * Records a message, at its third attempt whatever is wrong with it: as a minimal case with its original, or else as a
 * quarantined item. Null: it has to come back. Throws what is nobody's own fault, a store that fails.
 */
export async function recordAnyway(deps: RecordDeps, settings: Settings, job: Job, known: Known): Promise<Outcome | null> {
  const { message } = job;
  const forms = job.attempt < LAST_ATTEMPT ? [message] : [message, minimalMessage(message), minimalMessage(message, true)];
  for (const [place, form] of forms.entries()) {
    try {
      return await recordMessage(deps, settings, { ...job, message: form }, known);
    } catch (error) {
      if (!isItsOwn(error)) throw error;
      deps.log('error', 'message.undecided', { messageId: message.id, attempt: job.attempt, count: place + 1, error });
    }
  }
  return null;
}
