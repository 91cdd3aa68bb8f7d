import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { caseNumbers, cases } from '../../shared/aws/cases.ts';
import { tableClient } from '../../shared/aws/clients.ts';
import { erasing } from '../../shared/aws/erasure.ts';
import { everything } from '../../shared/aws/everything.ts';
import { sweepExpired } from '../../shared/aws/sweeping.ts';
import { personKey } from '../../shared/domain/ids.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { erase } from '../../shared/steps/erase.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { startTable } from '../support/table-server.ts';

const TABLE = 'moked-erasure-in-queues';
const DANA = 'dana@secret.example';
const MINUTE = 60_000;
let server: { stop: () => Promise<void> };
let outbox: Outgoing[];

beforeAll(async () => { server = await startTable(TABLE); }, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  outbox = [];
  const { Items = [] } = await tableClient().send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  for (const { pk, sk } of Items) await tableClient().send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));
});

const eraseAt = async (now: number, channel: string, externalId: string) => erase({
  store: erasing(TABLE), idKey: KEYS.id, now: () => now, log: () => undefined, objects: { remove: async () => true, below: async () => [], keepLine: async () => undefined, lines: async () => [] },
}, { channel, externalId });

async function receive(now: number, ...messages: InboundMessage[]): Promise<void> {
  const store = cases(TABLE);
  const step = record({ store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => now, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async (entries) => { outbox.push(...entries); } } });
  expect(await step(messages.map((message) => JSON.stringify(message)))).toEqual({ failed: [], hideSeconds: new Map() });
}
const stored = async ({ id }: InboundMessage): Promise<StoredMessage[]> => (await everything(TABLE)).messages.filter((one) => one.id === id);
async function allWords(): Promise<string> {
  const { Items } = await tableClient().send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  return JSON.stringify([Items?.map(({ z: _packed, ...item }) => item), await everything(TABLE)]);
}
const letter = (fields: Parameters<typeof mail>[0] = {}): InboundMessage => mail({
  from: DANA, subject: 'הסוד של דנה', text: 'קוד הלקוח שלי 7788, דנה', replyText: 'קוד הלקוח שלי 7788, דנה', raw: { key: 'raw/d1', size: 9 }, deliveryId: 'd1',
  attachments: [{ name: 'דנה.pdf', type: 'application/pdf', size: 5, key: 'parts/d1/0', contentId: null, inline: false }], ...fields, mail: { messageId: '<one@secret.example>', fingerprint: 'f1', envelopeFrom: DANA, ...fields.mail },
});

