import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredMessage } from '../../shared/ports.ts';
import { tell } from '../../shared/steps/tell.ts';
import type { Told } from '../../shared/steps/tell.ts';
import { opened } from '../adapters/cases.contract.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { MemoryContacts, MemoryTelling } from '../support/memory-telling.ts';

let telling: MemoryTelling;
let contacts: MemoryContacts;
beforeEach(() => {
  telling = new MemoryTelling(() => SUNDAY_MORNING);
  contacts = new MemoryContacts();
});
const run = async (told: Told[], batch = 'batch') => tell({ telling, search: telling, contacts, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined })(told, batch);
const message = (stored: StoredMessage, isNew = true): Told => ({ kind: 'message', message: stored, isNew });
const fromLinkedIn = (fields: Partial<StoredMessage> = {}): StoredMessage => {
  const { stored } = opened(privateMessage('talk', { channel: 'linkedin', text: 'secret words', replyText: 'secret words', author: { id: 'member', name: 'A Member' }, keep: { text: SUNDAY_MORNING + 1, profile: SUNDAY_MORNING + 1 } }));
  return { ...stored, ...fields };
};

describe('what is told of a message', () => {
  it('are all forms of its words, its writer, and its case', async () => {
    const { stored } = opened(mail({ text: 'ההזמנה לא הגיעה', replyText: 'ההזמנה לא הגיעה', author: { id: 'dana@example.org', name: 'דנה כהן' } }));
    await run([message(stored)]);
    expect(telling.batches).toMatchObject([{ cases: [stored.case], words: [{ id: stored.id, case: stored.case }] }]);
    expect(telling.batches[0]!.words[0]!.words.split(' ')).toEqual(expect.arrayContaining(['הזמנה', 'דנה', 'כהנ', 'dana@example.org']));
  });

  it('of LinkedIn is only that something changed: neither words nor who wrote', async () => {
    await run([message(fromLinkedIn()), { kind: 'case', item: { ...opened(mail()).placement.put!, channel: 'linkedin', customer: { id: '', name: null } }, isNew: true }]);
    expect(telling.batches[0]).toMatchObject({ words: [] });
    expect(contacts.people).toEqual([]);
    expect(JSON.stringify([telling.batches, contacts.people])).not.toContain('secret');
  });

  it('of a machine\'s mail is nothing', async () => {
    const { stored } = opened(mail());
    await run([message({ ...stored, case: null, quarantined: 'spam' })]);
    expect([telling.batches, contacts.people]).toEqual([[], []]);
  });

  it('that was taken back is forgotten, and of one that was changed the new words are found', async () => {
    const { stored } = opened(mail({ text: 'first words', replyText: 'first words' }));
    await run([message(stored)], 'one');
    const changed: StoredMessage = { ...stored, revised: { what: 'edited', at: 1 }, message: { ...stored.message, text: 'other words', replyText: 'other words' } };
    await run([message(changed, false)], 'two');
    expect(telling.batches.flatMap(({ words }) => words).map(({ words }) => words).join(' ')).not.toContain('first');
    await run([message({ ...changed, revised: { what: 'removed', at: 2 } }, false)], 'three');
    expect(telling.batches.flatMap(({ words }) => words)).toEqual([]);
  });
});

describe('who wrote', () => {
  it('is the same customer again by mail, and by another channel only where both addresses are proved', async () => {
    const first = opened(mail({ from: 'dana@example.org' }));
    await run([message(first.stored), { kind: 'case', item: first.placement.put!, isNew: true }], 'one');
    const again = opened(mail({ from: 'dana@example.org' }));
    await run([message(again.stored), { kind: 'case', item: again.placement.put!, isNew: true }], 'two');
    const typed = opened({ ...mail({ from: 'dana@example.org' }), channel: 'form', mail: null });
    await run([message(typed.stored), { kind: 'case', item: typed.placement.put!, isNew: true }], 'three');
    const owner = contacts.people.find(({ channel }) => channel === 'email')!.contact;
    expect(contacts.cases.get(owner)!.map(({ number }) => number)).toEqual([first.placement.caseNumber, again.placement.caseNumber]);
    expect(contacts.people.find(({ channel }) => channel === 'form')!.contact).not.toBe(owner);
  });

  it('is linked once, however often it is told', async () => {
    const { stored, placement } = opened(mail());
    for (let n = 0; n < 3; n++) await run([message(stored), { kind: 'case', item: placement.put!, isNew: true }]);
    expect([contacts.people.length, [...contacts.cases.values()].flat().length]).toEqual([1, 1]);
  });
});

describe('a public item', () => {
  const comment = (fields: Partial<StoredMessage>): StoredMessage => {
    const { stored } = opened(privateMessage('post-thread', { channel: 'facebook', visibility: 'public', platform: { nativeId: 'c1', post: 'p1', parent: 'p1', link: null, automatic: null, reply: null, raw: '{}' } }));
    return { ...stored, ...fields };
  };

  it('that is no case stands among the mentions and under its post; one that is a case under its post only', async () => {
    const mention = comment({ case: null, decision: { is: 'mention', reason: 'praise', evidence: [], borderline: false } });
    const asked = comment({ decision: { is: 'case', reason: 'asks', evidence: [], borderline: false } });
    await run([message(mention), message(asked)]);
    expect((await telling.listed('mentions', 10)).refs.map(({ id }) => id)).toEqual([mention.id]);
    const [post] = [...telling.lists.keys()].filter((name) => name.startsWith('post.'));
    expect((await telling.listed(post!, 10)).refs.map(({ id }) => id).sort()).toEqual([mention.id, asked.id].sort());
  });
});
