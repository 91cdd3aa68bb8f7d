import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { factStore } from '../../shared/aws/case-facts.ts';
import { cases } from '../../shared/aws/cases.ts';
import { objectsClient, tableClient } from '../../shared/aws/clients.ts';
import { contacts } from '../../shared/aws/contacts.ts';
import { desk } from '../../shared/aws/desk.ts';
import { presigned } from '../../shared/aws/downloads.ts';
import { ledger } from '../../shared/aws/ledger.ts';
import { searchIndex } from '../../shared/aws/search.ts';
import { telling } from '../../shared/aws/telling.ts';
import { answeredFacts, facts } from '../support/make-facts.ts';
import { KEYS } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryLedger } from '../support/memory-ledger.ts';
import { MemoryFacts } from '../support/memory-facts.ts';
import { MemoryContacts, MemoryTelling } from '../support/memory-telling.ts';
import { startBuckets } from '../support/bucket-server.ts';
import { startTable } from '../support/table-server.ts';
import { contactsContract } from './contacts.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { factsContract } from './facts.contract.ts';
import { tellingContract } from './telling.contract.ts';

const TABLE = 'moked-telling';
const BUCKET = 'moked-telling-words';
let table: { stop: () => Promise<void> };
let buckets: Awaited<ReturnType<typeof startBuckets>>;

beforeAll(async () => {
  table = await startTable(TABLE);
  buckets = await startBuckets();
  buckets.stores.s3.createBucket(BUCKET);
}, 30_000);
afterAll(async () => {
  await buckets.stop();
  await table.stop();
});

tellingContract('the memory of the tests', (now) => new MemoryTelling(now));
contactsContract('the memory of the tests', () => {
  const store = new MemoryCases();
  return { contacts: new MemoryContacts(store), store, caseOf: async (number) => store.cases.get(number) };
});

tellingContract('the table and the bucket', (now) => ({ ...telling(TABLE, now), ...searchIndex({ table: TABLE, bucket: BUCKET, now }) }));
contactsContract('the table', () => ({ contacts: contacts(TABLE, KEYS.id), store: cases(TABLE), caseOf: async (number) => desk(TABLE).case(number) }));

ledgerContract('the memory of the tests', new MemoryLedger());
ledgerContract('the table', ledger(TABLE));

describe('the words in the bucket', () => {
  it('lie in one object a day, whatever comes', async () => {
    const { Contents = [] } = await objectsClient().send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents.length).toBeGreaterThan(0);
    for (const { Key } of Contents) expect(Key).toMatch(/^words\/\d{4}-\d{2}-\d{2}$/);
  });
});

// The example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
describe('an address to download from', () => {
  it('is signed as Amazon S3 documents it', () => {
    const signed = presigned({ url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'), region: 'us-east-1', query: {}, now: Date.parse('2013-05-24T00:00:00Z'), seconds: 86_400 }, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' });
    expect(signed).toContain('X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
  });
});

factsContract('the memory of the tests', (now) => { const told = new MemoryTelling(now); return { facts: new MemoryFacts(told), telling: told }; });
factsContract('the table', (now) => ({ facts: factStore(TABLE, now), telling: telling(TABLE, now) }));

describe('facts of a month with many cases', () => {
  const MINUTE = 60_000;
  const openedAt = Date.UTC(2029, 5, 10);
  const month = ['2029-06'];
  let now = openedAt;
  const store = factStore(TABLE, () => now, 3);
  const items = async (pk: string): Promise<string[]> => ((await tableClient().send(new QueryCommand({ TableName: TABLE, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }))).Items ?? []).map(({ sk }) => String(sk));
  const agents = async (): Promise<(string | null)[]> => (await store.inMonths(month)).toSorted((a, b) => (a.number < b.number ? -1 : 1)).map(({ agent }) => agent);

  it('are packed by whoever looks, and read from there with what has changed since', async () => {
    const all = Array.from({ length: 5 }, (_, place) => answeredFacts(`50000000${place}`, 30, { openedAt: openedAt + place, agent: 'noa' }));
    for (const one of all) await store.keep(one, openedAt);
    now = openedAt + 60 * MINUTE;
    expect((await store.inMonths(month)).toSorted((a, b) => a.openedAt - b.openedAt)).toEqual(all);
    expect(await items('Z#2029-06#p')).toHaveLength(2);
    // What was packed is read from the packet: the row itself is not asked for any more.
    await tableClient().send(new DeleteCommand({ TableName: TABLE, Key: { pk: 'Z#2029-06#1', sk: '500000001' } }));
    await store.keep({ ...all[2]!, agent: 'yossi' }, now);
    await store.keep(facts('500000009', { openedAt, agent: 'new' }), now);
    expect(await agents()).toEqual(['noa', 'noa', 'yossi', 'noa', 'noa', 'new']);
  });

  it('a packet says nothing of a case that its month does not know any more', async () => {
    const moved = answeredFacts('500000003', 30, { openedAt: openedAt + 40 * 24 * 60 * MINUTE });
    await store.keep(moved, now + 1, answeredFacts('500000003', 30, { openedAt }));
    expect([await agents(), (await store.inMonths(['2029-06', '2029-07'])).find(({ number }) => number === '500000003')]).toEqual([['noa', 'noa', 'yossi', 'noa', 'new'], moved]);
  });

  it('half a packet, or one past its time, is none: then the cases themselves are read', async () => {
    const chunk = (await items('Z#2029-06#p')).find((sk) => sk !== 'H')!;
    await tableClient().send(new DeleteCommand({ TableName: TABLE, Key: { pk: 'Z#2029-06#p', sk: chunk } }));
    expect(await agents()).toEqual(['noa', 'yossi', 'noa', 'new']);
    now += 50 * 24 * 60 * MINUTE;
    expect(await agents()).toEqual(['noa', 'yossi', 'noa', 'new']);
    expect((await items('Z#2029-06#p')).length).toBeGreaterThan(2);
  });
});
