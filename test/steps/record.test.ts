import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { showCaseNumber } from '../../shared/domain/case-number.ts';
import { mailIdentityKey, tokenAddress } from '../../shared/domain/ids.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING, mail } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';

const DAY = 86_400_000;
let store: MemoryCases;
let outbox: Outgoing[];

const record1 = async (...messages: InboundMessage[]): Promise<void> => {
  const step = record({
    store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
    outbox: { send: async (entries) => { outbox.push(...entries); } },
  });
  await step(messages.map((message) => JSON.stringify(message)));
};
const stored = (message: InboundMessage): StoredMessage => [...store.messages.values()].find(({ id }) => id === message.id)!;
/** As `send` does after a hand-over. */
const acknowledge = (caseNumber: string, thread: string, providerId: string): void => {
  const key = mailIdentityKey(KEYS.id, `<${providerId}@eu-west-1.amazonses.com>`);
  store.identities.set(key, { key, fingerprint: 'own', thread, case: caseNumber, own: true });
};
const resolve = (number: string, at: number): void => {
  const item = store.cases.get(number)!;
  const head = store.heads.get(item.threads[0]!)!;
  Object.assign(head, { v: head.v + 1, status: 'resolved', resolvedAt: at, waitingSince: null, lastOutAt: at });
  Object.assign(item, { status: 'resolved', hv: head.v });
};

beforeEach(() => {
  store = new MemoryCases();
  outbox = [];
});

describe('a first mail', () => {
  it('opens a case with a number, a promise and a planned acknowledgement', async () => {
    const first = mail();
    await record1(first);
    const [item] = store.cases.values();
    expect(item).toMatchObject({ status: 'new', openedBy: first.id, acknowledgement: { state: 'planned' } });
    expect(item!.promise.dueAt).toBeGreaterThan(SUNDAY_MORNING);
    expect(outbox).toHaveLength(1);
  });

  it('is answered in its own language', async () => {
    await record1(mail({ language: 'he', subject: 'איפה ההזמנה שלי', text: 'שלום, איפה ההזמנה?' }));
    expect(outbox[0]!.plan).toMatchObject({ language: 'he', subject: 'איפה ההזמנה שלי' });
  });

  it('repeats nothing of a sender that nobody vouches for', async () => {
    await record1(mail({ subject: 'Cheap pills', mail: { authenticated: false } }));
    expect(outbox[0]!.plan).toMatchObject({ name: null, subject: null, inReplyTo: null, references: [], authenticated: false });
  });

  it('from nobody who can be answered is a case without an acknowledgement', async () => {
    const first = mail({ author: { id: '', name: null }, sender: { machine: 'noAddress', evidence: [] } });
    await record1(first);
    expect(stored(first)).toMatchObject({ suppressedBecause: 'noAddress' });
    expect([...store.cases.values()][0]).toMatchObject({ acknowledgement: null, suppressedBecause: 'noAddress' });
    expect(outbox).toHaveLength(0);
  });

  it.each(['jdöe@customer.example', 'דנה@customer.example'])('from an address with letters beyond ASCII is a case that is acknowledged: %s', async (from) => {
    await record1(mail({ from }));
    expect([...store.cases.values()][0]).toMatchObject({ customer: { id: from }, acknowledgement: { state: 'planned' }, suppressedBecause: null });
    expect(outbox).toMatchObject([{ kind: 'acknowledgement', plan: { to: from } }]);
  });

  it('without a Message-ID is one entry however often its delivery comes', async () => {
    const first = mail({ mail: { messageId: null } });
    await record1(first);
    await record1(first);
    expect(store.messages.size).toBe(1);
  });
});

describe('the same mail again', () => {
  it('is one entry and one case, and its acknowledgement is queued again under the same id', async () => {
    const first = mail();
    await record1(first);
    await record1({ ...first, deliveryId: 'another', at: first.at - 1000 });
    expect(store.messages.size).toBe(1);
    expect(new Set(outbox.map(({ id }) => id)).size).toBe(1);
    expect([...store.deliveries.values()].map(({ outcome }) => outcome)).toEqual(['stored', 'duplicate']);
  });

  it('at two of our addresses is one case', async () => {
    const first = mail();
    await record1(first, { ...first, deliveryId: 'second', inbox: 'support@company.example' });
    expect(store.cases.size).toBe(1);
  });

  it('under a used Message-ID but with other content is another case', async () => {
    const first = mail({ mail: { messageId: '<same@example.org>', fingerprint: 'one' } });
    const second = mail({ from: 'eve@evil.example', mail: { messageId: '<same@example.org>', fingerprint: 'two' } });
    await record1(first);
    await record1(second);
    expect(stored(second).case).not.toBe(stored(first).case);
  });
});

