import type { Case, Head } from '../domain/case.ts';
import type { InboundMessage } from '../domain/message.ts';
import { candidates, chooseThread } from '../domain/threading.ts';
import type { Candidate, ThreadKeys } from '../domain/threading.ts';
import type { CaseStore, MailIdentity, StoredMessage } from '../ports.ts';

/** One message of a batch on its way into the table. */
export interface Job { index: number; attempt: number; message: InboundMessage; keys: ThreadKeys; pointed: Candidate[]; /** Under which its writer was erased, if they were. */ writer: string | undefined }
/** What the table knew when the batch came, kept up to date by its own writes. */
export interface Known { identities: Map<string, MailIdentity>; cases: Map<string, Case>; heads: Map<string, Head>; messages: Map<string, StoredMessage>; erased: Map<string, number> }

/** Messages of one batch that share any of these names are recorded one after the other. */
export function namesOf({ message, keys, pointed }: Job): string[] {
  return [message.id, message.conversation ?? message.id, keys.own, ...keys.inReplyTo, ...keys.references, ...(keys.parent ? [keys.parent] : []), ...pointed.map((candidate) => candidate.thread)];
}

// What a mail points at; of what we wrote on a platform, whether it is our own hand-over and what it answers.
function identitiesOf({ message, keys }: Job): string[] {
  if (message.mail) return [keys.own, keys.ownByContent, ...keys.inReplyTo, ...keys.references, ...keys.reported];
  return message.platform?.ours ? [message.id, ...(keys.parent ? [keys.parent] : [])] : [];
}

/** Two batch reads for the whole batch: what the messages point at, then the heads and messages that this leads to. */
export async function lookAround(store: CaseStore, jobs: Job[]): Promise<Known> {
  const identities = [...new Set(jobs.flatMap(identitiesOf))];
  const cases = [...new Set(jobs.flatMap(({ keys }) => [...(keys.tokenCase ? [keys.tokenCase] : []), ...keys.numbers]))];
  const found = identities.length + cases.length === 0 ? { identities: new Map<string, MailIdentity>(), cases: new Map<string, Case>() } : await store.lookUp({ identities, cases });
  for (const job of jobs) job.pointed = candidates(job.keys, found);
  const threads = new Set<string>();
  const messages: { thread: string; id: string }[] = [];
  for (const job of jobs) {
    const own = threadKnown(job, found.identities);
    messages.push({ thread: own, id: job.message.id });
    threads.add(own);
    for (const candidate of job.pointed) threads.add(candidate.thread);
  }
  if (jobs.length === 0) return { ...found, messages: new Map<string, StoredMessage>(), heads: new Map<string, Head>(), erased: new Map<string, number>() };
  // Public items claim their id, and hear then that they were removed before they came; private ones are asked for.
  const removable = jobs.flatMap(({ message: { id, platform, visibility } }) => (platform && !platform.ours && visibility === 'private' ? [id] : []));
  const read = await store.read({ messages, threads: [...threads], identities: removable, people: [...new Set(jobs.flatMap(({ writer }) => writer ?? []))] });
  return { ...found, ...read, identities: new Map([...found.identities, ...read.identities]) };
}

function threadKnown({ message, keys }: Job, identities: Map<string, MailIdentity>): string {
  if (message.platform?.ours && keys.parent) return identities.get(keys.parent)?.thread ?? message.conversation ?? message.id;
  return message.conversation ?? ownIdentity(identities, keys, message)?.thread ?? message.id;
}

/** What is remembered of this very mail. */
export function ownIdentity(identities: Map<string, MailIdentity>, keys: ThreadKeys, message: InboundMessage): MailIdentity | undefined {
  const byId = identities.get(keys.own);
  return byId?.fingerprint === fingerprintOf(message) ? byId : identities.get(keys.ownByContent);
}

function fingerprintOf(message: InboundMessage): string {
  return message.mail?.fingerprint ?? message.id;
}

/** Mail writes its threading decision first, so that every later delivery and every racing twin takes the same one. */
export async function claim(store: CaseStore, job: Job, known: Known): Promise<ReturnType<typeof chooseThread>> {
  const { message, keys } = job;
  // Asked again: an earlier message of this batch may be the parent.
  const chosen = chooseThread(message, candidates(keys, known), known.heads);
  if (!message.mail) return chosen;
  const fingerprint = fingerprintOf(message);
  const mine = ownIdentity(known.identities, keys, message);
  if (mine) return mine.thread === chosen.thread ? chosen : { ...chosen, thread: mine.thread, threadedBy: mine.thread === message.id ? 'newCase' : chosen.threadedBy };
  const caseNumber = known.heads.get(chosen.thread)?.case ?? '';
  let held = await store.claimIdentity({ key: keys.own, fingerprint, thread: chosen.thread, case: caseNumber, own: false });
  // A reused Message-ID with other content is another mail.
  if (held.fingerprint !== fingerprint) held = await store.claimIdentity({ key: keys.ownByContent, fingerprint, thread: chosen.thread, case: caseNumber, own: false });
  known.identities.set(held.key, held);
  return held.thread === chosen.thread ? chosen : { thread: held.thread, threadedBy: 'sameDelivery', relatedTo: chosen.relatedTo };
}
