import { Worker } from 'node:worker_threads';
import type { ParseAnswer } from './parse-worker.ts';
import type { ReadBody } from './read-body.ts';
import { Unparsable } from './unparsable.ts';
import { NoTimeLeft, type SharedTime } from './within.ts';

export type ReadMailBody = (raw: Buffer, time?: SharedTime) => Promise<ReadBody>;

/** The parser did not survive this mail: out of time, out of memory, or a fault of its own. Worth another attempt. */
export class ParserDied extends Error {
  override readonly name = 'ParserDied';
}

export interface ParserLimits { milliseconds: number; megabytes: number }

const LIMITS: ParserLimits = { milliseconds: 8_000, megabytes: 320 };
/** Loading the libraries in a new thread is not the mail's fault, and takes long only on a machine that is very busy. */
const START_LIMIT_MS = 20_000;
/** A mail that takes longer than this keeps others waiting. */
const SLOW_MS = 1_000;

// Beside the bundled handler lies the bundled worker; unbundled, the module itself runs by type stripping.
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.mjs', import.meta.url);
}

interface Thread { worker: Worker; ready: boolean }

/**
 * A parser in a thread of its own, kept between mails and used for one at a time. When it takes longer than its limit or
 * dies, that mail's promise is rejected with ParserDied and the next mail gets a new thread. Rejects with Unparsable what
 * has too many parts to be read, with NoTimeLeft when the time shared with others was over first.
 */
export function parserInWorker(limits: ParserLimits = LIMITS, file: URL = workerFile()): { read: ReadMailBody; close(): Promise<void> } {
  let thread: Thread | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const start = (): Thread => {
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, stackSizeMb: 8 } });
    // Between mails too it may fail; then the next mail gets a new one.
    worker.on('error', () => { if (thread?.worker === worker) thread = undefined; });
    worker.unref();
    return { worker, ready: false };
  };

  const one = (raw: Buffer, time: SharedTime | undefined): Promise<ReadBody> => new Promise((resolve, reject) => {
    if (time && time.left() <= 0) {
      reject(new NoTimeLeft('no time was left to begin with a mail'));
      return;
    }
    const used = (thread ??= start());
    const { worker } = used;
    worker.ref();
    const end = (error: Error): void => {
      finish();
      thread = undefined;
      void worker.terminate();
      reject(error);
    };
    const die = (reason: string, cause?: unknown): void => end(new ParserDied(reason, { cause }));
    const within = (milliseconds: number): NodeJS.Timeout => {
      const left = Math.max(1, time?.left() ?? milliseconds);
      return left < milliseconds ? setTimeout(() => end(new NoTimeLeft('the time shared with other mails is over')), left) : setTimeout(() => die(`the parser took longer than ${milliseconds} ms`), milliseconds);
    };
    const slow = time && setTimeout(() => time.slow(), SLOW_MS);
    let timer = within(used.ready ? limits.milliseconds : START_LIMIT_MS);
    const onMessage = (answer: ParseAnswer): void => {
      if ('ready' in answer) {
        used.ready = true;
        clearTimeout(timer);
        timer = within(limits.milliseconds);
        return;
      }
      finish();
      if ('unparsable' in answer) reject(new Unparsable(answer.unparsable));
      else resolve(answer.body);
    };
    const onError = (error: unknown): void => die('the parser failed', error);
    const onExit = (code: number): void => die(`the parser ended with ${code}`);
    const finish = (): void => {
      clearTimeout(timer);
      clearTimeout(slow);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(raw, []);
  });

  return {
    read(raw, time) {
      const reading = queue.then(() => one(raw, time));
      queue = reading.catch(() => undefined);
      return reading;
    },
    async close() {
      const used = thread;
      thread = undefined;
      await used?.worker.terminate();
    },
  };
}
