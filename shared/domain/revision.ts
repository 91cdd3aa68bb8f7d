import { languageOf } from './language.ts';
import type { InboundMessage } from './message.ts';
import type { PublicDecision } from './public-item.ts';

/** A platform's later word about a message: its text is another now, or it was taken back. */
export interface Revision { what: 'edited' | 'removed'; text: string; at: number }

/**
 * The message after it. What was taken back is kept nowhere: platforms require that, and so would its writer; of what was
 * changed the words before, which stand in its original too. Who wrote stays, since the case goes on with them.
 */
export function revised(message: InboundMessage, { what, text }: Revision): InboundMessage {
  const { platform } = message;
  const now = { ...message, ...(platform ? { platform: { ...platform, raw: '' } } : {}) };
  return what === 'edited' ? { ...now, text, replyText: text, language: languageOf(text) } : { ...now, text: '', replyText: '', attachments: [] };
}

/** The stored message after it. What was decided stands; the words that it was read from are quoted no longer. */
export function revisedStored<S extends { message: InboundMessage; decision?: PublicDecision }>(stored: S, revision: Revision): S & { revised: { what: Revision['what']; at: number } } {
  return {
    ...stored, message: revised(stored.message, revision), revised: { what: revision.what, at: revision.at },
    ...(stored.decision ? { decision: { ...stored.decision, evidence: [] } } : {}),
  };
}
