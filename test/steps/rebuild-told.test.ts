import { beforeEach, describe, expect, it } from '@jest/globals';
import { erasedMessage } from '../../shared/domain/erasure.ts';
import { readQuery, lookUpForms } from '../../shared/domain/search-words.ts';
import { record } from '../../shared/steps/record.ts';
import { rebuildTold } from '../../shared/steps/rebuild-told.ts';
import { MENTIONS, tell } from '../../shared/steps/tell.ts';
import type { Told } from '../../shared/steps/tell.ts';
import { joinContacts } from '../../shared/steps/contact-view.ts';
import { deskWorld } from '../support/desk-world.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { MemoryContacts, MemoryTelling } from '../support/memory-telling.ts';

const HOUR = 3_600_000;
let world: ReturnType<typeof deskWorld>;
let telling: MemoryTelling;
let contacts: MemoryContacts;
let now: number;
beforeEach(() => {
  world = deskWorld();
  now = SUNDAY_MORNING;
  telling = new MemoryTelling(() => now);
  contacts = new MemoryContacts(world.table);
});

const comment = (n: number, text: string) => privateMessage(`comment-${n}`, {
  visibility: 'public', channel: 'facebook', text, replyText: text, author: { id: `person-${n}`, name: `Person ${n}` }, platform: { nativeId: `c${n}`, post: 'post-1', parent: null, link: null, automatic: null, reply: null, raw: '{}' },
});

/** As the stream would tell it, one by one. */
async function tellEverything(): Promise<void> {
  const told: Told[] = [...[...world.table.messages.values()].map((message): Told => ({ kind: 'message', message, isNew: true })), ...[...world.table.cases.values()].map((item): Told => ({ kind: 'case', item, isNew: true }))];
  for (const [place, one] of told.entries()) await tell({ telling, search: telling, contacts, keys: KEYS, now: () => now, log: () => undefined })([one], `batch-${place}`);
}
const rebuild = async () => rebuildTold({ telling, search: telling, contacts, keys: KEYS, now: () => now }, { messages: structuredClone([...world.table.messages.values()]), cases: structuredClone([...world.table.cases.values()]) });
const finds = async (typed: string): Promise<number> => (await telling.candidates(readQuery(typed).words.map((word) => ({ forms: lookUpForms(word), open: false })), 50)).length;
async function listed(name: string): Promise<string[]> {
  return (await telling.listed(name, 100)).refs.map(({ id }) => id).sort();
}
const everybody = () => ({ people: contacts.people.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1)), cases: [...contacts.cases].sort(([a], [b]) => (a < b ? -1 : 1)) });

async function aDay(): Promise<void> {
  await world.receive(mail({ from: 'dana@example.org', author: { id: 'dana@example.org', name: 'דנה כהן' }, text: 'ההזמנה שלי לא הגיעה', replyText: 'ההזמנה שלי לא הגיעה' }));
  await world.receive(mail({ from: 'dana@example.org', subject: 'Another matter', author: { id: 'dana@example.org', name: 'דנה כהן' } }));
  await world.receive(privateMessage('talk', { text: 'refund please', replyText: 'refund please' }));
  for (const n of [1, 2, 3]) {
    const message = comment(n, n === 1 ? 'לא קיבלתי את ההזמנה, איפה היא?' : 'איזה יופי');
    await record({ ...world.desk, keys: KEYS, store: world.table, log: () => undefined })([JSON.stringify(message)]);
  }
  await tellEverything();
  now = SUNDAY_MORNING + HOUR;
}

describe('what is told of messages', () => {
  it('is the same again after all of it was lost, and once more changes nothing', async () => {
    await aDay();
    const before = { everybody: everybody(), mentions: await listed(MENTIONS), lists: [...telling.lists.keys()].sort(), order: await finds('הזמנה'), refund: await finds('refund') };
    expect(before).toMatchObject({ order: 2, refund: 1, mentions: { length: 2 } });
    contacts.people.length = 0;
    contacts.cases.clear();
    telling.batches.length = 0;
    telling.lists.clear();
    expect([await finds('הזמנה'), (await listed(MENTIONS)).length]).toEqual([0, 0]);
    const told = await rebuild();
    const after = async () => ({ everybody: everybody(), mentions: await listed(MENTIONS), lists: [...telling.lists.keys()].sort(), order: await finds('הזמנה'), refund: await finds('refund') });
    expect(await after()).toEqual(before);
    expect(told.listed).toBe(5);
    expect((await rebuild()).listed).toBe(0);
    expect(await after()).toEqual(before);
  });

  it('does not part what people put together, nor find what was erased', async () => {
    await aDay();
    const [dana, other] = contacts.people.filter(({ channel }) => channel === 'email' || channel === 'messenger').map(({ contact }) => contact) as [string, string];
    await joinContacts({ ...world.office, contacts }, { from: other, into: dana, by: 'noa' });
    const events = structuredClone(contacts.kept);
    for (const [key, stored] of world.table.messages) if (stored.message.channel === 'email') world.table.messages.set(key, erasedMessage(stored, now));
    await rebuild();
    expect(contacts.kept).toEqual(events);
    expect([await finds('דנה'), await finds('refund')]).toEqual([0, 1]);
  });

  it('a moment ago is left to the stream', async () => {
    await world.receive(mail());
    expect(await rebuild()).toEqual({ customers: 0, found: 0, listed: 0 });
  });
});
