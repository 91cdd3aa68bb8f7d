import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

const MICROSECONDS = 1_000;

/**
 * Measures the processor time of this thread and of the threads that it starts from now on; each call answers with the
 * milliseconds since the last. Time and not the clock: on a laptop other work goes on beside.
 */
export function meterThread(): () => Promise<number> {
  const started = new Map<threads.Worker, number>();
  const Plain = threads.Worker;
  threads.Worker = class extends Plain {
    constructor(...given: ConstructorParameters<typeof Plain>) {
      super(...given);
      started.set(this, 0);
      this.once('exit', () => started.delete(this));
    }
  };
  syncBuiltinESMExports();
  let before = process.threadCpuUsage();
  return async () => {
    const now = process.threadCpuUsage();
    let sum = now.user - before.user + now.system - before.system;
    before = now;
    for (const [worker, seen] of started) {
      const usage = await worker.cpuUsage().catch(() => undefined);
      // It ended in between: what it used last is not known.
      if (!usage) continue;
      started.set(worker, usage.user + usage.system);
      sum += usage.user + usage.system - seen;
    }
    return sum / MICROSECONDS;
  };
}
