import { quarantineReason } from '../domain/acknowledgement.ts';
import type { Case, Head } from '../domain/case.ts';
import { InboundMessage } from '../domain/message.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { opensCase, place } from '../domain/placement.ts';
import type { Placement } from '../domain/placement.ts';
import { promiseFor } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import { candidates, chooseThread, threadKeys } from '../domain/threading.ts';
import type { Candidate, ThreadKeys } from '../domain/threading.ts';
import type { Log } from '../log.ts';
import type { CaseStore, Clock, DeliveryOutcome, MailIdentity, Queue, ReadSettings, StoredMessage } from '../ports.ts';
import { commit } from './commit.ts';
import { groupsOf } from './groups.ts';
import { wellFormed } from './well-formed.ts';
import { reportPlan } from '../domain/failed-delivery.ts';

export interface RecordDeps {
  store: CaseStore;
  outbox: Queue<Outgoing>;
  settings: ReadSettings;
  /** Purposes' keys, derived from the deployment's. */
  keys: { id: string; address: string };
  nextNumber: () => Promise<string>;
  now: Clock;
  log: Log;
  commit?: typeof commit;
}

interface Job { index: number; message: InboundMessage; keys: ThreadKeys; pointed: Candidate[] }
interface Known { identities: Map<string, MailIdentity>; cases: Map<string, Case>; heads: Map<string, Head>; messages: Map<string, StoredMessage> }
/** A mistake of our own rules about one message: its neighbours go on. What a store or queue throws is no such thing. */
class OwnFault extends Error {
  override readonly name = 'OwnFault';
}

/** The table refuses this item for what is in it, and would refuse it again: no outage, and no neighbour's trouble. */
function isAboutTheItem(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ValidationException' || error.name === 'SerializationException');
}

interface Outcome { delivery: DeliveryOutcome | null; plan: Outgoing | null }

/**
 * `record`: reads, decides, writes head, case and message, and only then puts the acknowledgement on the outbox.
 * Takes the bodies of one batch; answers with the places of those that failed on their own. A failing client throws for all.
 */
export function record(deps: RecordDeps) {
  return async (bodies: string[]): Promise<{ failed: number[] }> => {
    const failed: number[] = [];
    const jobs: Job[] = [];
    bodies.forEach((body, index) => {
      const message = readMessage(body);
      if (message) jobs.push({ index, message, keys: threadKeys(message, deps.keys), pointed: [] });
      else {
        deps.log('error', 'inbound.unreadable');
        failed.push(index);
      }
    });
    const known = await lookAround(deps.store, jobs);
    const settings = await deps.settings();
    const outcomes = (await Promise.all(groupsOf(jobs, namesOf).map(async (group) => {
      const done: Outcome[] = [];
      for (const job of group) {
        try {
          done.push(await recordOne(deps, settings, job, known));
        } catch (error) {
          if (!(error instanceof OwnFault) && !isAboutTheItem(error)) throw error;
          deps.log('error', 'message.undecided', { messageId: job.message.id, error });
          failed.push(job.index);
        }
      }
      return done;
    }))).flat();
    const plans = outcomes.flatMap((outcome) => outcome.plan ?? []);
    if (plans.length > 0) await deps.outbox.send(plans);
    // Only mail's originals lie in a bucket that is compared with what became of them.
    const deliveries = outcomes.flatMap(({ delivery }) => delivery ?? []);
    if (deliveries.length > 0) await deps.store.noteDeliveries(deliveries);
    return { failed };
  };
}

function readMessage(body: string): InboundMessage | undefined {
  try {
    return InboundMessage.parse(JSON.parse(body, wellFormed));
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && error.name === '$ZodError') || (error instanceof Error && error.name === 'ZodError')) return undefined;
    throw error;
  }
}

/** Messages of one batch that share any of these names are recorded one after the other. */
function namesOf({ message, keys, pointed }: Job): string[] {
  return [message.id, message.conversation ?? message.id, keys.own, ...keys.inReplyTo, ...keys.references, ...pointed.map((candidate) => candidate.thread)];
}

