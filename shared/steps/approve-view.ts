import type { Approval } from '../api-shapes/posts.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { CaseFile, CaseNote, WaitingReply } from '../ports/desk.ts';

/** A waiting answer without what it answers. */
export function shownWaiting({ id, at, by, text, via, state, decided, channel, version, caseNumber }: WaitingReply, notes: CaseNote[] = []): Omit<Approval, 'answers' | 'post' | 'mine'> {
  return { id, number: showCaseNumber(caseNumber), channel, at, by, text, via, state, version, decided: decided ? { by: decided.by.name, at: decided.at, note: notes.find((note) => note.id === decided.note)?.text ?? null } : null };
}

/** What a case shows of its own: what waits, and what came back. */
export function waitingOn({ waiting, notes }: Pick<CaseFile, 'waiting' | 'notes'>): Omit<Approval, 'answers' | 'post' | 'mine'>[] {
  return waiting.filter(({ state }) => state !== 'approved').toSorted((a, b) => a.at - b.at).map((one) => shownWaiting(one, notes));
}
