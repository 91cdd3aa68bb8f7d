import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { facebook } from '../../shared/channels/facebook/index.ts';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { again as facebookAgain } from '../../shared/channels/facebook/again.ts';
import { erasedKey, erasedMessage, type Erasure } from '../../shared/domain/erasure.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import type { Difference } from '../../shared/domain/replay.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { acceptMail } from '../../shared/steps/accept-mail.ts';
import { entriesOf } from '../../shared/steps/accept.ts';
import { record } from '../../shared/steps/record.ts';
import { replayEvents, type Replayed, type ReplayDeps } from '../../shared/steps/replay-events.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { KEYS } from '../support/make.ts';
import { CARE, mail, mailWorld, notification, RECEIVED_AT, type MailWorld, type Sent } from '../support/mail-world.ts';

const HOUR = 3_600_000;
const DAY = { from: RECEIVED_AT - HOUR, until: RECEIVED_AT + HOUR, channel: null, apply: false };
const settings = facebook.facts.settings.parse(facebook.facts.example);
let world: MailWorld;
let store: MemoryCases;
let outbox: Outgoing[];
let ledger: Map<string, Erasure>;
/** What the replay put on the doors' queues. */
let [queued, entered]: [object[], InboundMessage[]] = [[], []];
let shown: Difference[];
let quiet: boolean;
let removed: Set<string>;

beforeEach(() => {
  world = mailWorld({ idKey: KEYS.id });
  store = new MemoryCases();
  [outbox, ledger, queued, entered, shown, quiet, removed] = [[], new Map(), [], [], [], true, new Set()];
});

const write = async (messages: InboundMessage[]): Promise<unknown> => record({
  store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => RECEIVED_AT, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async (entries) => { outbox.push(...entries); } },
})(messages.map((message) => JSON.stringify(message)));
/** As the mail service puts it into the bucket: the envelope above what the sender wrote. */
const inBucket = (id: string, raw: string, from = 'dana@customer.example'): string => `Return-Path: <${from}>\r\nReceived: from mx.example by inbound-smtp.example with SMTP id ${id}\r\n for ${CARE};\r\n Sun, 22 Nov 2026 08:00:00 +0000 (UTC)\r\n${raw}`;
async function arrives(id: string, headers: Record<string, string> = {}, sent: Sent = {}): Promise<StoredMessage> {
  await acceptMail(world.deps, [world.arrive(id, inBucket(id, mail({ 'Message-ID': `<${id}@customer.example>`, ...headers }), sent.from), sent)]);
  await write([world.messages.at(-1)!]);
  return stored(world.messages.at(-1)!.id)!;
}
const delivered = (item: object, time = RECEIVED_AT): Buffer => Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: 'PAGE1', time, messaging: [item] }] }));
const said = (mid: string, text: string): object => ({ sender: { id: '7001' }, recipient: { id: 'PAGE1' }, timestamp: RECEIVED_AT, message: { mid, text } });
const around = { facts: facebook.facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false };
async function facebookBrings(body: Buffer): Promise<StoredMessage> {
  const entries = entriesOf({ around, log: () => undefined }, facebook.door.normalise(body, settings, RECEIVED_AT), RECEIVED_AT) as InboundMessage[];
  await write(entries);
  return stored(entries[0]!.id)!;
}
const stored = (id: string): StoredMessage | undefined => [...store.messages.values()].find((message) => message.id === id);

