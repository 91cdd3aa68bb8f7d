import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { downloads } from '../../shared/aws/downloads.ts';
import { erasableObjects } from '../../shared/aws/erasable-objects.ts';
import { uploads } from '../../shared/aws/uploads.ts';
import type { AnswerFiles, UploadTicket } from '../../shared/ports.ts';
import { startBuckets } from '../support/bucket-server.ts';
import { memoryUploads } from '../support/memory-uploads.ts';

const BUCKET = 'moked-uploads';
let server: Awaited<ReturnType<typeof startBuckets>>;
beforeAll(async () => {
  server = await startBuckets();
  server.stores.s3.createBucket(BUCKET);
});
afterAll(async () => server.stop());

const place = { bucket: BUCKET, region: 'eu-west-1' };
const post = async ({ url, fields }: UploadTicket, bytes: string): Promise<void> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes]));
  await fetch(url, { method: 'POST', body: form });
};

interface Made { files: AnswerFiles; put: (ticket: UploadTicket, bytes: string) => Promise<void> }

describe.each<[string, () => Made]>([
  ['the memory of the tests', () => { const files = memoryUploads(); return { files, put: async (ticket, bytes) => { files.put(ticket, bytes); } }; }],
  ['the bucket', () => ({ files: uploads({ ...place, endpoint: server.stores.url, room: 'cases' }), put: post })],
])('%s, for files of answers', (_, make) => {
  it('knows nothing of what has not arrived', async () => {
    const { files } = make();
    await files.ticket('482109379/none', 0, 10, Date.now());
    expect([await files.size('482109379/none', 0), await files.keep('482109379/none', 0)]).toEqual([undefined, undefined]);
  });

  it('tells the size of what has, and keeps it below the case, the same place each time', async () => {
    const { files, put } = make();
    await put(await files.ticket('482109379/one', 0, 10, Date.now()), '12345');
    const kept = await files.keep('482109379/one', 0);
    expect([await files.size('482109379/one', 0), await files.size('482109379/two', 0), kept]).toEqual([5, undefined, { key: expect.stringMatching(/^parts\/cases\/482109379\/one\/0-/), size: 5 }]);
    expect(await files.keep('482109379/one', 0)).toEqual(kept);
  });
});

describe('a page of another origin', () => {
  const PAGE = 'https://care.company.example';
  const asks = async (method: string, headers: Record<string, string> = {}): Promise<[number, string | null]> => {
    const answer = await fetch(`${server.stores.url}/${BUCKET}`, { method: 'OPTIONS', headers: { 'origin': PAGE, 'access-control-request-method': method, ...headers } });
    return [answer.status, answer.headers.get('access-control-allow-origin')];
  };
  const rules = [{ AllowedMethods: ['POST'], AllowedOrigins: ['*'] }];

  it('may look on while it sends a file, where the bucket says so, and do nothing else', async () => {
    server.stores.crossOrigin.set(BUCKET, rules);
    expect([await asks('POST'), await asks('GET'), await asks('POST', { 'access-control-request-headers': 'authorization' })]).toEqual([[200, '*'], [403, null], [403, null]]);
    server.stores.crossOrigin.delete(BUCKET);
    expect(await asks('POST')).toEqual([403, null]);
  });

  it('hears what became of it, and sends nothing without a signed policy', async () => {
    server.stores.crossOrigin.set(BUCKET, rules);
    const files = uploads({ ...place, endpoint: server.stores.url, room: 'cases' });
    const { url, fields } = await files.ticket('9/a', 0, 10, Date.now());
    const send = async (given: Record<string, string>): Promise<[boolean, string | null]> => {
      const form = new FormData();
      for (const [name, value] of [...Object.entries(given), ['file', '12345']] as const) form.append(name, value);
      const answer = await fetch(url, { method: 'POST', body: form, headers: { origin: PAGE } });
      return [answer.ok, answer.headers.get('access-control-allow-origin')];
    };
    expect([await send({ key: fields['key']! }), await files.size('9/a', 0)]).toEqual([[false, '*'], undefined]);
    // The file's own name makes it a file.
    await post({ url, fields }, '12345');
    expect(await files.size('9/a', 0)).toBe(5);
  });
});

describe('what was kept', () => {
  it('is not changed by the ticket that is still out: other bytes lie elsewhere', async () => {
    const files = uploads({ ...place, endpoint: server.stores.url, room: 'cases' });
    const link = downloads({ ...place, endpoint: server.stores.url, now: Date.now });
    const ticket = await files.ticket('1/a', 0, 10, Date.now());
    await post(ticket, 'first');
    const first = (await files.keep('1/a', 0))!;
    await post(ticket, 'second');
    const second = (await files.keep('1/a', 0))!;
    expect([first.key === second.key, await (await fetch(await link(first.key, 'a.txt'))).text(), await (await fetch(await link(second.key, 'a.txt'))).text()]).toEqual([false, 'first', 'second']);
  });

  it('is given to a platform as what it is, and to everybody else as a file to be saved', async () => {
    const files = uploads({ ...place, endpoint: server.stores.url, room: 'cases' });
    const link = downloads({ ...place, endpoint: server.stores.url, now: Date.now });
    await post(await files.ticket('1/b', 0, 10, Date.now()), 'png');
    const { key } = (await files.keep('1/b', 0))!;
    const typeOf = async (address: string): Promise<(string | null)[]> => { const { headers } = await fetch(address); return [headers.get('content-type'), headers.get('content-disposition')?.split(';')[0] ?? null]; };
    expect([await typeOf(await link(key, 'a.png', 'image/png')), await typeOf(await link(key, 'a.png'))]).toEqual([['image/png', 'attachment'], ['application/octet-stream', 'attachment']]);
  });

  it('is found by its case, and by no number that only begins alike', async () => {
    const files = uploads({ ...place, endpoint: server.stores.url, room: 'cases' });
    for (const folder of ['77/a', '77/b', '770/c']) {
      await post(await files.ticket(folder, 0, 10, Date.now()), 'x');
      await files.keep(folder, 0);
    }
    expect((await erasableObjects(BUCKET).below('parts/cases/77/')).map((key) => key.split('/')[3])).toEqual(['a', 'b']);
  });
});
