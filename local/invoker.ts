import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Answer, Call, WorkerSettings } from './function-worker.ts';

export interface FunctionSpec {
  name: string;
  arn: string;
  /** The handler's file and its export. */
  file: string;
  exportName: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  logFile: string;
  warn(line: string): void;
  /** Hears of each invocation; without it nothing is measured. */
  metered?: ((invocation: Invocation) => void) | undefined;
}

/** One finished invocation, or (without an event) the loading of a copy of the function. */
export interface Invocation { name: string; memoryMb: number; event: string | null; cpuMs: number }

/** One function of the template. Each worker runs one event at a time, as Lambda's execution environments do. */
export interface LocalFunction {
  spec: FunctionSpec;
  counts: { invocations: number; errors: number; timeouts: number };
  workers(): number;
  /** Raises the number of events handled at a time. */
  allow(workers: number): void;
  /** The handler's result. Rejects when it throws, runs too long, or its worker dies. */
  invoke(event: unknown): Promise<unknown>;
  /** Starts a worker before the first event needs it. */
  warm(): void;
  /** Ends the worker that calls services with this access key, as a crash would; nothing when none does. */
  crash(accessKeyId: string): Promise<void>;
  stop(): Promise<void>;
}

interface Running { call: Call; timer?: NodeJS.Timeout; settle(answer: Answer): void }
interface Slot { worker: Worker; ready: boolean; key: string; current?: Running | undefined }

const INIT_SECONDS = 10;
/** Where processor time is measured, the machine may be as slow as it likes. */
const METERED_INIT_SECONDS = 120;

// Where compiled code is kept, if anywhere, it is for the functions too: https://nodejs.org/api/module.html#module-compile-cache
const kept = process.env['NODE_COMPILE_CACHE'];
const COMPILED = kept === undefined ? {} : { NODE_COMPILE_CACHE: kept };

const failed = (errorType: string, errorMessage: string): Answer => ({ failure: { errorType, errorMessage, trace: [] } });

