import { openFacts } from '../../shared/domain/case-facts.ts';
import type { CaseFacts } from '../../shared/domain/case-facts.ts';
import { SUNDAY_MORNING } from './make.ts';

const MINUTE = 60_000;
/** So many minutes after the Sunday morning of the tests. */
export const minutes = (count: number): number => SUNDAY_MORNING + count * MINUTE;

/** The facts of a case by e-mail that a customer opened and that is still open; only what matters is named. */
export function facts(number: string, given: Partial<CaseFacts> = {}): CaseFacts {
  const openedAt = given.openedAt ?? minutes(0);
  return { ...openFacts({ number, channel: 'email', topic: 'delivery', team: null, agent: 'noa', openedAt }), contact: `contact of ${number}`, firstInAt: openedAt, inAt: [openedAt], ...given };
}

/** One that was answered once after so many minutes, and resolved with the answer. */
export function answeredFacts(number: string, after: number, given: Partial<CaseFacts> = {}): CaseFacts {
  const openedAt = given.openedAt ?? minutes(0);
  const at = openedAt + after * MINUTE;
  const length = { calendar: after * MINUTE, business: after * MINUTE };
  return facts(number, { answers: [{ at, by: 'noa' }], responses: [{ from: openedAt, to: at, business: after * MINUTE }], over: [{ from: at, to: null, resolved: true }], resolution: { first: length, last: length }, ...given });
}
