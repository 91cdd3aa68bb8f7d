import type { Uploads } from '../shared/api-shapes/desk.ts';
import { ApiFailure, call } from './api.ts';
import { AttachedFiles } from './attached-files.ts';

async function put({ url, fields }: Uploads['uploads'][number], bytes: Blob, signal: AbortSignal): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', bytes);
  // The bucket belongs to another origin and says nothing to us; whether the file is there the API tells.
  await fetch(url, { method: 'POST', mode: 'no-cors', body, signal });
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
