import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { caseNumbers, cases } from '../../shared/aws/cases.ts';
import { channelState } from '../../shared/aws/channel-state.ts';
import { tableClient } from '../../shared/aws/clients.ts';
import { desk } from '../../shared/aws/desk.ts';
import { everything } from '../../shared/aws/everything.ts';
import { sweepExpired } from '../../shared/aws/sweeping.ts';
import { facts } from '../../shared/channels/linkedin/facts.ts';
import { nativeKey } from '../../shared/domain/ids.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { entriesOf } from '../../shared/steps/accept.ts';
import { arrivalOf } from '../../shared/steps/arrived.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { comment, note } from '../support/platform-world.ts';
import { startTable } from '../support/table-server.ts';

const TABLE = 'moked-retention';
const HOUR = 3_600_000;
const TEXT = 'השירות שלכם לא עובד כבר שבוע, מתי זה יתוקן?';
let server: { stop: () => Promise<void> };
let clock = SUNDAY_MORNING;
let count = 0;
let id: string;
let thread: string;

beforeAll(async () => { server = await startTable(TABLE); }, 30_000);
afterAll(async () => server.stop());

const take = async (...arrivals: Arrival[]): Promise<void> => {
  const store = cases(TABLE);
  const entries = entriesOf({ around: { facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false }, log: () => undefined }, arrivals, SUNDAY_MORNING);
  await record({
    store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async () => undefined },
  })(entries.map((entry) => JSON.stringify(entry)));
};
const member = (nativeId: string) => comment(TEXT, { nativeId, inbox: '1', author: { id: 'urn:li:person:secret', name: null }, raw: { owner: 'urn:li:person:secret', text: TEXT } });
const read = async (): Promise<StoredMessage | undefined> => desk(TABLE, () => clock).message(thread, id);
const everythingStored = async (): Promise<string> => JSON.stringify((await tableClient().send(new ScanCommand({ TableName: TABLE }))).Items);