describe('a further mail joins its case', () => {
  const first = mail({ mail: { messageId: '<first@example.org>' } });
  const followUps: [string, () => InboundMessage][] = [
    ['by answering the acknowledgement', () => mail({ mail: { inReplyTo: ['<ack-1@eu-west-1.amazonses.com>'] } })],
    ['by answering its own first mail', () => mail({ mail: { inReplyTo: ['<first@example.org>'] } })],
    ['by its references alone', () => mail({ mail: { references: ['<unknown@example.org>', '<first@example.org>', '<other@example.org>'] } })],
    ['by the reply address alone', () => mail({ mail: { recipients: [tokenAddress(KEYS.address, 'care@company.example', stored(first).case!)] } })],
    ['by the case number alone', () => mail({ mail: { caseNumbers: [stored(first).case!] } })],
  ];
  it.each(followUps)('%s', async (_how, followUp) => {
    await record1(first);
    acknowledge(stored(first).case!, first.id, 'ack-1');
    const next = followUp();
    await record1(next);
    expect(stored(next)).toMatchObject({ case: stored(first).case, suppressedBecause: 'joinedCase' });
    expect(new Set(outbox.map(({ id }) => id)).size).toBe(1);
  });

  it('even when both come in one batch', async () => {
    const next = mail({ mail: { inReplyTo: ['<first@example.org>'] } });
    await record1(first, next);
    expect(stored(next)).toMatchObject({ case: stored(first).case, threadedBy: 'inReplyTo' });
  });

  it('re-opens it when it was resolved a day ago', async () => {
    await record1(first);
    resolve(stored(first).case!, SUNDAY_MORNING);
    await record1(mail({ receivedAt: SUNDAY_MORNING + DAY, subject: 'RE: My order', mail: { inReplyTo: ['<first@example.org>'] } }));
    expect(store.cases.get(stored(first).case!)).toMatchObject({ status: 'open' });
  });

  it('but opens a related one when it was resolved more than a week ago', async () => {
    await record1(first);
    resolve(stored(first).case!, SUNDAY_MORNING);
    const next = mail({ receivedAt: SUNDAY_MORNING + 8 * DAY, mail: { inReplyTo: ['<first@example.org>'] } });
    await record1(next);
    expect(store.cases.get(stored(next).case!)).toMatchObject({ status: 'new', relatedTo: stored(first).case });
  });

  it('and a related one when a resolved case gets a mail about something else: תגובה: חשבונית', async () => {
    await record1(first);
    resolve(stored(first).case!, SUNDAY_MORNING);
    const next = mail({ subject: 'תגובה: חשבונית', mail: { inReplyTo: ['<first@example.org>'] } });
    await record1(next);
    expect(store.cases.get(stored(next).case!)).toMatchObject({ relatedTo: stored(first).case });
  });
});

describe('a machine\'s mail', () => {
  it('is kept whole in quarantine, opens no case and gets no answer', async () => {
    const robot = mail({ sender: { machine: 'outOfOffice', evidence: ['subject: out of office'] } });
    await record1(robot);
    expect(stored(robot)).toMatchObject({ quarantined: 'outOfOffice', suppressedBecause: 'outOfOffice', case: null });
    expect([store.cases.size, outbox.length]).toEqual([0, 0]);
  });

  it('that answers our acknowledgement names the case it is about and does not touch it', async () => {
    const first = mail();
    await record1(first);
    acknowledge(stored(first).case!, first.id, 'ack-1');
    const robot = mail({ sender: { machine: 'autoSubmitted', evidence: [] }, mail: { inReplyTo: ['<ack-1@eu-west-1.amazonses.com>'] } });
    await record1(robot);
    expect(stored(robot)).toMatchObject({ case: null, relatedTo: stored(first).case });
    expect(store.heads.get(first.id)!.v).toBe(1);
  });
});

describe('a batch', () => {
  it('gives back only the entry that cannot be read', async () => {
    const good = mail();
    const step = record({
      store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
      outbox: { send: async () => undefined },
    });
    expect(await step(['{"schema":1}', JSON.stringify(good), 'not json'])).toMatchObject({ failed: [0, 2] });
    expect(stored(good).case).toMatch(/^\d{9}$/);
    expect(showCaseNumber(stored(good).case!)).toMatch(/^\d{3}-\d{3}-\d{3}$/);
  });

  it('survives half an emoji in a subject, which no table takes', async () => {
    const odd = mail({ subject: `${'x'.repeat(199)}😀 and \ud83d half`, author: { id: 'dana@example.org', name: 'D\udc00' } });
    await record1(odd);
    expect([...store.cases.values()][0]!.subject.isWellFormed()).toBe(true);
    expect(outbox[0]!.plan).toMatchObject({ subject: expect.stringContaining('😀') as unknown });
    expect(JSON.stringify(outbox)).not.toMatch(/\\ud83d(?!\\ude00)|\\udc00/);
  });

  it('gives back only what the table refuses for what is in it', async () => {
    const put = store.putCase.bind(store);
    const bad = mail({ subject: 'refused' });
    store.putCase = async (item) => {
      if (item.openedBy === bad.id) throw Object.assign(new Error('no'), { name: 'ValidationException' });
      return put(item);
    };
    const step = record({
      store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
      outbox: { send: async (entries) => { outbox.push(...entries); } },
    });
    expect(await step([JSON.stringify(bad), JSON.stringify(mail())])).toMatchObject({ failed: [0] });
    expect(outbox).toHaveLength(1);
  });

  it('fails whole when the queue behind it does', async () => {
    const step = record({
      store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
      outbox: { send: async () => { throw new Error('no queue'); } },
    });
    await expect(step([JSON.stringify(mail())])).rejects.toThrow('no queue');
  });
});
