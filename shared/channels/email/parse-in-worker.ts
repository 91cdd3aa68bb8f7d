import { Worker } from 'node:worker_threads';
import { Unparsable } from './unparsable.ts';
import type { ParseAnswer } from './parse-worker.ts';
import type { ReadBody } from './read-body.ts';

export type ReadMailBody = (raw: Buffer) => Promise<ReadBody>;

/** The parser did not survive this mail: out of time, out of memory, or a fault of its own. Worth another attempt. */
export class ParserDied extends Error {
  override readonly name = 'ParserDied';
}

export interface ParserLimits { milliseconds: number; megabytes: number }

const LIMITS: ParserLimits = { milliseconds: 8_000, megabytes: 320 };

// Beside the bundled handler lies the bundled worker; unbundled, the module itself runs by type stripping.
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.mjs', import.meta.url);
}

/**
 * A parser in a thread of its own, kept between mails and used for one at a time. When it takes longer than its limit or
 * dies, that mail's promise is rejected with ParserDied and the next mail gets a new thread. Rejects with Unparsable what
 * mailparser refuses for good.
 */
export function parserInWorker(limits: ParserLimits = LIMITS, file: URL = workerFile()): { read: ReadMailBody; close(): Promise<void> } {
  let worker: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const start = (): Worker => {
    const made = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, stackSizeMb: 8 }, stdout: false });
    made.unref();
    return made;
  };

  const one = (raw: Buffer): Promise<ReadBody> => new Promise((resolve, reject) => {
    const used = (worker ??= start());
    used.ref();
    const finish = (): void => {
      clearTimeout(timer);
      used.off('message', onMessage).off('error', onError).off('exit', onExit);
      used.unref();
    };
    const die = (reason: string, cause?: unknown): void => {
      finish();
      worker = undefined;
      // A late error of a thread that is being ended says nothing new.
      used.on('error', () => undefined);
      void used.terminate();
      reject(new ParserDied(reason, { cause }));
    };
    const onMessage = (answer: ParseAnswer): void => {
      finish();
      if ('unparsable' in answer) reject(new Unparsable(answer.unparsable));
      else resolve(answer.body);
    };
    const onError = (error: unknown): void => die('the parser failed', error);
    const onExit = (code: number): void => die(`the parser ended with ${code}`);
    const timer = setTimeout(() => die(`the parser took longer than ${limits.milliseconds} ms`), limits.milliseconds);
    used.on('message', onMessage).on('error', onError).on('exit', onExit);
    used.postMessage(raw);
  });

  return {
    read(raw) {
      const reading = queue.then(() => one(raw));
      queue = reading.catch(() => undefined);
      return reading;
    },
    async close() {
      const used = worker;
      worker = undefined;
      await used?.terminate();
    },
  };
}
