import { parentPort } from 'node:worker_threads';
import { readBody } from '../../shared/channels/email/read-body.ts';

// Stands in for the parser's thread: a mail that asks for it keeps the thread busy for ever, or ends it.
parentPort!.on('message', (raw: Uint8Array) => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (bytes.includes('SPIN FOR EVER')) for (;;);
  if (bytes.includes('END THE THREAD')) process.exit(3);
  void readBody(bytes).then((body) => parentPort!.postMessage({ body }, []));
});
parentPort!.postMessage({ ready: true }, []);
