import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchWriteCommand, DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { spawnSync } from 'node:child_process';
import { connectTo, runningEngine } from '../../local/data-directory.ts';
import { objectsClient, tableClient } from '../../shared/aws/clients.ts';
import { contacts } from '../../shared/aws/contacts.ts';
import { everything } from '../../shared/aws/everything.ts';
import { messageItem, messageKey } from '../../shared/aws/items.ts';
import { searchIndex } from '../../shared/aws/search.ts';
import { parameter } from '../../shared/aws/secrets.ts';
import { telling, unpackWords } from '../../shared/aws/telling.ts';
import { deriveKey } from '../../shared/domain/ids.ts';
import type { SearchHit } from '../../shared/api-shapes/desk.ts';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { MentionList } from '../../shared/api-shapes/figures.ts';
import type { Difference } from '../../shared/domain/replay.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { rebuildTold } from '../../shared/steps/rebuild-told.ts';
import type { ReplayTotals } from '../../shared/steps/replay-events.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportOutgoing } from '../support/export.ts';
import { letter } from '../support/letters.ts';

const TABLE = 'moked-local';
const LATER = 3 * 3_600_000;
let engine: TestEngine;
let bucket: string;
beforeAll(async () => {
  engine = await startEngine();
  const card = runningEngine(engine.ready.data)!;
  connectTo(card);
  bucket = Object.values(card.environments).map((environment) => environment['MOKED_BUCKET']).find(Boolean)!;
});
afterAll(async () => {
  objectsClient().destroy();
  tableClient().destroy();
  await engine.stop();
});

const get = async <T>(path: string): Promise<T> => (await fetch(`${engine.ready.api}${path}`, { headers: { Authorization: `Bearer ${engine.ready.token}` } })).json() as Promise<T>;
const search = async (words: string): Promise<string[]> => (await get<{ hits: SearchHit[] }>(`/search?q=${encodeURIComponent(words)}`)).hits.filter(({ kind }) => kind === 'case').map(({ id }) => id);
const mentions = async (): Promise<string[]> => (await get<MentionList>('/mentions')).mentions.map(({ text }) => text).sort();
const index = () => searchIndex({ table: TABLE, bucket, now: () => Date.now() + LATER });
const segments = async (): Promise<string[]> => ((await objectsClient().send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'words/' }))).Contents ?? []).map(({ Key }) => Key!);

/** Every word that is kept of any message, in the table's feed and in the bucket. */
async function keptWords(): Promise<string> {
  const feed = (await tableClient().send(new ScanCommand({ TableName: TABLE, FilterExpression: 'begins_with(pk, :feed)', ExpressionAttributeValues: { ':feed': 'F#' } }))).Items ?? [];
  const laid = await Promise.all((await segments()).map(async (Key) => Buffer.from(await (await objectsClient().send(new GetObjectCommand({ Bucket: bucket, Key }))).Body!.transformToByteArray())));
  return [...feed.flatMap((item) => (item['z'] ? [item['z'] as Uint8Array] : [])), ...laid].flatMap(unpackWords).map(({ words }) => words).join(' ');
}

/** Takes away all that came from the stream: who customers are, the feed, the lists, the words in the bucket. */
async function loseIt(): Promise<number> {
  const { Items: found = [] } = await tableClient().send(new ScanCommand({ TableName: TABLE, FilterExpression: 'begins_with(pk, :p) OR begins_with(pk, :k) OR begins_with(pk, :f) OR begins_with(pk, :o)', ExpressionAttributeValues: { ':p': 'P#', ':k': 'K#', ':f': 'F#', ':o': 'O#' } }));
  for (let place = 0; place < found.length; place += 25) await tableClient().send(new BatchWriteCommand({ RequestItems: { [TABLE]: found.slice(place, place + 25).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })) } }));
  for (const Key of await segments()) await objectsClient().send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  return found.length;
}

