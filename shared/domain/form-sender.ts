import { isListed, isSafeRecipient } from './addresses.ts';
import { SuppressReason } from './message.ts';
import type { InboundMessage } from './message.ts';
import type { Settings } from './settings.ts';

/** What a form's own mail may look like without being a machine's: it takes no replies itself, and says that a program sent it. */
const OF_FORMS = new Set<SuppressReason | null>([null, SuppressReason.enum.noReplySender, SuppressReason.enum.autoSubmitted, SuppressReason.enum.bulkOrList]);

/**
 * A mail from a form or shop that an administrator listed is the mail of whoever its Reply-To names. Nobody vouches for
 * what was typed there: it is answered in fixed words, under the caps of such senders. Everybody else's Reply-To says
 * nothing, since any stranger could aim an answer with it.
 */
export function onBehalf(message: InboundMessage, { formSenders }: Pick<Settings, 'formSenders'>): InboundMessage {
  const { mail, author, sender } = message;
  const replyTo = mail?.replyTo;
  if (!mail || !replyTo || !isListed(author.id, formSenders) || !isSafeRecipient(replyTo.address) || !OF_FORMS.has(sender.machine)) return message;
  return {
    ...message,
    author: { id: replyTo.address, name: replyTo.name },
    sender: { machine: null, evidence: [`form: ${author.id} writes for its Reply-To`.slice(0, 200), ...sender.evidence].slice(0, 20) },
    mail: { ...mail, authenticated: false },
  };
}
