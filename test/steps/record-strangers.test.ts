import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { mailIdentityKey, tokenAddress } from '../../shared/domain/ids.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING, mail } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';

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

beforeEach(() => {
  store = new MemoryCases();
  outbox = [];
});

describe('a stranger', () => {
  const first = mail({ mail: { messageId: '<private@example.org>' } });
  const ways: [string, () => InboundMessage][] = [
    ['who quotes the number', () => mail({ from: 'eve@evil.example', mail: { caseNumbers: [stored(first).case!] } })],
    ['to whom the acknowledgement was forwarded', () => mail({ from: 'eve@evil.example', mail: { inReplyTo: ['<ack-1@eu-west-1.amazonses.com>'] } })],
    ['who forges In-Reply-To', () => mail({ from: 'eve@evil.example', mail: { inReplyTo: ['<private@example.org>'] } })],
    ['who got hold of the reply address', () => mail({ from: 'eve@evil.example', mail: { recipients: [tokenAddress(KEYS.address, 'care@company.example', stored(first).case!)] } })],
  ];
  it.each(ways)('%s gets a case of their own, linked', async (_how, way) => {
    await record1(first);
    acknowledge(stored(first).case!, first.id, 'ack-1');
    const strange = way();
    await record1(strange);
    expect(stored(strange).case).not.toBe(stored(first).case);
    expect(store.cases.get(stored(strange).case!)).toMatchObject({ relatedTo: stored(first).case, acknowledgement: { state: 'planned' } });
  });

  const forged: [string, (first: InboundMessage) => InboundMessage][] = [
    ['the case number', (one) => mail({ mail: { authenticated: false, caseNumbers: [stored(one).case!] } })],
    ['the customer\'s own Message-ID', () => mail({ mail: { authenticated: false, inReplyTo: ['<private@example.org>'] } })],
  ];
  it.each(forged)('who writes in the customer\'s name, with %s, does not get in', async (_what, way) => {
    await record1(first);
    const strange = way(first);
    await record1(strange);
    expect(stored(strange)).toMatchObject({ threadedBy: 'newCase', relatedTo: stored(first).case });
  });

  it('is not who answers our own mail, vouched for or not: only its reader knows its id', async () => {
    await record1(first);
    acknowledge(stored(first).case!, first.id, 'ack-1');
    const next = mail({ mail: { authenticated: false, inReplyTo: ['<ack-1@eu-west-1.amazonses.com>'] } });
    await record1(next);
    expect(stored(next)).toMatchObject({ case: stored(first).case, threadedBy: 'inReplyTo' });
  });

  it('with a made-up reply address is not linked to anything', async () => {
    await record1(first);
    const strange = mail({ from: 'eve@evil.example', mail: { recipients: [`care+c.${stored(first).case}0123456789abcdef@company.example`] } });
    await record1(strange);
    expect(stored(strange)).toMatchObject({ relatedTo: null });
  });
});
