import { describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { facts } from '../../shared/channels/linkedin/facts.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { arrivedMessage } from '../../shared/steps/arrived.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { record } from '../../shared/steps/record.ts';
import { formWorld } from '../support/form-world.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';

const FORM = 'https://care.company.example/form?lang=he';
const NOA = { id: 'noa', name: 'נעה' };
const DAY = 86_400_000;
const [FIRST, SECOND] = ['A'.repeat(22), 'B'.repeat(22)];

/** A member of LinkedIn complains below our post, in Hebrew; an agent can lead them to the form. */
async function led({ formLink = FORM, text = 'תודה שפנית.' }: { formLink?: string | null; text?: string } = {}) {
  const world = formWorld();
  const { store, clock } = world;
  const planned: Outgoing[] = [];
  const settings = async () => ({ ...DEFAULT_SETTINGS, formLink });
  const step = record({ store, settings, keys: KEYS, now: () => clock.now, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async (entries) => { planned.push(...entries); } } });
  const receive = async (...messages: InboundMessage[]): Promise<void> => { await step(messages.map((message) => JSON.stringify(message))); };
  const urn = 'urn:li:comment:(urn:li:activity:1,2)';
  await receive(arrivedMessage({ facts, idKey: KEYS.id, namesOf: () => [], answersPublicly: false }, {
    kind: 'message', nativeId: urn, inbox: '1', visibility: 'public', conversation: 'c', post: 'urn:li:activity:1', parent: null, ours: false, ownSend: false, author: { id: 'urn:li:person:dana', name: null }, at: SUNDAY_MORNING,
    text: 'ההזמנה שלי לא הגיעה כבר שבועיים, איפה היא?', attachments: [], link: null, monitoringOnly: false, raw: {},
  }, SUNDAY_MORNING));
  const [comment] = [...store.messages.values()];
  const hand = async (key = 'key-00000001') => (await reply({
    store: new MemoryDesk(store), outbox: { send: async (entries) => { planned.push(...entries); } }, settings, keys: KEYS, nextNumber: caseNumbers(store, KEYS.number), now: () => clock.now,
    references: { offer: async (name, reference) => { if (!world.offered.has(name)) world.offered.set(name, reference); } },
  }, { caseNumber: comment!.case!, text, agent: NOA, key, via: 'handOver' })).stored;
  const linkIn = (stored: StoredMessage): URL => new URL(/https:\S+/.exec(stored.message.text)![0]);
  const submit = async (submission: string, ref: string, fields: Record<string, unknown> = {}) => {
    const { said } = await world.send({ submission, ref, lang: 'he', text: 'מספר ההזמנה 55431', ...fields });
    await receive(...world.queued.splice(0));
    return said;
  };
  const entry = (words: string): StoredMessage => [...store.messages.values()].find(({ message }) => message.text === words)!;
  return { world, store, clock, planned, receive, hand, linkIn, submit, entry, caseNumber: comment!.case! };
}
const bare = (shown: string): string => shown.replaceAll('-', '');

describe('an agent leads somebody on LinkedIn into private', () => {
  it('by the agent\'s words with the form\'s address, in public below the comment, and never the case number', async () => {
    const { hand, linkIn, caseNumber, planned } = await led();
    const stored = await hand();
    const link = linkIn(stored);
    expect([link.origin + link.pathname, link.searchParams.get('lang'), link.searchParams.get('ref')]).toEqual(['https://care.company.example/form', 'he', expect.stringMatching(/^[\w-]{22}$/)]);
    expect(stored.message.text).toBe(`תודה שפנית.\n\nכדי לשמור על פרטיותך נשמח להמשיך בפרטי: ${link.href}`);
    expect(planned.at(-1)).toMatchObject({ kind: 'reply', channel: 'linkedin', plan: { text: stored.message.text, route: { kind: 'publicReply', to: 'urn:li:comment:(urn:li:activity:1,2)' } } });
    expect(stored.message.text).not.toContain(caseNumber);
  });

  it('puts the address where the agent left a place for it', async () => {
    const { hand, linkIn } = await led({ text: 'Please go on here: {howTo}. Noa' });
    const stored = await hand();
    expect(stored.message.text).toBe(`Please go on here: ${linkIn({ ...stored, message: { ...stored.message, text: stored.message.text.replace('. Noa', '') } }).href}. Noa`);
  });

  it('keeps the link by a key that does not tell it, for fourteen days', async () => {
    const { hand, linkIn, world, caseNumber } = await led();
    const token = linkIn(await hand()).searchParams.get('ref')!;
    expect([...world.offered]).toEqual([[expect.not.stringContaining(token), expect.objectContaining({ caseNumber, until: SUNDAY_MORNING + 14 * DAY })]]);
  });

  it('pressed twice is one sentence with one link', async () => {
    const { hand, world } = await led();
    expect((await hand()).message.text).toBe((await hand()).message.text);
    expect(world.offered.size).toBe(1);
  });

  it('pressed twice with the address in the middle of the words is one sentence too', async () => {
    const { hand } = await led({ text: ' כאן: {howTo} — תודה ' });
    expect((await hand()).id).toBe((await hand()).id);
  });

  it('is refused while the settings name no form, and nothing goes out', async () => {
    const { hand, planned } = await led({ formLink: null });
    await expect(hand()).rejects.toMatchObject({ name: 'Refused', reason: 'formLinkMissing' });
    expect(planned).toEqual([]);
  });
});

