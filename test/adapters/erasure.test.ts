import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { caseNumbers, cases } from '../../shared/aws/cases.ts';
import { tableClient } from '../../shared/aws/clients.ts';
import { erasing } from '../../shared/aws/erasure.ts';
import { everything } from '../../shared/aws/everything.ts';
import { noteKey, waitingKey } from '../../shared/aws/items.ts';
import type { Erasure } from '../../shared/domain/erasure.ts';
import { personKey } from '../../shared/domain/ids.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { erase, eraseAgain } from '../../shared/steps/erase.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { startTable } from '../support/table-server.ts';

const DANA = 'dana@secret.example';
const TABLE = 'moked-erasure';
let clock: number;
let bucket: Set<string>;
let lines: Erasure[];
let server: { stop: () => Promise<void> };

beforeAll(async () => { server = await startTable(TABLE); }, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  await anew();
  [clock, bucket, lines] = [SUNDAY_MORNING, new Set(), []];
});

/** As a table that was set back to its beginning. */
async function anew(): Promise<void> {
  const { Items = [] } = await tableClient().send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  for (const { pk, sk } of Items) await tableClient().send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));
}

const deps = () => ({
  store: erasing(TABLE), idKey: KEYS.id, now: () => clock, log: () => undefined,
  objects: {
    remove: async (key: string) => bucket.delete(key),
    below: async (prefix: string) => [...bucket].filter((key) => key.startsWith(prefix)),
    keepLine: async (line: Erasure) => { lines.push(line); },
    lines: async () => structuredClone(lines),
  },
});
const eraseDana = async () => erase(deps(), { channel: 'email', externalId: DANA });

async function receive(...messages: InboundMessage[]): Promise<StoredMessage[]> {
  const store = cases(TABLE);
  const step = record({ store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => clock, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async () => undefined } });
  for (const message of messages) await step([JSON.stringify(message)]);
  return (await everything(TABLE)).messages;
}
const ofId = async ({ id }: InboundMessage): Promise<StoredMessage> => (await everything(TABLE)).messages.find((stored) => stored.id === id)!;

/** Everything that the table holds, unpacked, as one text. */
async function allWords(): Promise<string> {
  const { Items } = await tableClient().send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  return JSON.stringify([Items?.map(({ z: _packed, ...item }) => item), await everything(TABLE)]);
}

const letter = (fields: Parameters<typeof mail>[0] = {}): InboundMessage => mail({
  from: DANA, subject: 'הסוד של דנה', text: 'קוד הלקוח שלי 7788, דנה', replyText: 'קוד הלקוח שלי 7788, דנה', htmlKey: 'parts/dana/html', textKey: 'parts/dana/text',
  attachments: [{ name: 'דנה.pdf', type: 'application/pdf', size: 5, key: 'parts/dana/0', contentId: null, inline: false }], ...fields, mail: { messageId: '<one@secret.example>', fingerprint: 'f1', envelopeFrom: DANA, ...fields.mail },
});

