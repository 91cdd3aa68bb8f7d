import { isListed, isSafeRecipient } from './addresses.ts';
import { SuppressReason } from './message.ts';
import type { InboundMessage } from './message.ts';
import type { Settings } from './settings.ts';

/** What a form's own mail may look like without being a machine's: it takes no replies itself, and says that a program sent it. */
const OF_FORMS = new Set<SuppressReason | null>([null, SuppressReason.enum.noReplySender, SuppressReason.enum.autoSubmitted, SuppressReason.enum.bulkOrList]);

/** Where people have mailboxes of their own, in Israel and everywhere: no shop and no service has its notices answered there. */
const PRIVATE_MAILBOXES = /@(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|rocketmail|icloud|me|mac|aol|gmx|walla|proton|protonmail|pm|tutanota|yandex|mail|inbox|bk|web|freenet|t-online|orange|wanadoo|free|laposte|libero|bezeqint|netvision|zahav|012|013|017|barak|smile|actcom|inter)\.(?:com|net|org|me|de|fr|it|es|nl|ru|il|ch|at|be|pl|ca|in|com\.(?:ar|br|au|mx)|co\.(?:il|uk|in|jp|za)|net\.il)$/;

/** Its sender takes no replies, nothing else about it is a machine's, and it names a person's own mailbox for them: so web forms mail. */
function isFormOfAStranger({ sender, mail }: InboundMessage): boolean {
  return sender.machine === 'noReplySender' && sender.evidence.length === 1 && PRIVATE_MAILBOXES.test(mail?.replyTo?.address ?? '');
}

/**
 * A mail from a form or shop that an administrator listed is the mail of whoever its Reply-To names; so is one that only a
 * no-reply sender speaks against, when a person's own mailbox stands there: thousands of hosted forms write so, and their
 * customers would be lost. Nobody vouches for what was typed there: it is answered in fixed words, under the caps of such
 * senders. Everybody else's Reply-To says nothing.
 */
export function onBehalf(message: InboundMessage, { formSenders }: Pick<Settings, 'formSenders'>): InboundMessage {
  const { mail, author, sender } = message;
  const replyTo = mail?.replyTo;
  const writesForOthers = (isListed(author.id, formSenders) && OF_FORMS.has(sender.machine)) || isFormOfAStranger(message);
  if (!mail || !replyTo || !writesForOthers || !isSafeRecipient(replyTo.address)) return message;
  return {
    ...message,
    author: { id: replyTo.address, name: replyTo.name },
    sender: { machine: null, evidence: [`form: ${author.id} writes for its Reply-To`.slice(0, 200), ...sender.evidence].slice(0, 20) },
    mail: { ...mail, authenticated: false },
  };
}
