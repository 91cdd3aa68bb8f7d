import type { Actor, Scheduler, Verdict } from './scheduler.ts';

/** A fault from outside, as a client throws it. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** What may happen to a call of a port, by its name; a call that is not named only waits for its turn. */
export type Mishaps = Record<string, readonly Verdict[]>;

const READS: readonly Verdict[] = ['goes', 'fails'];
/** A single write: the client makes it once more when no answer comes, and may be refused over its own first one. */
const WRITES: readonly Verdict[] = ['goes', 'fails', 'answerLost', 'again'];
/** A transaction carries a token: made twice, it is done once. */
const TRANSACTS: readonly Verdict[] = ['goes', 'fails', 'answerLost'];

const all = (names: string, verdicts: readonly Verdict[]): Mishaps => Object.fromEntries(names.split(' ').map((name) => [name, verdicts]));

export const TABLE: Mishaps = {
  ...all('lookUp read whole', READS), ...all('openAnew', TRANSACTS),
  ...all('claimIdentity writeHead putCase moveCase putMessage noteDeliveries revise turned becomeCase dropQuotes countOpening optOut joinCase putLookUp leaveObjects noteEvent takeNumbers', WRITES),
};
export const SENDINGS: Mishaps = { ...all('reportedThrough pausedUntil optedOut', READS), ...all('begin settle report takeCap noteReported rememberOwn pause joinThread', WRITES) };
export const DESK: Mishaps = { ...all('case cases file thread head message', READS), ...all('act', TRANSACTS) };
export const CURSORS: Mishaps = { ...all('cursor held pendingLookUps', READS), ...all('moveCursor hold letGo finishLookUp', WRITES) };
export const ERASING: Mishaps = { ...all('ledger lines below', READS), ...all('changeMessage changeCase changeHead enter noteDone dropLookUp keepLine remove', WRITES) };
export const BUCKET: Mishaps = { ...all('get list', READS), ...all('put', WRITES) };
export const DELIVERIES: Mishaps = { ...all('walk unknown', READS), ...all('keepWalk noteFound', WRITES) };
export const QUEUE: Mishaps = { send: ['goes', 'fails', 'partly', 'answerLost'], remove: ['goes', 'fails'], hide: ['goes', 'fails'] };

/** A port as one actor has it: each call waits for its turn, and goes as the weather lets it. */
export function flaky<T extends object>(scheduler: Scheduler, actor: Actor, name: string, port: T, mishaps: Mishaps): T {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      // It takes its turns itself.
      if (mishaps[property]?.length === 0) return member.bind(target) as unknown;
      return async (...given: unknown[]) => {
        const verdict = await scheduler.turn(actor, `${name}.${property} ${scheduler.trace.told(given)}`, mishaps[property]);
        if (verdict === 'fails') throw new Fault(`${name}.${property} was not made`);
        const call = async (): Promise<unknown> => member.apply(target, verdict === 'partly' ? [(given[0] as unknown[]).slice(1), ...given.slice(1)] : given) as unknown;
        const answer = verdict === 'again' ? await call().then(call) : await call();
        if (verdict === 'answerLost' || verdict === 'partly') throw new Fault(`${name}.${property}: no answer`);
        return answer;
      };
    },
  });
}
