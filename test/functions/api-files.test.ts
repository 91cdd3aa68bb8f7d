import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { Replied, Uploads, UploadsBody } from '../../shared/api-shapes/desk.ts';
import { mailFiles } from '../../shared/channels/email/outgoing-files.ts';
import type { Answer } from '../support/api-world.ts';
import { mail, privateMessage } from '../support/make.ts';
import { memoryUploads } from '../support/memory-uploads.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const { begin, dana, noa } = await signedIn();
let world: ApiWorld;
let bucket: ReturnType<typeof memoryUploads>;
let number: string;
let other: string;

beforeEach(async () => {
  bucket = memoryUploads();
  let keys = 0;
  world = begin({ answerFiles: { store: bucket, byMail: mailFiles(1024 * 1024) }, newKey: () => `upload-${++keys}` });
  number = await world.receive(mail({ from: 'moshe@example.org', text: 'איפה החשבונית?', language: 'he', author: { id: 'moshe@example.org', name: 'משה' }, mail: { messageId: '<one@example.org>' } }));
  other = await world.receive(mail({ id: 'b'.repeat(22), from: 'gil@example.org', text: 'Where is my invoice?', author: { id: 'gil@example.org', name: 'Gil' }, mail: { messageId: '<two@example.org>' } }));
});

const BILL = 'חשבונית מס 2026.pdf';
const LIMIT = mailFiles(1024 * 1024).bytes;
const ask = async (body: Partial<UploadsBody>, { token = dana, of = number } = {}): Promise<Answer<Uploads>> => world.call<Uploads>('POST', `/cases/${of}/uploads`, { token, body: { via: 'reply', files: [{ name: BILL, size: 5 }], ...body } });
const upload = async (bytes = '%PDF-', as: Parameters<typeof ask>[1] = {}): Promise<string> => {
  const { uploads: [ticket] } = (await ask({ files: [{ name: BILL, size: 5 }] }, as)).body;
  bucket.put(ticket!, bytes);
  return ticket!.key;
};
const send = async (files: unknown, { token = dana, key = 'press-0001' } = {}): Promise<Answer<Replied & { error?: { key: string; values: Record<string, string> } }>> => world.call('POST', `/cases/${number}/replies`, { token, body: { text: 'מצורפת החשבונית.', key, files } });
const planned = () => world.outbox.flatMap((entry) => (entry.kind === 'reply' ? [entry.plan.files] : []));

describe('a file beside an answer', () => {
  it('is on the message, and in what is handed over, under its own name', async () => {
    expect(await send([{ key: await upload(), name: BILL, type: 'application/pdf' }])).toMatchObject({ status: 202, body: { state: 'planned' } });
    const file = { name: BILL, type: 'application/pdf', size: 5 };
    expect(planned()).toEqual([[{ ...file, key: expect.stringMatching(new RegExp(`^parts/cases/${number.replaceAll('-', '')}/`)) }]]);
    const { entries } = (await world.call<CaseView>('GET', `/cases/${number}`, { token: dana })).body;
    expect(entries.at(-1)).toMatchObject({ direction: 'out', attachments: [{ ...file, inline: false }] });
    const { body } = await world.call<{ url: string }>('GET', `/attachments/${entries.at(-1)!.attachments[0]!.id}`, { token: noa });
    expect(body.url).toBe(`https://bucket.example/${planned()[0]![0]!.key}?name=${BILL}`);
  });

  it('was seen to have arrived, by whoever put it there and nobody else', async () => {
    const key = await upload();
    const look = async (token: string, of: string) => (await world.call('GET', `/cases/${of}/uploads/${key}`, { token })).status;
    expect([await look(dana, number), await look(noa, number), await look(dana, other)]).toEqual([200, 404, 404]);
  });

  it.each<[string, () => Promise<{ key: string; name: string }[]>]>([
    ['never asked for', async () => [{ key: 'made-up-key', name: 'a.pdf' }]],
    ['asked for and not uploaded', async () => [{ key: (await ask({})).body.uploads[0]!.key, name: 'a.pdf' }]],
    ['a colleague’s', async () => [{ key: await upload('x', { token: noa }), name: 'a.pdf' }]],
    ['another case’s', async () => [{ key: await upload('x', { of: other }), name: 'a.pdf' }]],
    ['there beside one that is not', async () => [{ key: await upload(), name: 'b.pdf' }, { key: 'made-up-key', name: 'a.pdf' }]],
  ])('that is %s is refused by its name, and nothing is stored', async (_, files) => {
    expect(await send(await files())).toMatchObject({ status: 400, body: { error: { key: 'fileMissing', values: { file: 'a.pdf' } } } });
    expect([world.outbox.filter(({ kind }) => kind === 'reply'), bucket.kept.size]).toEqual([[], 0]);
  });

  it('pressed twice goes once; with another file under the same press nothing is lost in silence', async () => {
    const [first, second] = [await upload(), await upload('other')];
    const ids = [await send([{ key: first, name: BILL }]), await send([{ key: first, name: BILL }])].map(({ body }) => body.id);
    expect([new Set(ids).size, new Set(planned().map((files) => files![0]!.key)).size]).toEqual([1, 1]);
    expect(await send([{ key: second, name: 'other.pdf' }])).toMatchObject({ status: 400, body: { error: { key: 'keyUsed' } } });
    expect((await send([])).body.error?.key).toBe('keyUsed');
  });

  it('costs an answer without one nothing', async () => {
    const asked: string[] = [];
    const watched = new Proxy(bucket, { get: (store, name: keyof typeof bucket) => { asked.push(name); return store[name]; } });
    world = begin({ answerFiles: { store: watched, byMail: mailFiles() } });
    number = await world.receive(mail({ from: 'moshe@example.org', text: 'hi' }));
    await world.call('POST', `/cases/${number}/replies`, { token: dana, body: { text: 'Hello' } });
    expect([asked, planned()]).toEqual([[], [undefined]]);
    expect([...world.table.messages.values()].at(-1)!.message.attachments).toEqual([]);
  });
});

