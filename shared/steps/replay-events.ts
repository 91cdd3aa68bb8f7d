import { foundNotification } from '../channels/email/notification.ts';
import { keptNotification } from '../channels/email/kept-notification.ts';
import { erasedBy, isErased, type Erasure } from '../domain/erasure.ts';
import type { InboundMessage } from '../domain/message.ts';
import type { ThreadedBy } from '../domain/case.ts';
import { idIn } from '../domain/reconcile.ts';
import { differencesOf, type Difference, type Kept } from '../domain/replay.ts';
import { candidates, chooseThread, threadKeys } from '../domain/threading.ts';
import type { CaseStore, Queue, StoredMessage } from '../ports.ts';
import type { OriginalsList } from '../ports/reconciling.ts';
import type { DeliveryOutcomes } from '../ports/replaying.ts';
import { readItemAgain, readMailAgain, readUnreadableAgain, type MailReading, type ReadingPlatform } from './read-again.ts';

export interface ReplayDeps extends MailReading {
  /** All that is stored, with what may still be kept of its originals. */
  messages: StoredMessage[];
  /** Who was erased, and until when. */
  ledger: Map<string, Erasure>;
  store: Pick<CaseStore, 'lookUp' | 'read'>;
  deliveries: DeliveryOutcomes;
  originals: OriginalsList;
  addressKey: string;
  /** Undefined while the channel is not connected. */
  platform: (channel: string) => Promise<ReadingPlatform | undefined>;
  /** The doors' own queues, for what was lost. */
  mail: Queue<unknown>;
  inbound: Queue<InboundMessage>;
  /** Nothing is on its way in at the moment. */
  isQuiet: () => Promise<boolean>;
}

export interface ReplayAsk { from: number; until: number; channel: string | null; apply: boolean; show: (difference: Difference) => void }

/** Each original is one of the four: `read` is their sum. */
export interface ReplayTotals { read: number; same: number; different: number; unreadable: number; missing: number }
/** `waiting`: mails that nothing became of yet and that may still come by themselves; `queued`: what was lost and is on its way again. */
export interface Replayed { totals: ReplayTotals; waiting: number; queued: number; notConnected: string[] }

const EMAIL = 'email';
const HOUR = 3_600_000;
const PERIOD_EVER = { from: 0, until: Number.MAX_SAFE_INTEGER, after: null };

/**
 * Reads every original of a period again with today's code, decides again by today's rules, and shows what is stored
 * otherwise. Nothing is written. With `apply` what has an original and no entry goes through its door again, marked so that
 * nobody is acknowledged for it.
 */
export async function replayEvents(deps: ReplayDeps, ask: ReplayAsk): Promise<Replayed> {
  const done: Replayed = { totals: { read: 0, same: 0, different: 0, unreadable: 0, missing: 0 }, waiting: 0, queued: 0, notConnected: [] };
  const known = knownBy(deps.messages);
  if (ask.channel === null || ask.channel === EMAIL) await replayMails(deps, ask, known, done);
  const others = deps.messages.filter(({ message, receivedAt }) => !message.mail && receivedAt >= ask.from && receivedAt < ask.until && (ask.channel === null || message.channel === ask.channel));
  for (const stored of others.sort((a, b) => a.receivedAt - b.receivedAt)) if (!wasErased(deps, stored)) await replayItem(deps, ask, stored, known, done);
  return done;
}

interface Begun { id: string; storedAt: number }
interface KnownMessages { byOriginal: Map<string, StoredMessage>; byId: Map<string, StoredMessage>; begun: Map<string, Begun> }

function knownBy(messages: StoredMessage[]): KnownMessages {
  const begun = new Map<string, Begun>();
  for (const { thread, id, storedAt } of messages) {
    const first = begun.get(thread);
    if (!first || first.storedAt > storedAt) begun.set(thread, { id, storedAt });
  }
  return { begun, byId: new Map(messages.map((stored) => [stored.id, stored])), byOriginal: new Map(messages.flatMap((stored) => (stored.message.raw.key ? [[stored.message.raw.key, stored] as const] : []))) };
}

function isOfLedger({ ledger, idKey }: ReplayDeps, { channel, author, receivedAt }: InboundMessage): boolean {
  const line = erasedBy(idKey, ledger, channel, author.id);
  return line !== undefined && receivedAt <= line.at;
}

const wasErased = (deps: ReplayDeps, stored: StoredMessage): boolean => isErased(stored) || isOfLedger(deps, stored.message);

function tell({ totals }: Replayed, { show }: ReplayAsk, differences: Difference[]): void {
  totals.read += 1;
  totals[differences.length === 0 ? 'same' : 'different'] += 1;
  for (const difference of differences) show(difference);
}

function miss({ totals }: Replayed, { show }: ReplayAsk, { id, channel }: Pick<InboundMessage, 'id' | 'channel'>): void {
  totals.read += 1;
  totals.missing += 1;
  show({ id, channel, case: null, field: 'entry', stored: null, now: id });
}

