import { createContext, Script } from 'node:vm';

/** Work in this thread took longer than it was given. */
export class Overtime extends Error {
  override readonly name = 'Overtime';
}

/** The time that several mails share was over before this one was read: no fault of its own. */
export class NoTimeLeft extends Error {
  override readonly name = 'NoTimeLeft';
}

/** The time that several mails share. */
export interface SharedTime {
  /** Milliseconds. */
  left(): number;
  /** One of them takes long: whoever holds others back for company lets them go. */
  slow(): void;
}

const place: { work: (() => void) | undefined } = { work: undefined };
const script = new Script('work()');
let room: object | undefined;

/**
 * Does work in this thread and breaks it off when its time is over, wherever it is by then, in a regular expression too.
 * Throws Overtime.
 */
export function within<T>(milliseconds: number, work: () => T): T {
  room ??= createContext(place);
  let done: { value: T } | undefined;
  place.work = () => { done = { value: work() }; };
  try {
    script.runInContext(room, { timeout: Math.max(1, Math.ceil(milliseconds)) });
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Overtime(`not done after ${milliseconds} ms`, { cause: error });
  } finally {
    place.work = undefined;
  }
  return done!.value;
}