describe('too much', () => {
  it.each<[string, UploadsBody['files'], string, Record<string, string>]>([
    ['one file larger than the mail takes', [{ name: 'a.zip', size: LIMIT + 1 }], 'filesTooLarge', { max: '0.3' }],
    ['files that are too large together', [{ name: 'a.zip', size: LIMIT, key: 'uploaded-1' }, { name: 'b.pdf', size: 1 }], 'filesTooLarge', { max: '0.3' }],
    ['too many', Array.from({ length: 11 }, (_, n) => ({ name: `${n}.pdf`, size: 1 })), 'tooManyFiles', { max: '10' }],
    ['a kind that the mail service does not take', [{ name: 'setup.EXE', size: 1 }], 'fileRefused', { file: 'setup.EXE' }],
    ['such a kind behind dots and blanks', [{ name: 'setup.exe. .', size: 1 }], 'fileRefused', { file: 'setup.exe' }],
  ])('%s: no leave to upload', async (_, files, key, values) => {
    expect(await ask({ files })).toMatchObject({ status: 400, body: { error: { key, values } } });
  });

  it('was uploaded all the same: the answer is refused, in words, and leaves nothing behind', async () => {
    const keys = [await upload('x'.repeat(LIMIT)), await upload()];
    expect(await send(keys.map((key) => ({ key, name: BILL })))).toMatchObject({ status: 400, body: { error: { key: 'filesTooLarge' } } });
    expect((await send([{ key: keys[1], name: 'a.js' }])).body.error).toMatchObject({ key: 'fileRefused', values: { file: 'a.js' } });
    expect((await send(Array.from({ length: 11 }, () => ({ key: keys[1], name: BILL })))).body.error?.key).toBe('tooManyFiles');
    expect(bucket.kept.size).toBe(0);
    expect(world.outbox.filter(({ kind }) => kind === 'reply')).toEqual([]);
  });

  it('each ticket is held to what the whole answer may weigh', async () => {
    expect((await ask({})).body.uploads[0]!.fields['maximum']).toBe(String(LIMIT));
  });
});

