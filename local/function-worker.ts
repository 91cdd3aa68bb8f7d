import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What the engine sends to a worker, and what comes back: JSON texts, as between Lambda and its runtime. */
export interface Call { event: string; requestId: string; deadline: number }
/** `cpuMs`: what an answer, or being ready, took of the processor; only where it is metered. */
export type Answer = ({ ready: true } | { result: string } | { failure: { errorType: string; errorMessage: string; trace: string[] } }) & { cpuMs?: number };
export interface WorkerSettings { file: string; exportName: string; name: string; arn: string; memoryMb: number; logGroup: string; isMetered: boolean }

type Handle = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (!port) throw new Error('function-worker.ts runs as a worker thread of the engine.');
const settings = workerData as WorkerSettings;
// Before the function is loaded, whose own threads are counted too.
const meter = settings.isMetered ? (await import('./cost/thread-cpu.ts')).meterThread() : undefined;

function failure(error: unknown): Answer {
  const known = error instanceof Error ? error : new Error(String(error));
  return { failure: { errorType: known.name, errorMessage: known.message, trace: (known.stack ?? '').split('\n') } };
}

const loaded = (await import(pathToFileURL(settings.file).href)) as Record<string, unknown>;
const handler = loaded[settings.exportName];
if (typeof handler !== 'function') throw new Error(`${settings.file} does not export a function ${settings.exportName}.`);

async function run({ event, requestId, deadline }: Call): Promise<Answer> {
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.arn,
    memoryLimitInMB: String(settings.memoryMb),
    awsRequestId: requestId,
    logGroupName: settings.logGroup,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await (handler as Handle)(JSON.parse(event), context);
    return { result: JSON.stringify(result ?? null) };
  } catch (error) {
    return failure(error);
  }
}

/** What was used of the processor since the last time this was asked. */
const used = async (): Promise<{ cpuMs?: number }> => (meter ? { cpuMs: await meter() } : {});

const answer = async (call: Call): Promise<void> => {
  const done = await run(call);
  port.postMessage({ ...done, ...await used() });
};
port.on('message', (call: Call) => {
  void answer(call);
});
port.postMessage({ ready: true, ...await used() } satisfies Answer);