async function replay(ask: Partial<typeof DAY> | { channel: string } = {}, over: Partial<ReplayDeps> = {}): Promise<Replayed> {
  shown = [];
  return replayEvents({
    messages: [...store.messages.values()].map((message) => structuredClone(message)), ledger, store, settings: DEFAULT_SETTINGS, now: () => RECEIVED_AT + 2 * HOUR,
    originals: { list: async () => ({ originals: [...world.bucket.keys()].filter((key) => key.startsWith('raw/') && !removed.has(key)).map((key) => ({ key, storedAt: RECEIVED_AT })), more: false }) },
    deliveries: { outcomes: async (ids) => new Map(ids.flatMap((id) => { const outcome = store.deliveries.get(id); return outcome ? [[id, outcome] as const] : []; })) },
    objects: world.deps.objects, parse: async (raw) => readBody(raw), careAddresses: [CARE], idKey: KEYS.id, addressKey: KEYS.address,
    platform: async (channel) => (channel === 'facebook' ? { facts: facebook.facts, door: facebook.door, again: facebookAgain, settings: settings as never } : undefined),
    mail: { send: async (entries) => { queued.push(...entries as object[]); } }, inbound: { send: async (entries) => { entered.push(...entries); } }, isQuiet: async () => quiet, ...over,
  }, { ...DAY, ...ask, show: (difference) => { shown.push(difference); } });
}
const totals = (over: Partial<Replayed['totals']>): Replayed['totals'] => ({ read: 0, same: 0, different: 0, unreadable: 0, missing: 0, ...over });
/** What the replay queued goes through the doors. */
async function goesIn(): Promise<void> {
  const before = world.messages.length;
  await acceptMail(world.deps, queued.map((told) => ({ body: JSON.stringify(told), attempt: 1 })));
  await write([...world.messages.slice(before), ...entered.map((message) => InboundMessage.parse(message))]);
}

describe('an untouched day', () => {
  it('is read again without a difference: mails of people and machines, answers, forms\' mail and private messages', async () => {
    const first = await arrives('one');
    await arrives('two', { 'In-Reply-To': '<one@customer.example>', 'Subject': 'Re: My order' });
    await arrives('three', { From: 'eve@stranger.example', References: '<one@customer.example>', Subject: `Re: ${first.case}` }, { from: 'eve@stranger.example' });
    await arrives('four', { From: 'news@shop.example', 'List-Unsubscribe': '<https://shop.example>', Precedence: 'bulk' }, { from: 'news@shop.example' });
    await arrives('five', { From: 'bad@shop.example' }, { verdicts: { spam: 'FAIL' } });
    await arrives('six', { From: 'dana@bank.example' }, { verdicts: { dmarc: 'FAIL' }, dmarcPolicy: 'reject' });
    await arrives('seven', { From: 'no-reply@forms.example', 'Reply-To': 'Ruth <ruth@gmail.com>' }, { from: 'no-reply@forms.example' });
    await facebookBrings(delivered(said('m1', 'איפה ההזמנה?')));
    await facebookBrings(delivered(said('m2', 'ועוד משהו')));
    const [before, kept] = [outbox.length, structuredClone(store.messages)];
    expect([await replay(), shown]).toEqual([{ totals: totals({ read: 9, same: 9 }), waiting: 0, queued: 0, notConnected: [] }, []]);
    expect([outbox.length, store.messages, queued, entered, [...store.messages.values()].map(({ threadedBy }) => threadedBy)]).toEqual([before, kept, [], [], ['newCase', 'inReplyTo', 'newCase', null, null, null, 'newCase', 'newCase', 'conversation']]);
  });

  it('counts a mail that came twice twice, and it has one entry', async () => {
    const first = await arrives('one');
    await acceptMail(world.deps, [world.arrive('again', mail({ 'Message-ID': '<one@customer.example>' }), { to: ['support@company.example'] })]);
    await write([world.messages.at(-1)!]);
    expect([await replay(), store.deliveries.get('again')]).toMatchObject([{ totals: totals({ read: 2, same: 2 }) }, { outcome: 'duplicate', message: first.id }]);
  });

  it.each(['email', 'facebook'])('can be asked for %s alone', async (channel) => {
    await arrives('one');
    await facebookBrings(delivered(said('m1', 'hello')));
    expect((await replay({ channel })).totals).toEqual(totals({ read: 1, same: 1 }));
  });

  it('holds what came in its hours, and nothing else', async () => {
    await arrives('one');
    expect([(await replay({ from: RECEIVED_AT + 1 })).totals, (await replay({ until: RECEIVED_AT })).totals, (await replay({ from: RECEIVED_AT, until: RECEIVED_AT + 1 })).totals]).toEqual([totals({}), totals({}), totals({ read: 1, same: 1 })]);
  });

  it('is not decided otherwise by a case that was merged or answered since', async () => {
    const first = await arrives('one');
    const eve = await arrives('two', { From: 'eve@stranger.example', Subject: first.case! }, { from: 'eve@stranger.example' });
    // An agent has found that they belong together.
    store.cases.get(first.case!)!.threads.push(eve.thread);
    Object.assign(store.heads.get(eve.thread)!, { case: first.case, status: 'resolved', resolvedAt: RECEIVED_AT, lastOutAt: RECEIVED_AT, ackBy: null });
    expect([await replay(), shown]).toMatchObject([{ totals: totals({ read: 2, same: 2 }) }, []]);
  });
});

