import { createHash } from 'node:crypto';
import { quarantineReason, whyNotAcknowledged } from './acknowledgement.ts';
import type { ThreadedBy } from './case.ts';
import type { InboundMessage, SuppressReason } from './message.ts';
import { asksToStop } from './opt-out.ts';
import { decidePublicItem, type PublicDecision } from './public-item.ts';

/** What is stored of a message, as far as reading its original again can tell something else. */
export interface Kept {
  id: string;
  direction: 'in' | 'out';
  case: string | null;
  thread: string;
  threadedBy: ThreadedBy | null;
  quarantined: SuppressReason | null;
  suppressedBecause: SuppressReason | null;
  decision?: PublicDecision;
  revised?: { what: 'edited' | 'removed'; at: number };
  message: InboundMessage;
}

/** `entry`: whether there is any, and of what kind; the others are what is stored beside what today's code says. */
export type ReplayField = 'entry' | 'id' | 'author' | 'text' | 'sender' | 'decision' | 'suppressedBecause' | 'thread' | 'threadedBy';
export interface Difference { id: string; channel: string; case: string | null; field: ReplayField; stored: string | null; now: string | null }

/** An original as today's code reads it. `threadedBy` null: nothing is decided about that here. */
export interface ReadAgain { message: InboundMessage; threadedBy: ThreadedBy | null }

/** What the case said at that moment; the message alone cannot tell it, so it holds as it was stored. */
const OF_THE_CASE = new Set<SuppressReason | null>(['joinedCase', 'answered', 'replayed', 'capContact', 'capUnauthenticated']);
/** A person, a merge or a door that led somebody to a case decided these. */
const NOT_BY_READING = new Set<ThreadedBy | null>([null, 'sameDelivery', 'sameMail', 'handOver', 'reference', 'statusPage', 'released', 'merged']);

/** Is it a case? By today's rules, its author having an open case when they had one then. Undefined where nothing is decided in public. */
export function decidedAgain(now: InboundMessage, { decision: then }: Pick<Kept, 'decision'>): PublicDecision | undefined {
  if (!then || now.visibility !== 'public' || !now.platform) return undefined;
  // A person has decided that, whatever the words say.
  if (then.reason === 'promoted') return then;
  const hasOpenCase = then.reason === 'hasOpenCase';
  if (now.platform.monitoringOnly && !hasOpenCase) return { is: 'mention', reason: 'monitoring', evidence: [], borderline: false };
  const decision = decidePublicItem({ text: now.text, hasOpenCase, promoted: false, ourHandles: now.platform.ourNames ?? [] });
  // So many had opened a case there within the minute.
  return then.reason === 'tooMany' && decision.is === 'case' ? then : decision;
}

/** Why it is not acknowledged, by today's rules and the case as it was then. */
export function suppressedAgain(now: InboundMessage, kept: Kept, decision: PublicDecision | undefined): SuppressReason | null {
  if (decision?.is === 'mention') return 'notACase';
  const ownReason = whyNotAcknowledged(now, null, null);
  if (ownReason !== null || OF_THE_CASE.has(kept.suppressedBecause)) return ownReason ?? kept.suppressedBecause;
  if (now.reserved?.hold) return now.reserved.hold;
  if (decision?.reason === 'unclear') return 'unsure';
  return now.platform && now.visibility === 'private' && asksToStop(now.text) ? 'optedOut' : null;
}

const decisionName = (decision: PublicDecision | undefined): string | null => (decision ? `${decision.is}: ${decision.reason}` : null);

/** What is stored otherwise than today's code reads and decides it; empty when all is the same. Pure. */
export function differencesOf(kept: Kept, { message: now, threadedBy }: ReadAgain): Difference[] {
  const { message: then, revised } = kept;
  const found: Difference[] = [];
  const compare = (field: ReplayField, stored: string | null, again: string | null): void => {
    if (stored !== again) found.push({ id: kept.id, channel: then.channel, case: kept.case, field, stored, now: again });
  };
  compare('id', kept.id, now.id);
  compare('author', then.author.id, now.author.id);
  // What its writer changed since is stored as it is now, and what was decided may rest on that.
  if (!revised) compare('text', then.text, now.text);
  compare('sender', then.sender.machine, now.sender.machine);
  if (then.conversation !== undefined && now.conversation !== undefined) compare('thread', then.conversation, now.conversation);
  if (revised || kept.direction === 'out' || kept.quarantined || quarantineReason(now)) return found;
  // A person has made a case of it, and answered for it.
  const byPerson = kept.threadedBy === 'released';
  const decision = decidedAgain(now, kept);
  if (kept.decision) compare('decision', decisionName(kept.decision), decisionName(decision));
  if (!byPerson) compare('suppressedBecause', kept.suppressedBecause, suppressedAgain(now, kept, decision));
  if (threadedBy !== null && !NOT_BY_READING.has(kept.threadedBy)) compare('threadedBy', kept.threadedBy, threadedBy);
  return found;
}

const THEIR_WORDS = new Set<ReplayField>(['text', 'author']);

/** The same without anybody's words or address: how long they are, and a mark that tells two apart. */
export function withoutWords(difference: Difference): Difference {
  if (!THEIR_WORDS.has(difference.field)) return difference;
  const marked = (text: string | null): string | null => (text === null ? null : `${[...text].length} characters, ${createHash('sha256').update(text).digest('hex').slice(0, 8)}`);
  return { ...difference, stored: marked(difference.stored), now: marked(difference.now) };
}
