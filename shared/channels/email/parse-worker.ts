import { parentPort } from 'node:worker_threads';
import { readBody } from './read-body.ts';

/** What comes back from the thread: the body, or that mailparser will never read it. Any other error ends the thread. */
export type ParseAnswer = { body: Awaited<ReturnType<typeof readBody>> } | { unparsable: string };

const port = parentPort;
if (!port) throw new Error('parse-worker runs as a worker thread only');

async function answer(raw: Uint8Array): Promise<ParseAnswer> {
  try {
    return { body: await readBody(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)) };
  } catch (error) {
    if (error instanceof Error && error.name === 'Unparsable') return { unparsable: error.message };
    throw error;
  }
}

port.on('message', (raw: Uint8Array) => {
  answer(raw).then(
    (result) => port.postMessage(result),
    // Thrown outside the promise it reaches the other side as the worker's own error.
    (error: unknown) => setImmediate(() => { throw error; }),
  );
});