describe('what is stored otherwise', () => {
  it('is shown, and stays as it is', async () => {
    const [letter, message] = [await arrives('one'), await facebookBrings(delivered(said('m1', 'איפה?')))];
    letter.message.text = 'altered';
    message.message.text = 'אחרת';
    expect((await replay({ apply: true })).totals).toEqual(totals({ read: 2, different: 2 }));
    expect(shown).toEqual([
      { id: letter.id, channel: 'email', case: letter.case, field: 'text', stored: 'altered', now: expect.stringContaining('my order did not arrive') },
      { id: message.id, channel: 'facebook', case: message.case, field: 'text', stored: 'אחרת', now: 'איפה?' },
    ]);
    expect([stored(letter.id)!.message.text, queued, entered]).toEqual(['altered', [], []]);
  });

  it('is unreadable where its original is spoilt or its channel is not connected', async () => {
    const message = await facebookBrings(delivered(said('m1', 'hello')));
    message.message.platform!.raw = '{"cut';
    expect(await replay()).toMatchObject({ totals: totals({ read: 1, unreadable: 1 }), notConnected: [] });
    expect(await replay({}, { platform: async () => undefined })).toMatchObject({ totals: totals({ read: 1, unreadable: 1 }), notConnected: ['facebook'] });
  });
});

describe('a mail that has an original and no entry', () => {
  it('is missing, and is left so unless asked for', async () => {
    const lost = await arrives('one');
    store.messages.clear();
    expect([await replay(), shown, queued]).toEqual([{ totals: totals({ read: 1, missing: 1 }), waiting: 0, queued: 0, notConnected: [] }, [{ id: lost.id, channel: 'email', case: null, field: 'entry', stored: null, now: lost.id }], []]);
  });

  it.each([['of a case that is there', false], ['of a case that is lost too', true]])('comes back %s, once, and nobody is acknowledged', async (_what, all) => {
    const lost = await arrives('one');
    store.messages.clear();
    if (all) for (const kept of [store.heads, store.cases]) kept.clear();
    outbox.length = 0;
    expect(await replay({ apply: true })).toMatchObject({ totals: totals({ read: 1, missing: 1 }), queued: 1 });
    await goesIn();
    await goesIn();
    expect([...store.messages.values()]).toMatchObject([{ id: lost.id, ...(all ? {} : { case: lost.case }), suppressedBecause: 'replayed', plan: null, message: { text: lost.message.text, author: lost.message.author } }]);
    expect([outbox, store.cases.size, all ? [...store.cases.values()][0]!.suppressedBecause : 'replayed']).toEqual([[], 1, 'replayed']);
    queued = [];
    expect([await replay({ apply: true }), queued]).toMatchObject([{ totals: totals({ read: 1, same: 1 }) }, []]);
  });

  it('is left to come by itself while it may still wait in a queue, so that it is acknowledged then', async () => {
    world.arrive('one', inBucket('one', mail()));
    quiet = false;
    expect([await replay({ apply: true }), queued]).toEqual([{ totals: totals({}), waiting: 1, queued: 0, notConnected: [] }, []]);
    quiet = true;
    expect([await replay({ apply: true }, { now: () => RECEIVED_AT + HOUR / 2 }), queued]).toEqual([{ totals: totals({}), waiting: 1, queued: 0, notConnected: [] }, []]);
    expect(await replay({ apply: true })).toMatchObject({ totals: totals({ read: 1, missing: 1 }), queued: 1 });
  });
});