describe('erasing a person', () => {
  it('leaves nothing of what they wrote and who they are, but the keys and the case number', async () => {
    const first = letter();
    const [stored] = await receive(first);
    await eraseDana();
    expect(await allWords()).not.toMatch(/דנה|secret\.example|7788|parts\//);
    expect(await ofId(first)).toMatchObject({ id: first.id, case: stored!.case, revised: { what: 'removed' }, plan: { kind: 'acknowledgement', plan: { to: '' } } });
  });

  it('takes originals, parts and the originals of further deliveries out of the bucket, and nobody else\'s', async () => {
    const first = letter({ deliveryId: 'd1' });
    bucket = new Set(['raw/d1', 'raw/d2', 'parts/dana/html', 'parts/dana/text', 'parts/dana/0', 'raw/other', 'parts/other']);
    await receive(first, { ...first, deliveryId: 'd2', raw: { key: 'raw/d2', size: 9 } }, mail({ deliveryId: 'other' }));
    expect(await eraseDana()).toMatchObject({ messages: 1, cases: 1, threads: 1, objects: 5 });
    expect([...bucket]).toEqual(['raw/other', 'parts/other']);
  });

  it('leaves others\' words and cases as they were, on the same case too', async () => {
    const first = letter();
    const moshe = mail({ from: 'moshe@example.org', text: 'Where is mine?' });
    await receive(first, moshe);
    const before = await ofId(moshe);
    await eraseDana();
    expect(await ofId(moshe)).toEqual(before);
    expect((await everything(TABLE)).cases.map(({ customer, status }) => `${customer.id} ${status}`).sort((a, b) => a.localeCompare(b))).toEqual([' closed', 'moshe@example.org new']);
  });

  it('empties what we answered them, the files with it, and keeps that it went out', async () => {
    const [stored] = await receive(letter());
    const answer = letter({ attachments: [{ name: 'חשבונית דנה.pdf', type: 'application/pdf', size: 5, key: 'parts/cases/1/a', contentId: null, inline: false }] });
    bucket = new Set(['parts/cases/1/a', 'parts/cases/2/a']);
    const plan = { caseNumber: stored!.case!, language: 'he' as const, to: DANA, subject: 'הסוד', text: 'שלום דנה', agent: 'נעה', inReplyTo: '<one@secret.example>', references: [], from: 'care@company.example', files: [{ key: 'parts/cases/1/a', name: 'חשבונית דנה.pdf', type: 'application/pdf', size: 5 }] };
    const sending = { id: 'reply-r', state: 'delivered' as const, attempt: 1, leaseUntil: null, startedAt: 1, providerId: 'ses-1', reason: null, changedAt: 2, sentAt: 2 };
    await cases(TABLE).putMessage({
      ...stored!, id: 'r'.repeat(22), direction: 'out', agent: 'noa', sending, message: { ...answer, id: 'r'.repeat(22), author: { id: 'noa', name: 'נעה' }, text: 'שלום דנה' },
      plan: { schema: 1, kind: 'reply', id: 'reply-r', channel: 'email', thread: stored!.thread, messageId: 'r'.repeat(22), plannedAt: 1, plan },
    });
    expect(await eraseDana()).toMatchObject({ messages: 2 });
    expect([...bucket]).toEqual(['parts/cases/2/a']);
    expect(await allWords()).not.toMatch(/דנה|secret\.example|הסוד|parts\//);
    expect((await everything(TABLE)).messages.find(({ direction }) => direction === 'out')).toMatchObject({ sending, agent: 'noa', message: { author: { id: 'noa' } }, plan: { kind: 'reply', plan: { to: '', text: '' } } });
  });

  it('takes files with it that were uploaded for an answer to them and never sent; on a case that is somebody else’s too, none', async () => {
    const [stored] = await receive(letter());
    const number = stored!.case!;
    bucket = new Set([`uploads/cases/${number}/a/0`, `parts/cases/${number}/a/0-tag`, `parts/cases/${number}9/a/0-tag`]);
    expect(await eraseDana()).toMatchObject({ objects: 2 });
    expect([...bucket]).toEqual([`parts/cases/${number}9/a/0-tag`]);
    await anew();
    clock += 1;
    const [again] = await receive(letter({ at: clock, receivedAt: clock }));
    const head = (await cases(TABLE).read({ messages: [], threads: [again!.thread] })).heads.get(again!.thread)!;
    await cases(TABLE).writeHead(again!.thread, { ...head, v: head.v + 1, participants: [...head.participants, 'moshe@example.org'] }, head.v);
    bucket = new Set([`parts/cases/${again!.case!}/b/0-tag`]);
    await eraseDana();
    expect(bucket.size).toBe(1);
  });

  it('takes what colleagues noted on their case with it, and the files beside it', async () => {
    const [stored] = await receive(letter());
    await tableClient().send(new PutCommand({ TableName: TABLE, Item: { ...noteKey(stored!.case!, SUNDAY_MORNING, 'n'), id: 'n', at: SUNDAY_MORNING, text: 'דנה מתקשרת כל יום', files: [{ key: 'parts/cases/9/note', name: 'הקלטה של דנה.mp3', type: 'audio/mpeg', size: 5 }] } }));
    bucket = new Set(['parts/cases/9/note', 'parts/cases/9/other']);
    await eraseDana();
    expect(await allWords()).not.toMatch(/מתקשרת|הקלטה|cases\/9/);
    expect([...bucket]).toEqual(['parts/cases/9/other']);
  });

  it('takes an answer to them that still waits for approval with it', async () => {
    const [stored] = await receive(letter());
    await tableClient().send(new PutCommand({ TableName: TABLE, Item: { ...waitingKey(stored!.case!, 'w'), id: 'w', caseNumber: stored!.case, at: SUNDAY_MORNING, text: 'לדנה מגיע החזר', state: 'waiting', v: 1 } }));
    await eraseDana();
    expect(await allWords()).not.toContain('מגיע החזר');
  });

  it('forgets who they are over all channels, and what they are found by; a merge by hand stays without naming them', async () => {
    await receive(letter(), letter({ from: 'moshe@example.org', mail: { messageId: '<m@example.org>', fingerprint: 'f3' } }));
    const put = async (Item: Record<string, unknown>): Promise<unknown> => tableClient().send(new PutCommand({ TableName: TABLE, Item }));
    const who = (externalId: string) => ({ channel: 'email', externalId });
    await put({ pk: 'P#email#a', sk: 'P', ...who(DANA), contact: 'k', name: 'דנה' });
    await put({ pk: 'P#=name#b', sk: 'email#a', ref: who(DANA) });
    await put({ pk: 'K#k', sk: 'E#e', event: { kind: 'linked', id: 'e', identity: who(DANA), to: 'k' } });
    await put({ pk: 'K#m', sk: 'P#email#c', ...who('moshe@example.org'), contact: 'm', name: 'Moshe' });
    await eraseDana();
    const { Items = [] } = await tableClient().send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
    expect(Items.filter(({ pk }) => /^[PK]#/.test(String(pk))).map(({ pk, name, event }) => [pk, name ?? (event as object)]).sort((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      ['K#k', { kind: 'linked', id: 'e', identity: { channel: 'email', externalId: '' }, to: 'k' }], ['K#m', 'Moshe'],
    ]);
  });

  it('finds whom a platform lets us know by a key only, with what expires in hours', async () => {
    const keep = { text: Date.now() + 3_600_000, profile: Date.now() + 3_600_000 };
    await receive(privateMessage('talk', { channel: 'linkedin', author: { id: personKey(KEYS.id, 'linkedin', 'urn:li:person:dana'), name: null }, text: 'סודי', replyText: 'סודי', keep }));
    expect(await allWords()).toContain('סודי');
    expect(await erase(deps(), { channel: 'linkedin', externalId: 'urn:li:person:dana' })).toMatchObject({ messages: 1, cases: 1 });
    expect(await allWords()).not.toContain('סודי');
  });

  it('takes filtered mail and the form\'s too', async () => {
    await receive(letter({ sender: { machine: 'bulkOrList', evidence: ['דנה'] } }), privateMessage('form-thread', { channel: 'form', author: { id: DANA, name: 'דנה' }, text: 'דנה' }));
    expect(await eraseDana()).toMatchObject({ messages: 2, cases: 1 });
    expect(await allWords()).not.toMatch(/דנה|secret\.example/);
  });

  it('of somebody nobody knows changes nothing and says so', async () => {
    await receive(letter());
    const before = await allWords();
    expect(await erase(deps(), { channel: 'facebook', externalId: DANA.split('@')[0]! })).toMatchObject({ messages: 0, cases: 0, threads: 0, objects: 0 });
    expect((await everything(TABLE)).messages).toEqual((JSON.parse(before) as [unknown, { messages: StoredMessage[] }])[1].messages);
  });
});

describe('once somebody is erased', () => {
  it('the same mail again is known by its key and stays away', async () => {
    const first = letter();
    await receive(first);
    await eraseDana();
    await receive({ ...first, deliveryId: 'again' });
    expect([(await everything(TABLE)).messages.length, (await allWords()).includes('7788')]).toEqual([1, false]);
  });

  it('what they write later begins a case of its own, and is theirs to keep when the ledger is applied again', async () => {
    await receive(letter());
    await eraseDana();
    clock += 3_600_000;
    const later = letter({ at: clock, receivedAt: clock, mail: { messageId: '<two@secret.example>', fingerprint: 'f2', inReplyTo: ['<one@secret.example>'] } });
    await receive(later);
    expect(await eraseAgain(deps())).toMatchObject({ people: 1, messages: 0, cases: 0, threads: 0 });
    const stored = await ofId(later);
    expect([stored.message.text, stored.threadedBy]).toEqual(['קוד הלקוח שלי 7788, דנה', 'newCase']);
  });

  it('the ledger tells how often and when, and never whom', async () => {
    await receive(letter());
    await eraseDana();
    await eraseAgain(deps());
    const [line] = await erasing(TABLE).ledger();
    expect([line!.at, line!.done.map(({ messages }) => messages)]).toEqual([SUNDAY_MORNING, [1, 0]]);
    expect(JSON.stringify([line, lines])).not.toContain('dana');
  });

  it('a table that was set back to before is erased again from the line beside it', async () => {
    await receive(letter());
    await eraseDana();
    const kept = lines;
    await anew();
    lines = kept;
    await receive(letter());
    expect(await eraseAgain(deps())).toMatchObject({ people: 1, messages: 1, cases: 1 });
    expect(await allWords()).not.toMatch(/דנה|7788/);
  });
});