describe('a file beside a note', () => {
  interface Noted { id: string; files?: { id: string; name: string; type: string; size: number }[]; error?: { key: string } }
  const put = async (): Promise<string> => {
    const { uploads: [ticket] } = (await ask({ via: 'note', files: [{ name: 'צילום מסך.png', size: 5 }] })).body;
    bucket.put(ticket!, '12345');
    return ticket!.key;
  };
  const write = async (files: unknown, { token = dana, of = number, key = 'press-note' } = {}) => world.call<Noted>('POST', `/cases/${of}/notes`, { token, body: { text: 'ראו את הצילום', key, mentions: [], files } });
  const notes = async (of = number) => (await world.call<CaseView>('GET', `/cases/${of}`, { token: noa })).body.notes!;
  const download = async (id: string, token = noa) => world.call<{ url: string }>('GET', `/attachments/${id}`, { token });

  it('is seen and downloaded by colleagues, and goes to nobody else', async () => {
    const { body } = await write([{ key: await put(), name: 'צילום מסך.png', type: 'image/png' }]);
    expect((await notes()).map(({ files }) => files)).toEqual([[{ id: body.files![0]!.id, name: 'צילום מסך.png', type: 'image/png', size: 5 }]]);
    expect((await download(body.files![0]!.id)).body.url).toMatch(/^https:\/\/bucket\.example\/parts\/cases\/.*\?name=צילום מסך\.png$/);
    expect([JSON.stringify(world.outbox).includes('parts/cases'), JSON.stringify(body).includes('parts/'), world.outbox.filter(({ kind }) => kind === 'reply')]).toEqual([false, false, []]);
  });

  it('is the same note, however often it is pressed', async () => {
    const files = [{ key: await put(), name: 'a.png' }];
    expect([(await write(files)).body.id, (await notes()).length]).toEqual([(await write(files)).body.id, 1]);
  });

  it('can be had under a case that takes no files by any way to its customer', async () => {
    number = await world.receive(privateMessage('conv', { id: 'c'.repeat(22), channel: 'x', author: { id: '77', name: 'Tal' }, platform: { nativeId: 'd1', post: null, parent: null, link: null, automatic: null, reply: { kind: 'private', to: '77', inbox: '42' }, raw: '{}' } }));
    await write([{ key: await put(), name: 'a.png' }]);
    expect([(await notes())[0]!.files!.length, (await world.call<CaseView>('GET', `/cases/${number}`, { token: dana })).body.noteFiles]).toEqual([1, { count: 10, bytes: LIMIT }]);
  });

  it('is held to the limits, and is its uploader’s own until it is there', async () => {
    const key = await put();
    expect([(await write([{ key, name: 'setup.exe' }])).body.error?.key, (await write([{ key, name: 'a.png' }], { token: noa })).body.error?.key, (await write([{ key, name: 'a.png' }], { of: other })).body.error?.key]).toEqual(['fileRefused', 'fileMissing', 'fileMissing']);
    expect([await notes(), (await ask({ via: 'note', files: [{ name: 'a.zip', size: LIMIT + 1 }] })).status]).toEqual([[], 400]);
  });

  it('is still found where its case was merged into another, and no other is', async () => {
    const { body } = await write([{ key: await put(), name: 'a.png' }]);
    await world.call('POST', `/cases/${number}/merge`, { token: noa, body: { into: other, confirmed: true, version: (await world.call<CaseView>('GET', `/cases/${number}`, { token: noa })).body.version } });
    const [moved] = await notes(other);
    expect([moved!.files![0]!.id, (await download(moved!.files![0]!.id)).status]).toEqual([body.files![0]!.id, 200]);
    expect([(await download(body.files![0]!.id.replace(/0$/, '7'))).status, (await download(`note-482109379.${body.id}.0`)).status]).toEqual([404, 404]);
  });
});

describe('where nothing can be attached', () => {
  it('no way says so, and a file is refused', async () => {
    number = await world.receive(privateMessage('conv', { id: 'c'.repeat(22), channel: 'x', author: { id: '77', name: 'Tal' }, text: 'שלום', platform: { nativeId: 'd1', post: null, parent: null, link: null, automatic: null, reply: { kind: 'private', to: '77', inbox: '42' }, raw: '{}' } }));
    const { ways } = (await world.call<CaseView>('GET', `/cases/${number}`, { token: dana })).body;
    expect(ways!.map(({ via, files }) => [via, files])).toEqual([['reply', undefined]]);
    expect(await ask({}, { of: number })).toMatchObject({ status: 400, body: { error: { key: 'filesNotHere' } } });
    expect((await send([{ key: 'made-up-key', name: BILL }])).body.error?.key).toBe('filesNotHere');
  });

  it('by mail the way says how much', async () => {
    const { ways } = (await world.call<CaseView>('GET', `/cases/${number}`, { token: dana })).body;
    expect(ways!.map(({ via, files }) => [via, files])).toEqual([['reply', { count: 10, bytes: LIMIT }]]);
  });
});
