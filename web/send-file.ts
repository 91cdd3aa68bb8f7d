import type { Uploads } from '../shared/api-shapes/desk.ts';
import { ApiFailure, call } from './api.ts';
import { AttachedFiles } from './attached-files.ts';

// `fetch` does not say how far it is.
async function sendTelling(url: string, body: FormData, signal: AbortSignal, sent: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    signal.addEventListener('abort', stop);
    request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => { if (lengthComputable && total > 0) sent(loaded / total); });
    // Whether the file is there the API tells, whatever the bucket says.
    request.addEventListener('load', () => resolve());
    for (const end of ['error', 'abort', 'timeout']) request.addEventListener(end, () => reject(new Error(`the upload ended with ${end}`)));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    request.open('POST', url);
    request.send(body);
  });
}

async function put({ url, fields }: Uploads['uploads'][number], bytes: Blob, signal: AbortSignal, sent: (share: number) => void): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', bytes);
  try {
    await sendTelling(url, body, signal, sent);
  } catch {
    signal.throwIfAborted();
    // A bucket that lets no other origin look on takes it all the same, unseen; if it was the line, this fails too.
    await fetch(url, { method: 'POST', mode: 'no-cors', body, signal });
  }
}

/** The files of answers, uploaded as the API says. */
export function attachedFiles(): AttachedFiles {
  return new AttachedFiles({
    ask: async (number, body) => call('POST /cases/:number/uploads', { path: { number }, body }),
    put,
    sizeOf: async (number, key) => {
      try {
        return (await call('GET /cases/:number/uploads/:key', { path: { number, key } })).size;
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 404) return null;
        throw error;
      }
    },
    problemOf: (error) => (error instanceof ApiFailure ? { key: error.key, values: error.values } : { key: 'ourFault', values: {} }),
    newId: () => crypto.randomUUID(), keeping: localStorage,
  });
}