describe('what a member of LinkedIn wrote', () => {
  let nativeId: string;
  beforeEach(async () => {
    clock = SUNDAY_MORNING;
    nativeId = `urn:li:comment:(urn:li:activity:1,${++count})`;
    const arrival = member(nativeId);
    const around = { facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false };
    const [entry] = entriesOf({ around, log: () => undefined }, [arrival], SUNDAY_MORNING);
    id = nativeKey(KEYS.id, 'linkedin', '1', nativeId);
    thread = (entry as { conversation: string }).conversation;
    await take(arrival);
  });

  it('is read whole at first: text, where it stands, and the original', async () => {
    expect(await read()).toMatchObject({ message: { text: TEXT, platform: { nativeId, raw: expect.stringContaining('urn:li:person:secret') } } });
  });

  it('is read again from its original for a day, and no longer', async () => {
    const originals = async (): Promise<(string | undefined)[]> => (await everything(TABLE, () => clock)).messages.filter((message) => message.id === id).map(({ message }) => message.platform?.raw);
    expect(await originals()).toEqual([expect.stringContaining('urn:li:person:secret')]);
    clock += 25 * HOUR;
    expect(await originals()).toEqual(['']);
    clock += 24 * HOUR;
    expect(await originals()).toEqual([undefined]);
  });

  it('after a day no longer tells who wrote it', async () => {
    clock += 25 * HOUR;
    const stored = await read();
    expect(stored!.message.text).toBe(TEXT);
    expect(JSON.stringify(stored)).not.toContain('urn:li:person');
  });

  it('after two days is a key without words, and the case stays', async () => {
    clock += 48 * HOUR;
    const stored = await read();
    expect(stored).toMatchObject({ case: expect.stringMatching(/^\d{9}$/), message: { text: '', replyText: '' } });
    expect(JSON.stringify(stored)).not.toContain('urn:li');
  });

  it('is gone from the table once the sweeper has passed, and does not come back with a late delivery', async () => {
    await sweepExpired(TABLE, SUNDAY_MORNING + 48 * HOUR, async () => undefined);
    const [person, words] = [Buffer.from('urn:li:person:secret').toString('base64'), Buffer.from(TEXT).toString('base64')];
    expect(await everythingStored()).not.toContain('"sk":"B#');
    await take(member(nativeId));
    const after = await everythingStored();
    for (const secret of ['"sk":"B#', '"sk":"A#', person, words, 'urn:li:person:secret', TEXT]) expect(after).not.toContain(secret);
  });

  it('is left alone by the sweeper as long as it may be kept', async () => {
    expect(await sweepExpired(TABLE, SUNDAY_MORNING + 23 * HOUR, async () => undefined)).toBe(0);
    expect(await read()).toMatchObject({ message: { text: TEXT } });
  });

  it('is gone at once when its writer removes it, and changed when they change it', async () => {
    await take(note('edited', nativeId, { inbox: '1', text: 'עובד שוב', at: SUNDAY_MORNING + 1 }));
    expect(await read()).toMatchObject({ message: { text: 'עובד שוב' }, revised: { what: 'edited' } });
    await take(note('removed', nativeId, { inbox: '1', at: SUNDAY_MORNING + 2 }));
    expect(await read()).toMatchObject({ message: { text: '' }, revised: { what: 'removed' } });
  });

  it('leaves none of its words beside it: neither why it is a case nor why it is urgent', async () => {
    const words = comment('I will sue you, my lawyer has order number 98765432', { nativeId: 'urn:li:comment:(urn:li:activity:1,words)', inbox: '1', author: { id: 'urn:li:person:words', name: null }, raw: {} });
    await take(words);
    await sweepExpired(TABLE, SUNDAY_MORNING + 48 * HOUR, async () => undefined);
    const stored = await everythingStored();
    for (const word of ['lawyer', 'sue', '98765432']) expect(stored).not.toContain(word);
    expect(stored).toContain('"sign":"legal"');
  });

  it('in a shape that nobody knows is shown for a day, and then gone like everything that names its writer', async () => {
    const raw = { action: 'SOMETHING_NEW', owner: 'urn:li:person:unknown-shape', text: TEXT };
    await take(note('unknown', '', { inbox: '1', about: null, raw }));
    const filtered = async (): Promise<string> => JSON.stringify((await desk(TABLE, () => clock).quarantine(10, undefined)).messages);
    expect(await filtered()).toContain('unknown-shape');
    clock += 25 * HOUR;
    expect(await filtered()).not.toContain('unknown-shape');
    await sweepExpired(TABLE, clock, async () => undefined);
    const stored = (await tableClient().send(new ScanCommand({ TableName: TABLE }))).Items!;
    const held = stored.find(({ quarantined }) => quarantined === 'unreadable');
    expect(held).toBeDefined();
    expect(stored.map(({ sk }) => String(sk))).not.toContain(String(held!['sk']).replace('M#', 'B#'));
  });

  it('and was not told whole is without words and writer after a day, and can still be fetched; not for ever', async () => {
    const named = { post: 'urn:li:activity:7', comment: 'urn:li:comment:(urn:li:activity:7,named)' };
    await take(comment(TEXT, { nativeId: named.comment, post: named.post, inbox: '1', author: { id: 'urn:li:person:half-told', name: 'Half Told' }, raw: { owner: 'urn:li:person:half-told', text: TEXT }, lookUp: named }));
    const item = async (): Promise<Record<string, unknown>> => (await tableClient().send(new ScanCommand({ TableName: TABLE }))).Items!.find(({ pk }) => pk === 'U#linkedin')!;
    await sweepExpired(TABLE, SUNDAY_MORNING + 23 * HOUR, async () => undefined);
    expect(JSON.stringify(await item())).toContain('half-told');
    const swept = SUNDAY_MORNING + 25 * HOUR;
    expect(await sweepExpired(TABLE, swept, async () => undefined)).toBeGreaterThan(0);
    const stored = await everythingStored();
    for (const secret of ['half-told', 'Half Told']) expect(stored).not.toContain(secret);
    expect(JSON.stringify(await item())).not.toContain(TEXT);
    const [pending] = await channelState(TABLE).pendingLookUps('linkedin', 1);
    expect(arrivalOf(pending!)).toMatchObject({ nativeId: named.comment, post: named.post, text: '', author: { id: '', name: null }, lookUp: named });
    expect((await item())['expiresAt']).toBe((swept + 48 * HOUR) / 1000);
    expect(await sweepExpired(TABLE, swept + HOUR, async () => undefined)).toBe(0);
  });
});