async function replayMails(deps: ReplayDeps, ask: ReplayAsk, known: KnownMessages, done: Replayed): Promise<void> {
  let quiet: boolean | undefined;
  for (let after: string | null = null, more = true; more;) {
    const page = await deps.originals.list(after);
    ({ more } = page);
    after = page.originals.at(-1)?.key ?? null;
    const listed = page.originals.flatMap((one) => { const id = idIn(one, PERIOD_EVER); return id === undefined ? [] : [{ ...one, id }]; });
    const outcomes = await deps.deliveries.outcomes(listed.map(({ id }) => id));
    for (const one of listed) {
      const own = known.byOriginal.get(one.key);
      const receivedAt = own?.receivedAt ?? one.storedAt;
      if (receivedAt < ask.from || receivedAt >= ask.until) continue;
      const outcome = outcomes.get(one.id);
      const became = own ?? known.byId.get(outcome?.message ?? '');
      if (became && wasErased(deps, became)) continue;
      const message = await readMailAgain(deps, own ? keptNotification(own.message) : foundNotification(one));
      // It was taken away meanwhile, with whoever wrote it or with its time.
      if (!message || isOfLedger(deps, message)) continue;
      const kept = became ?? known.byId.get(message.id);
      if (kept) tell(done, ask, own ? differencesOf(kept, { message, threadedBy: await threadedAgain(deps, message, kept, known.begun) }) : ofAnotherDelivery(kept, message));
      else if (outcome === undefined || outcome.outcome === 'found') {
        // Nothing ever became of it: it may still wait in a queue, and must be acknowledged when it comes.
        quiet ??= await deps.isQuiet();
        if (quiet && deps.now() - one.storedAt > HOUR) await lost(deps, ask, done, { message, told: foundNotification(one) });
        else done.waiting += 1;
      } else await lost(deps, ask, done, { message, told: foundNotification(one) });
    }
  }
}

async function lost({ mail }: ReplayDeps, ask: ReplayAsk, done: Replayed, { message, told }: { message: InboundMessage; told: object }): Promise<void> {
  miss(done, ask, message);
  if (!ask.apply) return;
  await mail.send([{ ...told, replayed: true }]);
  done.queued += 1;
}

/** The same mail came more than once: it has one entry, and what only its delivery told may differ. */
function ofAnotherDelivery(kept: Kept, message: InboundMessage): Difference[] {
  return differencesOf(kept, { message, threadedBy: null }).filter(({ field }) => field === 'id' || field === 'text');
}

/** By what a mail finds its thread, with no more around it than was there when it was stored. */
async function threadedAgain({ store, idKey, addressKey }: ReplayDeps, message: InboundMessage, kept: StoredMessage, begun: Map<string, Begun>): Promise<ThreadedBy | null> {
  // Whoever wrote it down was not the first to try: what the first one saw is not known.
  if (kept.threadedBy === null || (kept.threadedBy === 'newCase' && kept.thread !== kept.id)) return null;
  const keys = threadKeys(message, { id: idKey, address: addressKey });
  const identities = [...keys.inReplyTo, ...keys.references, ...keys.reported];
  const cases = [...(keys.tokenCase ? [keys.tokenCase] : []), ...keys.numbers];
  const found = await store.lookUp({ identities, cases });
  const pointed = candidates(keys, found).filter(({ thread }) => {
    const first = begun.get(thread);
    return first !== undefined && first.id !== kept.id && first.storedAt <= kept.storedAt;
  });
  const { heads } = pointed.length === 0 ? { heads: new Map() } : await store.read({ messages: [], threads: pointed.map(({ thread }) => thread) });
  return chooseThread(message, pointed, heads).threadedBy;
}

async function replayItem(deps: ReplayDeps, ask: ReplayAsk, stored: StoredMessage, known: KnownMessages, done: Replayed): Promise<void> {
  const { message } = stored;
  const isUnreadable = message.sender.machine === 'unreadable' && !message.platform;
  // What our own pages took down is its own original: there is nothing to read, and all to decide.
  if (!message.platform && !isUnreadable) return stored.direction === 'in' ? tell(done, ask, differencesOf(stored, { message, threadedBy: null })) : undefined;
  if (isUnreadable ? message.text === '' : message.platform!.raw === '') return undefined;
  const platform = await deps.platform(message.channel);
  if (!platform) {
    if (!done.notConnected.includes(message.channel)) done.notConnected.push(message.channel);
    return cannotRead(done);
  }
  if (isUnreadable) return replayUnreadable(deps, ask, { stored, platform, known, done });
  const again = readItemAgain(platform, deps.idKey, stored);
  if (!again) return cannotRead(done);
  const { id, channel, case: number } = { ...stored, channel: message.channel };
  if ('other' in again) return tell(done, ask, [{ id, channel, case: number, field: 'entry', stored: 'message', now: again.other }]);
  const threadedBy = message.visibility === 'public' ? 'post' as const : 'conversation' as const;
  const differences = differencesOf(stored, { message: again.message, threadedBy: stored.threadedBy === 'newCase' ? null : threadedBy });
  return tell(done, ask, again.lookedUp ? differences.filter(({ field }) => field === 'id' || field === 'decision') : differences);
}

function cannotRead({ totals }: Replayed): undefined {
  totals.read += 1;
  totals.unreadable += 1;
}

/** Kept once because nobody could read it: whoever can today finds messages in it that have no entry, unless a person has taken it up. */
async function replayUnreadable(deps: ReplayDeps, ask: ReplayAsk, { stored, platform, known, done }: { stored: StoredMessage; platform: ReadingPlatform; known: KnownMessages; done: Replayed }): Promise<undefined> {
  const messages = readUnreadableAgain(platform, deps.idKey, stored);
  if (!messages) return cannotRead(done);
  const absent = stored.case ? [] : messages.filter((message) => !known.byId.has(message.id) && !isOfLedger(deps, message));
  if (absent.length === 0) {
    tell(done, ask, []);
    return undefined;
  }
  done.totals.read += 1;
  done.totals.missing += 1;
  for (const { id, channel } of absent) ask.show({ id, channel, case: null, field: 'entry', stored: stored.id, now: id });
  if (!ask.apply) return undefined;
  await deps.inbound.send(absent.map((message) => ({ ...message, replayed: true as const })));
  done.queued += absent.length;
  return undefined;
}
