import { parentPort } from 'node:worker_threads';
import { readBody, type ReadBody } from './read-body.ts';

/** What comes from the thread: that it is loaded, then for each mail its body, or that it will never be read. */
export type ParseAnswer = { ready: true } | { body: ReadBody } | { unparsable: string };

const port = parentPort;
if (!port) throw new Error('parse-worker runs as a worker thread only');

function post(answer: ParseAnswer): void {
  // Files go over without another copy, where they have their memory to themselves.
  const files = 'body' in answer ? answer.body.attachments.flatMap(({ bytes }) => bytes ?? []) : [];
  port!.postMessage(answer, files.filter((bytes) => bytes.length > 0 && bytes.length === bytes.buffer.byteLength).map((bytes) => bytes.buffer as ArrayBuffer));
}

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
    post,
    // Thrown outside the promise it reaches the other side as the worker's own error.
    (error: unknown) => setImmediate(() => { throw error; }),
  );
});
post({ ready: true });
