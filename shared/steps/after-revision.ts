import { ownerOn } from '../domain/case-merge.ts';
import type { InboundNote } from '../domain/inbound-note.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import type { Settings } from '../domain/settings.ts';
import type { StoredMessage } from '../ports.ts';
import { decide, decidePublic } from './decide.ts';
import type { RecordDeps } from './record.ts';

/** What else a word about a message changes, once the message itself is changed. Answers with what is to go out. */
export async function afterRevision(deps: RecordDeps, settings: Settings, { note, id, at }: InboundNote, thread: string): Promise<Outgoing | null> {
  if (note === 'removed') {
    const { messages } = await deps.store.read({ messages: [{ thread, id }], threads: [] });
    const number = messages.get(`${thread}/${id}`)?.case;
    if (number) await deps.store.dropQuotes(number);
  }
  return note === 'edited' ? readAgain(deps, settings, { thread, id, at }) : null;
}

/**
 * A mention whose author has changed its words may be a case now, acknowledged like any other; a case stays one. Head, case
 * and message are written in the order of any new message, so that whoever comes again after a crash goes on there.
 */
async function readAgain(deps: RecordDeps, settings: Settings, { thread, id, at }: { thread: string; id: string; at: number }): Promise<Outgoing | null> {
  for (let tries = 0; tries < 20; tries++) {
    const stored = await deps.store.whole(thread, id);
    if (!stored || !isMention(stored)) return stored?.revised?.at === at ? stored.plan : null;
    const now = deps.now();
    const head = (await deps.store.read({ messages: [], threads: [thread] })).heads.get(thread);
    // What it says now is said now.
    const message = { ...stored.message, receivedAt: now };
    const decision = await decidePublic(deps, settings, message, head);
    if (decision.is === 'mention') return null;
    const hold = decision.reason === 'unclear' ? 'unsure' : null;
    const placement = await decide(deps, settings, message, { thread, threadedBy: 'post', relatedTo: stored.relatedTo, hold }, head, now);
    if (placement.head && await deps.store.writeHead(thread, placement.head, placement.expected)) continue;
    if (placement.put) await deps.store.putCase(placement.put);
    if (placement.move) await deps.store.moveCase(placement.caseNumber, placement.move);
    const { caseNumber, threadedBy, relatedTo, suppressedBecause, plan } = placement;
    if (!await deps.store.becomeCase({ ...stored, case: caseNumber, ...ownerOn(placement.head ?? head, caseNumber), threadedBy, relatedTo, suppressedBecause, plan, decision })) continue;
    deps.log('info', 'mention.becameCase', { messageId: id, caseNumber, channel: message.channel });
    return plan;
  }
  throw new Error('a mention changed twenty times while it became a case');
}

const isMention = ({ case: number, decision, revised, message }: StoredMessage): boolean => number === null && decision?.is === 'mention' && revised?.what === 'edited' && message.platform !== undefined;