describe('what still lay in a queue when its writer was erased', () => {
  it('leaves a key and nothing else: no words, no case, no answer', async () => {
    const waiting = letter();
    await eraseAt(waiting.receivedAt + MINUTE, 'email', DANA);
    await receive(waiting.receivedAt + 2 * MINUTE, waiting);
    await receive(waiting.receivedAt + 3 * MINUTE, waiting);
    expect(await stored(waiting)).toMatchObject([{ case: null, plan: null, revised: { what: 'removed' }, message: { text: '', author: { id: '' } } }]);
    expect(await allWords()).not.toMatch(/דנה|secret\.example|7788/);
    expect([(await everything(TABLE)).cases, outbox]).toEqual([[], []]);
  });

  it('goes from the bucket with the next sweep, every delivery of it', async () => {
    const waiting = letter();
    await eraseAt(waiting.receivedAt + MINUTE, 'email', DANA);
    await receive(waiting.receivedAt + 2 * MINUTE, waiting, { ...waiting, deliveryId: 'd2', raw: { key: 'raw/d2', size: 9 }, attachments: [] }, mail({ raw: { key: 'raw/other', size: 1 } }));
    const removed: string[] = [];
    await sweepExpired(TABLE, waiting.receivedAt + 60 * MINUTE, async (key) => { removed.push(key); });
    expect(removed.sort()).toEqual(['parts/d1/0', 'raw/d1', 'raw/d2']);
    expect(await sweepExpired(TABLE, waiting.receivedAt + 60 * MINUTE, async () => undefined)).toBe(0);
  });

  it('stays in the list of what is to be swept when the bucket is away', async () => {
    const waiting = letter();
    await eraseAt(waiting.receivedAt + MINUTE, 'email', DANA);
    await receive(waiting.receivedAt + 2 * MINUTE, waiting);
    await expect(sweepExpired(TABLE, waiting.receivedAt + 60 * MINUTE, async () => { throw new Error('no bucket'); })).rejects.toThrow('no bucket');
    expect(await sweepExpired(TABLE, waiting.receivedAt + 60 * MINUTE, async () => undefined)).toBe(1);
  });

  it.each<[string, string, string, Partial<InboundMessage>]>([
    ['Messenger', 'facebook', '7001', { channel: 'facebook', author: { id: '7001', name: 'דנה' } }],
    ['LinkedIn, where we know them by a key only', 'linkedin', 'urn:li:person:dana', { channel: 'linkedin', author: { id: personKey(KEYS.id, 'linkedin', 'urn:li:person:dana'), name: null }, keep: { text: Date.now() + 3_600_000, profile: Date.now() + 3_600_000 } }],
    ['the form', 'email', DANA, { channel: 'form', author: { id: DANA, name: 'דנה' } }],
  ])('is empty from %s too', async (_, channel, id, fields) => {
    const waiting = privateMessage('talk', { ...fields, text: 'סודי', replyText: 'סודי' });
    await eraseAt(waiting.receivedAt, channel, id);
    await receive(waiting.receivedAt + MINUTE, waiting);
    expect(await stored(waiting)).toMatchObject([{ case: null, message: { text: '' } }]);
    expect(await allWords()).not.toMatch(/דנה|סודי/);
  });

  it('is theirs to write when it came after that, and others\' words stay', async () => {
    const [later, other] = [letter({ at: SUNDAY_MORNING + 5 * MINUTE, receivedAt: SUNDAY_MORNING + 5 * MINUTE }), mail({ text: 'Where is mine?' })];
    await eraseAt(SUNDAY_MORNING + MINUTE, 'email', DANA);
    await receive(SUNDAY_MORNING + 6 * MINUTE, later, other);
    expect(await stored(later)).toMatchObject([{ case: expect.any(String), message: { subject: 'הסוד של דנה' } }]);
    expect(await stored(other)).toMatchObject([{ case: expect.any(String) }]);
  });
});

describe('erasing a person', () => {
  it('lets no acknowledgement begin that was only planned', async () => {
    const first = letter();
    await receive(first.receivedAt, first);
    await eraseAt(first.receivedAt + MINUTE, 'email', DANA);
    expect((await everything(TABLE)).cases).toMatchObject([{ acknowledgement: { state: 'suppressed', reason: 'optedOut' } }]);
  });

  it('takes their words out of the reasons why somebody else\'s case is urgent', async () => {
    const first = mail({ from: 'moshe@example.org', text: 'Where is mine?', mail: { messageId: '<m@example.org>', fingerprint: 'f2' } });
    await receive(first.receivedAt, first);
    const [{ thread, case: number } = { thread: '', case: null }] = await stored(first);
    const store = cases(TABLE);
    const { heads } = await store.read({ messages: [], threads: [thread] });
    await store.writeHead(thread, { ...heads.get(thread)!, v: 2, participants: ['moshe@example.org', DANA] }, 1);
    await receive(first.receivedAt + MINUTE, letter({ receivedAt: first.receivedAt + MINUTE, text: 'I will sue you, my lawyer has it', replyText: 'I will sue you, my lawyer has it', mail: { inReplyTo: ['<m@example.org>'] } }));
    const urgent = async () => (await everything(TABLE)).cases.find((item) => item.number === number)!.urgency;
    expect(await urgent()).toEqual([{ sign: 'legal', evidence: expect.arrayContaining(['lawyer']) }]);
    await eraseAt(first.receivedAt + 2 * MINUTE, 'email', DANA);
    expect(await urgent()).toEqual([{ sign: 'legal', evidence: [] }]);
  });
});