describe('what was kept because nobody could read it', () => {
  const strange = { sender: { id: '7001' }, recipient: { id: 'PAGE1' }, timestamp: RECEIVED_AT, unheardOf: { mid: 'm9' } };

  it('is unreadable still', async () => {
    expect(await facebookBrings(delivered(strange))).toMatchObject({ quarantined: 'unreadable' });
    expect((await replay()).totals).toEqual(totals({ read: 1, unreadable: 1 }));
  });

  it('goes through its door once today\'s code can, and nobody is acknowledged', async () => {
    const held = await facebookBrings(delivered(strange));
    held.message.text = JSON.stringify(said('m9', 'איפה ההזמנה שלי?'));
    expect([await replay({ apply: true }), shown]).toMatchObject([{ totals: totals({ read: 1, missing: 1 }), queued: 1 }, [{ field: 'entry', stored: held.id, now: entered[0]!.id }]]);
    await goesIn();
    expect([stored(entered[0]!.id), outbox]).toMatchObject([{ suppressedBecause: 'replayed', message: { text: 'איפה ההזמנה שלי?' } }, []]);
    expect([(await replay({ apply: true })).totals, entered.length]).toEqual([totals({ read: 2, same: 2 }), 1]);
  });

  it('is left to whoever has made a case of it', async () => {
    const held = await facebookBrings(delivered(strange));
    Object.assign(held, { case: '482109379', threadedBy: 'released' });
    held.message.text = JSON.stringify(said('m9', 'hello'));
    expect([(await replay({ apply: true })).totals, entered]).toEqual([totals({ read: 1, same: 1 }), []]);
  });
});

describe('somebody who was erased', () => {
  const line = (channel: string, id: string, at = RECEIVED_AT): void => { ledger.set(erasedKey(KEYS.id, channel, id), { person: erasedKey(KEYS.id, channel, id), channel, at, done: [] }); };

  it('is not read, also where an original came back with a restore', async () => {
    await arrives('one');
    await facebookBrings(delivered(said('m1', 'hello')));
    line('email', 'dana@customer.example');
    line('facebook', '7001');
    expect([(await replay({ apply: true })).totals, shown]).toEqual([totals({}), []]);
    store.messages.clear();
    expect([(await replay({ apply: true })).totals, shown, queued]).toEqual([totals({}), [], []]);
  });

  it('is not read by an entry that is empty', async () => {
    const { thread, id } = await arrives('one');
    store.messages.set(`${thread}/${id}`, erasedMessage(stored(id)!, RECEIVED_AT));
    let reads = 0;
    const objects = { get: async (key: string) => { reads++; return world.deps.objects.get(key); } };
    expect([(await replay({ apply: true }, { objects })).totals, reads]).toEqual([totals({}), 0]);
  });

  it('is read when they have written again since', async () => {
    await arrives('one');
    line('email', 'dana@customer.example', RECEIVED_AT - 1);
    expect((await replay()).totals).toEqual(totals({ read: 1, same: 1 }));
  });

  it('has no original that was taken away meanwhile', async () => {
    await arrives('one');
    world.bucket.delete('raw/one');
    expect((await replay({}, { originals: { list: async () => ({ originals: [{ key: 'raw/one', storedAt: RECEIVED_AT }], more: false }) } })).totals).toEqual(totals({}));
  });
});

it('a notification of a mail that is read again says so, and no other does', async () => {
  const told = JSON.parse(notification('one')) as object;
  world.bucket.set('raw/one', Buffer.from(mail()));
  await acceptMail(world.deps, [{ body: JSON.stringify({ ...told, replayed: true }), attempt: 1 }, { body: JSON.stringify(told), attempt: 1 }]);
  expect(world.messages.map(({ replayed }) => replayed ?? false).toSorted((a, b) => Number(b) - Number(a))).toEqual([true, false]);
});
