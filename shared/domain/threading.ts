import type { Case, Head, ThreadedBy } from './case.ts';
import { caseOfTokenAddress, mailIdentityKey, nativeKey } from './ids.ts';
import type { InboundMessage } from './message.ts';
import { quarantineReason } from './acknowledgement.ts';

/**
 * Which thread a mail belongs to: a token, a header or a number only names a case; the sender admits to it. Whoever is not
 * on the case opens one of their own, linked to it, for an agent to merge.
 */

/** The threading decision of an earlier mail, ours or a customer's. */
interface Identity { thread: string; case: string; fingerprint: string; own: boolean }

/** One thread that this mail points at, with what pointed. */
export interface Candidate {
  thread: string;
  case: string;
  by: ThreadedBy;
  /** Only who got our mail can know it: our token, our own Message-ID. */
  secret: boolean;
}

export interface ThreadKeys { own: string; ownByContent: string; inReplyTo: string[]; references: string[]; tokenCase: string | undefined; numbers: string[]; reported: string[]; /** On a platform: what it answers, under the key of its native id. */ parent: string | undefined }

/** How many parents are looked up for one mail: the nearest ones. */
const PARENTS = 8;

/** Everything that has to be looked up before a mail's thread can be chosen. */
export function threadKeys(message: InboundMessage, keys: { id: string; address: string }): ThreadKeys {
  const mail = message.mail;
  const parent = message.platform?.parent;
  if (!mail) return { own: message.id, ownByContent: message.id, inReplyTo: [], references: [], tokenCase: undefined, numbers: [], reported: [], parent: parent ? nativeKey(keys.id, message.channel, message.inbox, parent) : undefined };
  const inReplyTo = mail.inReplyTo.slice(0, PARENTS).map((id) => mailIdentityKey(keys.id, id));
  const references = mail.references.toReversed().slice(0, PARENTS).map((id) => mailIdentityKey(keys.id, id)).filter((key) => !inReplyTo.includes(key));
  return {
    own: mail.messageId ? mailIdentityKey(keys.id, mail.messageId) : message.id,
    ownByContent: mail.messageId ? mailIdentityKey(keys.id, mail.messageId, mail.fingerprint) : message.id,
    inReplyTo,
    references: references.slice(0, PARENTS - inReplyTo.length),
    tokenCase: caseOfTokenAddress(keys.address, mail.recipients),
    numbers: mail.caseNumbers,
    reported: (mail.report?.about ?? []).map((id) => mailIdentityKey(keys.id, id)),
    parent: undefined,
  };
}

/** The threads that a mail points at, strongest first. */
export function candidates(keys: ThreadKeys, known: { identities: Map<string, Identity>; cases: Map<string, Case> }): Candidate[] {
  const found: Candidate[] = [];
  const add = (thread: string | undefined, caseNumber: string, by: ThreadedBy, secret: boolean): void => {
    const there = found.find((other) => other.thread === thread);
    if (there) there.secret ||= secret;
    else if (thread) found.push({ thread, case: caseNumber, by, secret });
  };
  const ofCase = (number: string, by: ThreadedBy): void => {
    for (const thread of (known.cases.get(number)?.threads ?? []).toReversed()) add(thread, number, by, by === 'addressToken');
  };
  for (const key of keys.reported) if (known.identities.get(key)?.own) add(known.identities.get(key)?.thread, known.identities.get(key)?.case ?? '', 'references', true);
  if (keys.tokenCase) ofCase(keys.tokenCase, 'addressToken');
  const ofMail = (key: string, by: ThreadedBy): void => {
    const mail = known.identities.get(key);
    add(mail?.thread, mail?.case ?? '', by, mail?.own ?? false);
  };
  for (const key of keys.inReplyTo) ofMail(key, 'inReplyTo');
  for (const key of keys.references) ofMail(key, 'references');
  for (const number of keys.numbers) ofCase(number, 'caseNumber');
  return found;
}

/** The decision. `relatedTo`: the case that was named and not opened to this sender. */
export function chooseThread(message: InboundMessage, pointed: Candidate[], heads: Map<string, Head>): { thread: string; threadedBy: ThreadedBy; relatedTo: string | null } {
  if (message.conversation) return { thread: message.conversation, threadedBy: message.by ?? (message.visibility === 'public' ? 'post' : 'conversation'), relatedTo: null };
  const own = { thread: message.id, threadedBy: 'newCase' as const };
  const named = pointed.map((candidate) => heads.get(candidate.thread)?.case ?? candidate.case).find((number) => number !== '') ?? null;
  if (quarantineReason(message)) return { ...own, relatedTo: named };
  const vouched = message.mail?.authenticated ?? true;
  for (const candidate of pointed) {
    // Nobody vouches for this From: only what our own mail told its reader proves that it is theirs.
    if (!vouched && !candidate.secret) continue;
    if (message.author.id !== '' && heads.get(candidate.thread)?.participants.includes(message.author.id)) {
      return { thread: candidate.thread, threadedBy: candidate.by, relatedTo: null };
    }
  }
  return { ...own, relatedTo: named };
}
