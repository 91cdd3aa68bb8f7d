import type { Case } from '../domain/case.ts';
import { keyedId } from '../domain/ids.ts';
import { versionOf } from '../domain/lifecycle.ts';
import { Invalid, Refused, Stale } from '../errors.ts';
import type { CaseEvent, CaseFile, WaitingReply } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';
import { tidied } from '../text/render.ts';
import type { ReplyAct, ReplyDone } from './desk-reply.ts';
import { eventId, nextAct } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

const idOf = ({ keys }: Pick<DeskDeps, 'keys'>, { caseNumber, agent, key }: ReplyAct): string => keyedId(keys.id, 'waiting', caseNumber, agent.id, key);

export const named = ({ id, name }: Agent): WaitingReply['by'] => ({ id, name });

/** What this very press has put there before, whatever has become of it. */
export function parkedBefore(deps: Pick<DeskDeps, 'keys'>, { waiting }: CaseFile, act: ReplyAct): WaitingReply | undefined {
  const id = idOf(deps, act);
  const found = waiting.find((one) => one.id === id);
  // Whoever approved it may have changed its words.
  if (found && found.state !== 'approved') requireSameWords(found.text, act);
  return found;
}

/** One key is one answer: other words under it would be lost without a word. What was erased meanwhile is not compared. Throws Invalid. */
export function requireSameWords(sent: string, { text, via }: ReplyAct): void {
  // Where it led to the form, the address stands among the words.
  if (sent === '' || sent === text || (via === 'handOver' && tidied(text).split('{howTo}').every((part) => sent.includes(part)))) return;
  throw new Invalid(['key'], 'the key has been used for other words', { key: 'keyUsed' });
}

/** Lays a public answer aside until somebody else has approved it: the customer still waits, and so does every clock. */
export async function park(deps: DeskDeps, { item }: CaseFile, act: ReplyAct & Required<Pick<ReplyAct, 'via' | 'answers'>>, { message, heard, now }: { message: StoredMessage['message']; heard: string; now: number }): Promise<ReplyDone> {
  const after: Case = { ...item, acts: nextAct(item) };
  const waiting: WaitingReply = {
    id: idOf(deps, act), caseNumber: item.number, channel: message.channel, at: now, by: named(act.agent), text: act.text, via: act.via, ...(act.after ? { after: act.after } : {}), answers: act.answers,
    version: versionOf(after, heard), state: 'waiting', v: 1,
  };
  await deps.store.act({ cases: [{ before: item, after }], heads: [], events: [{ caseNumber: item.number, event: eventOf(deps, item, 'approvalAsked', act.agent, now) }], waits: { before: null, after: waiting } });
  return { waiting, version: versionOf(after, heard) };
}

export function eventOf(deps: DeskDeps, item: Case, what: string, { id }: Agent, now: number): CaseEvent {
  return { id: eventId(deps.keys, item, what), at: now, what, by: id, act: nextAct(item) };
}

export const approvedEvent = (deps: DeskDeps, item: Case, { by }: NonNullable<ReplyAct['approves']>, now: number): CaseEvent => eventOf(deps, item, 'approved', by, now);

/** Throws Refused to whoever wrote it, NotFound's kin never; Stale with who has decided since it was read. The same decision again, on the same words, is none. */
export function requireUndecided({ item, waiting }: CaseFile, { waiting: read, by }: NonNullable<ReplyAct['approves']>, { text, now }: { text: string; now: number }): void {
  if (read.by.id === by.id) throw new Refused('ownReply', 'nobody approves what they wrote themselves');
  const there = waiting.find(({ id }) => id === read.id) ?? read;
  if (there.state === 'waiting' || (there.state === 'approved' && there.decided?.by.id === by.id && there.text === text)) return;
  throw decidedMeanwhile(item, there, now);
}

export function decidedMeanwhile(item: Case, { decided, state }: WaitingReply, now: number): Stale {
  return new Stale(versionOf(item), [], state === 'approved' ? 'approvedMeanwhile' : 'returnedMeanwhile', { agent: decided?.by.name ?? '', seconds: String(Math.max(0, Math.round((now - (decided?.at ?? now)) / 1000))) });
}