describe('who comes to the form by that link', () => {
  it('is on the same case, hears its number, and is told of no confirmation, since a person has answered already', async () => {
    const { hand, linkIn, submit, entry, store, caseNumber, planned } = await led();
    const ref = linkIn(await hand()).searchParams.get('ref')!;
    const said = await submit(FIRST, ref);
    const stored = entry('מספר ההזמנה 55431');
    expect([bare(said.number), stored.case, stored.threadedBy, store.cases.size]).toEqual([caseNumber, caseNumber, 'reference', 1]);
    expect(store.cases.get(caseNumber)).toMatchObject({ status: 'open', threads: [expect.any(String), stored.thread] });
    expect(store.heads.get(stored.thread)).toMatchObject({ joined: true, participants: ['dana@customer.example'] });
    expect([said.email, said.text, stored.suppressedBecause, planned.filter(({ kind }) => kind === 'acknowledgement')]).toEqual([null, expect.stringMatching(/כדאי לשמור את מספר הפנייה\.$/), 'answered', []]);
  });

  it('sends again, or mends the text, and is still on it', async () => {
    const { hand, linkIn, submit, entry, store, caseNumber } = await led();
    const ref = linkIn(await hand()).searchParams.get('ref')!;
    await submit(FIRST, ref);
    await submit(FIRST, ref);
    await submit(FIRST, ref, { text: 'ועוד משהו' });
    expect([entry('ועוד משהו').case, store.cases.size, store.messages.size]).toEqual([caseNumber, 1, 4]);
  });

  it('after somebody else has used it, has a case of their own that is linked to it', async () => {
    const { hand, linkIn, submit, entry, store, caseNumber } = await led();
    const ref = linkIn(await hand()).searchParams.get('ref')!;
    await submit(FIRST, ref);
    const said = await submit(SECOND, ref, { email: 'eve@stranger.example', text: 'let me in' });
    expect([bare(said.number) === caseNumber, entry('let me in').relatedTo, store.cases.get(bare(said.number))?.relatedTo]).toEqual([false, caseNumber, caseNumber]);
  });

  it.each([['after two weeks', 15 * DAY, (ref: string) => ref], ['with another reference', 0, () => 'x'.repeat(22)], ['with what is none', 0, () => '<script>']])('%s has a case of their own, and it names no other', async (_what, passed, change) => {
    const { hand, linkIn, submit, entry, store, clock, caseNumber } = await led();
    const ref = linkIn(await hand()).searchParams.get('ref')!;
    clock.now += passed;
    const said = await submit(FIRST, change(ref));
    expect([bare(said.number) === caseNumber, entry('מספר ההזמנה 55431').relatedTo, store.cases.size]).toEqual([false, null, 2]);
  });

  it('is answered by mail, under the address they typed', async () => {
    const { hand, linkIn, submit, store, clock, planned, caseNumber } = await led();
    await submit(FIRST, linkIn(await hand()).searchParams.get('ref')!);
    await reply({ store: new MemoryDesk(store), outbox: { send: async (entries) => { planned.push(...entries); } }, settings: async () => DEFAULT_SETTINGS, keys: KEYS, nextNumber: caseNumbers(store, KEYS.number), now: () => clock.now }, { caseNumber, text: 'מצאנו אותה', agent: NOA, key: 'key-00000002' });
    expect(planned.at(-1)).toMatchObject({ kind: 'reply', channel: 'form', plan: { to: 'dana@customer.example', from: 'care@company.example', text: 'מצאנו אותה' } });
  });

  it('a case that was resolved meanwhile goes on; a closed one does not, and is linked', async () => {
    for (const [status, joins] of [['resolved', true], ['closed', false]] as const) {
      const { hand, linkIn, submit, store, caseNumber } = await led();
      const ref = linkIn(await hand()).searchParams.get('ref')!;
      store.cases.get(caseNumber)!.status = status;
      for (const head of store.heads.values()) head.status = status;
      const said = await submit(FIRST, ref);
      expect([bare(said.number) === caseNumber, store.cases.get(bare(said.number))!.status, store.cases.get(bare(said.number))!.relatedTo]).toEqual([joins, joins ? 'open' : 'new', joins ? null : caseNumber]);
    }
  });

  it('a machine uses up nobody\'s link', async () => {
    const { hand, linkIn, submit, caseNumber } = await led();
    const ref = linkIn(await hand()).searchParams.get('ref')!;
    await submit(SECOND, ref, { website: 'http://pills.example' });
    expect(bare((await submit(FIRST, ref)).number)).toBe(caseNumber);
  });
});