describe('what comes from the table\'s stream', () => {
  it('is the same again after all of it was lost', async () => {
    for (const [id, words] of [['one', 'קומקום שבור'], ['two', 'עוד קומקום']]) await engine.sendMail(letter({ from: 'dana@customer.example', subject: words!, id: `<${id!}@customer.example>`, text: words! }), { from: 'dana@customer.example', to: 'care@company.example' });
    const written = await fetch(`${engine.ready.api}/customer/acts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person: { key: 'p00001', name: 'רותם' }, place: 'facebook', way: 'comment', text: 'איזה יופי של קומקום' }) });
    expect(written.status).toBe(201);
    const numbers = await engine.until(async () => { const found = await search('קומקום'); return found.length === 2 ? found.sort() : undefined; }, 'both mails are found');
    const liked = await engine.until(async () => { const found = await mentions(); return found.length === 1 ? found : undefined; }, 'the comment is a mention');
    const others = async (): Promise<number> => (await get<CaseView>(`/cases/${numbers[0]!}`)).others?.length ?? 0;
    await engine.until(async () => (await others()) === 1 || undefined, 'both cases are one customer\'s');

    expect(await loseIt()).toBeGreaterThan(4);
    expect([await search('קומקום'), await mentions(), await others()]).toEqual([[], [], 0]);
    const id = deriveKey(await parameter('/moked/local/key')(), 'id');
    const now = (): number => Date.now() + LATER;
    const deps = { contacts: contacts(TABLE, id), telling: telling(TABLE, now), search: index(), keys: { id }, now };
    const first = await rebuildTold(deps, await everything(TABLE));
    expect(first).toEqual({ customers: 1, found: 2, listed: 2 });
    expect([(await search('קומקום')).sort(), await mentions(), await others()]).toEqual([numbers, liked, 1]);
    expect(await rebuildTold(deps, await everything(TABLE))).toEqual({ ...first, listed: 0 });
    const { status, stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/commands/rebuild.ts', '--data', engine.ready.data], { encoding: 'utf8' });
    expect([status, Object.keys(JSON.parse(stdout) as object)]).toEqual([0, ['messages', 'minutes', 'removed', 'series', 'customers', 'found', 'listed', 'figured', 'booked']]);
    expect([(await search('קומקום')).sort(), await mentions()]).toEqual([numbers, liked]);
  });
});

describe('somebody who is erased', () => {
  it('is found by no word any more, neither in the feed nor in what was laid away', async () => {
    await engine.sendMail(letter({ from: 'moshe@customer.example', subject: 'סיסמה', id: '<moshe@customer.example>', text: 'הצפרדע הסגולה' }), { from: 'moshe@customer.example', to: 'care@company.example' });
    await engine.until(async () => (await search('צפרדע')).length === 1 || undefined, 'it is found');
    await index().layAway(Date.now() + LATER);
    await engine.sendMail(letter({ from: 'moshe@customer.example', subject: 'עוד', id: '<moshe2@customer.example>', text: 'צפרדע נוספת' }), { from: 'moshe@customer.example', to: 'care@company.example' });
    await engine.until(async () => ((await keptWords()).match(/(?:^|\s)צפרדע/g) ?? []).length === 2 || undefined, 'the words of both are kept');
    const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/commands/erase.ts', '--data', engine.ready.data, '--channel', 'email', '--id', 'moshe@customer.example'], { encoding: 'utf8' });
    expect(status).toBe(0);
    await engine.until(async () => !/צפרדע|סגול|moshe/.test(await keptWords()) || undefined, 'the words are gone');
    expect(await search('צפרדע')).toEqual([]);
  });
});

describe('what came in, read again from its originals', () => {
  const begun = new Date(Date.now() - 60_000).toISOString();
  function replay(...options: string[]): { code: number | null; lines: Difference[]; totals: ReplayTotals } {
    const to = new Date(Date.now() + 60_000).toISOString();
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/commands/replay-events.ts', '--data', engine.ready.data, '--from', begun, '--to', to, ...options], { encoding: 'utf8' });
    return { code: status, lines: stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Difference), totals: JSON.parse(stderr.trim().split('\n').at(-1)!) as ReplayTotals };
  }
  const stored = async (): Promise<StoredMessage[]> => (await everything(TABLE)).messages;
  const outgoing = async (): Promise<number> => (await exportOutgoing(engine.ready.data)).length;
  const quiet = async (): Promise<boolean> => Object.values((await engine.state()).queues).every(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0);

  it('is on an untouched day what is stored, and whom we erased is not read', async () => {
    const written = await fetch(`${engine.ready.api}/customer/acts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person: { key: 'p00002', name: 'Gal' }, place: 'instagram', way: 'message', text: 'Where is my kettle?' }) });
    expect(written.status).toBe(201);
    await engine.until(async () => (await stored()).some(({ message }) => message.channel === 'instagram') && await quiet(), 'all has come in');
    const before = await outgoing();
    // Two mails, a comment and a private message; two mails were erased.
    expect([replay(), await outgoing()]).toEqual([{ code: 0, lines: [], totals: { read: 4, same: 4, different: 0, unreadable: 0, missing: 0 } }, before]);
  });

  it('shows a text that was altered, and brings back an entry that was lost, once and unacknowledged', async () => {
    const [messages, before] = [await stored(), await outgoing()];
    const altered = messages.find(({ message }) => message.channel === 'instagram')!;
    await tableClient().send(new PutCommand({ TableName: TABLE, Item: messageItem({ ...altered, message: { ...altered.message, text: 'another text' } }) }));
    const gone = messages.find(({ message }) => message.subject === 'קומקום שבור')!;
    await tableClient().send(new DeleteCommand({ TableName: TABLE, Key: messageKey(gone.thread, gone.id) }));

    const wanted = [{ id: gone.id, channel: 'email', case: null, field: 'entry', stored: null, now: gone.id }, { id: altered.id, channel: 'instagram', case: altered.case, field: 'text', stored: '12 characters, 4895ecc6', now: expect.stringMatching(/^19 characters, \w{8}$/) as unknown }];
    const totals = { read: 4, same: 2, different: 1, unreadable: 0, missing: 1 };
    expect(replay('--apply')).toEqual({ code: 0, lines: wanted, totals });
    const back = await engine.until(async () => (await quiet()) && (await stored()).find(({ id }) => id === gone.id), 'it is back');
    expect(back).toMatchObject({ case: gone.case, thread: gone.thread, suppressedBecause: 'replayed', plan: null, message: { text: gone.message.text, author: gone.message.author } });

    expect(replay('--apply', '--channel', 'mail')).toEqual({ code: 0, lines: [], totals: { read: 2, same: 2, different: 0, unreadable: 0, missing: 0 } });
    expect(await outgoing()).toBe(before - 1);
    expect((await engine.sent()).filter(({ to }) => to.includes('dana@customer.example'))).toHaveLength(2);
  });
});
