import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { minimalMessage } from '../../shared/domain/minimal-message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING, mail } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';

let store: MemoryCases;
let outbox: Outgoing[];
beforeEach(() => {
  store = new MemoryCases();
  outbox = [];
});

const refusal = (): Error => Object.assign(new Error('Item size has exceeded the maximum allowed size'), { name: 'ValidationException' });
const run = (...entries: [message: InboundMessage, attempt: number][]): Promise<{ failed: number[] }> => record({
  store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
  outbox: { send: async (sent) => { outbox.push(...sent); } },
})(entries.map(([message, attempt]) => ({ body: JSON.stringify(message), attempt })));
const stored = ({ id }: InboundMessage): StoredMessage[] => [...store.messages.values()].filter((message) => message.id === id);

/** The table takes no message with this word in it. */
function refuse(word: string): void {
  const put = store.putMessage.bind(store);
  store.putMessage = async (message) => {
    if (JSON.stringify(message).includes(word)) throw refusal();
    return put(message);
  };
}

describe('a message that the table refuses for what is in it', () => {
  const heavy = (): InboundMessage => mail({ subject: 'המקרר לא הגיע', text: `המקרר לא הגיע\n${'x'.repeat(5_000)} TOO MUCH`, replyText: 'המקרר לא הגיע', raw: { key: 'raw/heavy', size: 900_000 } });

  it('comes back at its first two attempts, and its neighbour goes on', async () => {
    refuse('TOO MUCH');
    const neighbour = mail();
    expect([await run([heavy(), 1], [neighbour, 1]), await run([heavy(), 2])]).toMatchObject([{ failed: [0] }, { failed: [0] }]);
    expect(stored(neighbour)[0]?.case).toMatch(/^\d{9}$/);
  });

  it('is a minimal case with its original at the third, and is acknowledged', async () => {
    refuse('TOO MUCH');
    const message = heavy();
    await run([message, 1]);
    expect(await run([message, 3])).toMatchObject({ failed: [] });
    expect(stored(message)[0]).toMatchObject({ quarantined: null, message: { subject: 'המקרר לא הגיע', replyText: 'המקרר לא הגיע', raw: { key: 'raw/heavy' }, repairs: ['minimal:refused'] } });
    expect([store.cases.size, outbox.map(({ kind }) => kind)]).toEqual([1, ['acknowledgement']]);
  });

  it('is one case and one entry however often it comes after that', async () => {
    refuse('TOO MUCH');
    const message = heavy();
    for (const attempt of [3, 4, 3]) await run([message, attempt]);
    expect([stored(message).length, store.cases.size, new Set(outbox.map(({ id }) => id)).size]).toEqual([1, 1, 1]);
  });

  it('waits for a person, with its original, when not even that is taken', async () => {
    const put = store.putCase.bind(store);
    const message = heavy();
    store.putCase = async (item) => {
      if (item.openedBy === message.id) throw refusal();
      return put(item);
    };
    expect(await run([message, 3])).toMatchObject({ failed: [] });
    expect(stored(message)[0]).toMatchObject({ quarantined: 'unreadable', case: null, message: { raw: { key: 'raw/heavy' } } });
    expect(outbox).toEqual([]);
  });
});

describe('a store that does not answer', () => {
  it('is no fault of a message, at whatever attempt', async () => {
    store.putMessage = () => Promise.reject(new Error('throttled'));
    await expect(run([mail(), 9])).rejects.toThrow('throttled');
  });
});

describe('what is left of a message', () => {
  it('keeps what makes it the same one: its id, its mail\'s ids, what it answers', () => {
    const message = mail();
    expect(minimalMessage(message)).toMatchObject({ id: message.id, author: { id: message.author.id }, mail: { messageId: message.mail!.messageId, fingerprint: message.mail!.fingerprint, inReplyTo: message.mail!.inReplyTo } });
  });

  it('stays a machine\'s when a machine wrote it', () => {
    expect(minimalMessage(mail({ sender: { machine: 'bounce', evidence: ['x'] } })).sender.machine).toBe('bounce');
  });
});