// Two batch reads for the whole batch: what the mails point at, then the heads and messages that this leads to.
async function lookAround(store: CaseStore, jobs: Job[]): Promise<Known> {
  const mails = jobs.filter((job) => job.message.mail);
  const found = mails.length === 0
    ? { identities: new Map<string, MailIdentity>(), cases: new Map<string, Case>() }
    : await store.lookUp({
      identities: [...new Set(mails.flatMap(({ keys }) => [keys.own, keys.ownByContent, ...keys.inReplyTo, ...keys.references, ...keys.reported]))],
      cases: [...new Set(mails.flatMap(({ keys }) => [...(keys.tokenCase ? [keys.tokenCase] : []), ...keys.numbers]))],
    });
  for (const job of jobs) job.pointed = candidates(job.keys, found);
  const threads = new Set<string>();
  const messages: { thread: string; id: string }[] = [];
  for (const { message, keys, pointed } of jobs) {
    const own = message.conversation ?? ownIdentity(found.identities, keys, message)?.thread ?? message.id;
    messages.push({ thread: own, id: message.id });
    threads.add(own);
    for (const candidate of pointed) threads.add(candidate.thread);
  }
  const read = jobs.length === 0 ? { messages: new Map<string, StoredMessage>(), heads: new Map<string, Head>() } : await store.read({ messages, threads: [...threads] });
  return { ...found, ...read };
}

function ownIdentity(identities: Map<string, MailIdentity>, keys: ThreadKeys, message: InboundMessage): MailIdentity | undefined {
  const byId = identities.get(keys.own);
  return byId?.fingerprint === fingerprintOf(message) ? byId : identities.get(keys.ownByContent);
}

function fingerprintOf(message: InboundMessage): string {
  return message.mail?.fingerprint ?? message.id;
}

async function recordOne(deps: RecordDeps, settings: Settings, job: Job, known: Known): Promise<Outcome> {
  const { message, keys } = job;
  const choice = await claim(deps.store, job, known);
  const at = `${choice.thread}/${message.id}`;
  const there = known.messages.get(at);
  if (there) return { delivery: outcome(job, 'duplicate', deps.now()), plan: there.plan };

  const now = deps.now();
  const quarantined = quarantineReason(message);
  const base = {
    thread: choice.thread, id: message.id, direction: 'in' as const, at: message.at, receivedAt: message.receivedAt, storedAt: now,
    agent: null, sending: null, message, quarantined,
  };
  if (quarantined) {
    const stored: StoredMessage = { ...base, case: null, threadedBy: null, relatedTo: choice.relatedTo, suppressedBecause: quarantined, plan: reportPlan(message, keys.reported, known.identities, now) };
    const fresh = await deps.store.putMessage(stored);
    known.messages.set(at, stored);
    return { delivery: outcome(job, fresh ? 'quarantined' : 'duplicate', now), plan: stored.plan };
  }
  for (let tries = 0; tries < 20; tries++) {
    const placement = await decide(deps, settings, message, choice, known.heads.get(choice.thread), now);
    const stored: StoredMessage = {
      ...base, case: placement.caseNumber, threadedBy: placement.threadedBy, relatedTo: placement.relatedTo, suppressedBecause: placement.suppressedBecause, plan: placement.plan,
    };
    const written = await (deps.commit ?? commit)(deps.store, choice.thread, placement, stored);
    if (written !== 'changed') {
      if (placement.head) known.heads.set(choice.thread, placement.head);
      known.messages.set(at, stored);
      deps.log('info', 'message.stored', { messageId: message.id, caseNumber: placement.caseNumber, channel: message.channel, reason: placement.threadedBy });
      return { delivery: outcome(job, written, now), plan: placement.plan };
    }
    const { heads, messages } = await deps.store.read({ messages: [{ thread: choice.thread, id: message.id }], threads: [choice.thread] });
    const head = heads.get(choice.thread);
    if (head) known.heads.set(choice.thread, head);
    const twin = messages.get(at);
    if (twin) return { delivery: outcome(job, 'duplicate', now), plan: twin.plan };
  }
  throw new Error('a thread changed twenty times under one message');
}

// Mail writes its threading decision first, so that every later delivery and every racing twin takes the same one.
async function claim(store: CaseStore, job: Job, known: Known): Promise<ReturnType<typeof chooseThread>> {
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

async function decide(deps: RecordDeps, settings: Settings, message: InboundMessage, choice: ReturnType<typeof chooseThread>, head: Head | undefined, now: number): Promise<Placement> {
  const spread = Number.parseInt(Buffer.from(message.id, 'base64url').toString('hex').slice(0, 4), 16) / 0xffff;
  const freshNumber = opensCase(message, head, settings.reopenDays) ? await deps.nextNumber() : undefined;
  try {
    return place({
      message, ...choice, head, freshNumber, now, reopenDays: settings.reopenDays,
      promise: promiseFor({ settings, at: message.receivedAt, priority: 'normal', spread }),
    });
  } catch (cause) {
    throw new OwnFault('no decision about a message', { cause });
  }
}

function outcome(job: Job, kind: DeliveryOutcome['outcome'], at: number): DeliveryOutcome | null {
  return job.message.mail && { deliveryId: job.message.deliveryId, outcome: kind, key: job.message.raw.key, at };
}