export function localFunction(spec: FunctionSpec): LocalFunction {
  const log = createWriteStream(spec.logFile, { flags: 'a', mode: 0o600 });
  const counts = { invocations: 0, errors: 0, timeouts: 0 };
  const slots: Slot[] = [];
  const waiting: Omit<Running, 'timer'>[] = [];
  let most = 1;
  let started = 0;
  let stopping = false;

  const note = (line: string): void => {
    log.write(`${line}\n`);
    if (/"level":"(?:warn|error)"|^\s*(?:Uncaught|\w*Error:)/.test(line)) spec.warn(`${spec.name}: ${line}`);
  };
  const follow = (output: Readable): void => {
    createInterface({ input: output }).on('line', note);
  };

  function finish(slot: Slot, answer: Answer): void {
    const running = slot.current;
    slot.current = undefined;
    if (!running) return;
    clearTimeout(running.timer);
    running.settle(answer);
  }

  function start(): void {
    started++;
    // Each worker has a key of its own, so that a service knows who calls.
    const key = `LOCAL${spec.name.replace(/[^A-Za-z0-9]/g, '')}W${started}`;
    const settings: WorkerSettings = { file: spec.file, exportName: spec.exportName, name: spec.name, arn: spec.arn, memoryMb: spec.memoryMb, logGroup: `/aws/lambda/${spec.name}`, isMetered: spec.metered !== undefined };
    const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      env: { ...spec.environment, ...COMPILED, AWS_ACCESS_KEY_ID: key },
      workerData: settings,
      stdout: true,
      stderr: true,
      execArgv: ['--enable-source-maps', '--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb },
    });
    const slot: Slot = { worker, ready: false, key };
    slots.push(slot);
    follow(worker.stdout);
    follow(worker.stderr);
    const initSeconds = spec.metered ? METERED_INIT_SECONDS : INIT_SECONDS;
    const init = setTimeout(() => {
      void end(slot, failed('InitTimeout', `the function did not load within ${initSeconds} seconds`));
    }, initSeconds * 1_000);
    worker.on('message', (answer: Answer) => {
      spec.metered?.({ name: spec.name, memoryMb: spec.memoryMb, event: slot.current?.call.event ?? null, cpuMs: answer.cpuMs ?? 0 });
      if ('ready' in answer) {
        clearTimeout(init);
        slot.ready = true;
      } else {
        finish(slot, answer);
      }
      next();
    });
    worker.on('error', (error: Error) => {
      note(`Uncaught ${error.stack ?? error.message}`);
      gone(slot, failed(error.name, error.message));
    });
    worker.on('exit', (code) => {
      clearTimeout(init);
      gone(slot, failed('Runtime.ExitError', `the function's process ended with ${code}`));
    });
  }

  function gone(slot: Slot, answer: Answer): void {
    const at = slots.indexOf(slot);
    if (at < 0) return;
    slots.splice(at, 1);
    finish(slot, answer);
    // It died while loading: nobody else will take what waits, so it fails as an invocation does on Lambda.
    if (!slot.ready && slots.length === 0) waiting.shift()?.settle(answer);
    if (!stopping) next();
  }

  async function end(slot: Slot, answer: Answer): Promise<void> {
    gone(slot, answer);
    await slot.worker.terminate();
  }

  function next(): void {
    while (waiting.length > 0) {
      const slot = slots.find((candidate) => candidate.ready && !candidate.current);
      if (!slot) break;
      const running: Running = { ...(waiting.shift() as Omit<Running, 'timer'>) };
      running.call.deadline = Date.now() + spec.timeoutSeconds * 1_000;
      running.timer = setTimeout(() => {
        counts.timeouts++;
        note(JSON.stringify({ level: 'error', event: 'timeout', requestId: running.call.requestId, seconds: spec.timeoutSeconds }));
        void end(slot, failed('Sandbox.Timedout', `Task timed out after ${spec.timeoutSeconds.toFixed(2)} seconds`));
      }, spec.timeoutSeconds * 1_000);
      slot.current = running;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
      slot.worker.postMessage(running.call);
    }
    const loading = slots.filter((slot) => !slot.ready).length;
    if (!stopping && waiting.length > loading && slots.length < most) start();
  }

  return {
    spec,
    counts,
    workers: () => slots.length,
    allow: (workers) => {
      most = Math.max(most, workers);
    },
    warm: () => {
      if (slots.length === 0) start();
    },
    invoke(event) {
      counts.invocations++;
      return new Promise((resolve, reject) => {
        const requestId = randomUUID();
        const settle = (answer: Answer): void => {
          if ('result' in answer) {
            resolve(JSON.parse(answer.result));
            return;
          }
          counts.errors++;
          const { errorType, errorMessage, trace } = 'failure' in answer ? answer.failure : { errorType: 'Unknown', errorMessage: '', trace: [] };
          note(JSON.stringify({ level: 'error', event: 'invocation failed', requestId, errorType, errorMessage, trace }));
          reject(Object.assign(new Error(errorMessage), { name: errorType }));
        };
        if (stopping) {
          settle(failed('Runtime.Stopped', 'the engine is stopping'));
          return;
        }
        waiting.push({ call: { event: JSON.stringify(event), requestId, deadline: 0 }, settle });
        next();
      });
    },
    async crash(accessKeyId) {
      const slot = slots.find((candidate) => candidate.key === accessKeyId);
      if (slot) await end(slot, failed('Runtime.ExitError', 'the function crashed'));
    },
    async stop() {
      stopping = true;
      for (const { settle } of waiting.splice(0)) settle(failed('Runtime.Stopped', 'the engine is stopping'));
      await Promise.all([...slots].map((slot) => end(slot, failed('Runtime.Stopped', 'the engine is stopping'))));
      await new Promise<void>((resolve) => {
        log.end(resolve);
      });
    },
  };
}
