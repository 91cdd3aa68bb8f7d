import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers, cases } from '../../shared/aws/cases.ts';
import { tableClient } from '../../shared/aws/clients.ts';
import { ledger } from '../../shared/aws/ledger.ts';
import { sendings } from '../../shared/aws/sendings.ts';
import { keyedId } from '../../shared/domain/ids.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { record } from '../../shared/steps/record.ts';
import { mailOutlet } from '../../shared/steps/outlets.ts';
import { send } from '../../shared/steps/send.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { noActs } from '../../local/faults/memory-moderations.ts';
import { startTable } from '../support/table-server.ts';

const TABLE = 'moked-units';
let server: { stop: () => Promise<void> };
let units = 0;
let outbox: Outgoing[] = [];
let take: (messages: InboundMessage[]) => Promise<void>;
let handOver: (body: string) => Promise<unknown>;

/** The server counts each write as DynamoDB does: a unit for every started kilobyte, table and indexes. */
const WRITES = new Set(['PutCommand', 'UpdateCommand', 'BatchWriteCommand', 'PutItemCommand', 'UpdateItemCommand', 'BatchWriteItemCommand']);

beforeAll(async () => {
  server = await startTable(TABLE);
  tableClient().middlewareStack.add((next, context) => async (args) => {
    if (!WRITES.has(context.commandName ?? '')) return next(args);
    Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
    const answer = await next(args);
    const { ConsumedCapacity: used } = answer.output as { ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[] };
    units += [used ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
    return answer;
  }, { step: 'initialize' });
  const store = cases(TABLE);
  const next = caseNumbers(store, KEYS.number);
  await next();
  const shared = { settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined };
  const step = record({ ...shared, store, ledger: ledger(TABLE), nextNumber: next, outbox: { send: async (entries) => { outbox.push(...entries); } } });
  take = async (messages) => { await step(messages.map((message) => JSON.stringify(message))); };
  handOver = send({
    ...shared, ...noActs(), sendings: sendings(TABLE, (address) => keyedId(KEYS.id, 'cap', address)), pace: async () => undefined,
    outlet: () => mailOutlet(async (outgoing) => ({ from: outgoing.plan.from, to: outgoing.plan.to, raw: Buffer.alloc(0) }), { hand: async () => 'provider-id-of-a-mail' }),
  });
}, 60_000);
afterAll(async () => server.stop());
beforeEach(() => {
  units = 0;
  outbox = [];
});

const HEBREW = 'שלום, ההזמנה שלי ORD-2026-55431 עדיין לא הגיעה ואין עדכון במעקב מיום שני. חויבתי פעמיים על אותה חשבונית. אנא בדקו את החשבון שלי ועדכנו אותי מתי אקבל החזר. תודה מראש, דנה';
const hebrew = (fields: Parameters<typeof mail>[0] = {}): InboundMessage => mail({ subject: 'איפה ההזמנה?', text: HEBREW, replyText: HEBREW, language: 'he', ...fields });

describe('write units, by real calls', () => {
  it('a mail that opens a case: at most 6.1, and one a minute for when its account last brought something', async () => {
    await take([hebrew({ from: 'noa@example.org' })]);
    expect(units).toBeLessThanOrEqual(7.1);
    units = 0;
    await take([hebrew()]);
    expect(units).toBeGreaterThan(4);
    expect(units).toBeLessThanOrEqual(6.1);
  });

  it('a mail to a customer who waits already: at most 4.1', async () => {
    await take([hebrew({ mail: { messageId: '<first@example.org>' } })]);
    units = 0;
    await take([hebrew({ at: SUNDAY_MORNING + 1, mail: { inReplyTo: ['<first@example.org>'], references: ['<first@example.org>'] } })]);
    expect(units).toBeLessThanOrEqual(4.1);
  });

  it('a private message that opens a case: at most 4.1; a further one: at most 2.1', async () => {
    await take([privateMessage('before', { text: HEBREW, replyText: HEBREW })]);
    units = 0;
    await take([privateMessage('talk', { text: HEBREW, replyText: HEBREW })]);
    expect(units).toBeLessThanOrEqual(4.1);
    units = 0;
    await take([privateMessage('talk', { text: HEBREW, replyText: HEBREW, at: SUNDAY_MORNING + 1 })]);
    expect(units).toBeLessThanOrEqual(2.1);
  });

  it('a delivery that came before: nothing but its note', async () => {
    const message = hebrew();
    await take([message]);
    units = 0;
    await take([message]);
    expect(units).toBeLessThanOrEqual(1);
  });

  it('an acknowledgement with its delivery event: at most 5, and one a minute for what the provider has told', async () => {
    const acknowledge = async (from: string): Promise<number> => {
      await take([hebrew({ from })]);
      const entry = outbox.at(-1)!;
      units = 0;
      await handOver(JSON.stringify(entry));
      const tags = { kind: ['acknowledgement'], case: [entry.plan.caseNumber], thread: [entry.thread] };
      await handOver(JSON.stringify({ eventType: 'Delivery', mail: { messageId: 'provider-id-of-a-mail', timestamp: new Date(SUNDAY_MORNING).toISOString(), tags } }));
      return units;
    };
    expect(await acknowledge('one@example.org')).toBeLessThanOrEqual(6);
    expect(await acknowledge('two@example.org')).toBeLessThanOrEqual(5);
  });
});
