import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { record } from '../../shared/steps/record.ts';
import { release } from '../../shared/steps/desk-release.ts';
import { showCaseNumber } from '../../shared/domain/case-number.ts';
import { formWorld } from '../support/form-world.ts';
import { KEYS } from '../support/make.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';
import { caseNumbers } from '../../shared/aws/cases.ts';

type World = ReturnType<typeof formWorld>;

/** Records what the form has queued; answers with what was planned. */
async function recorded({ store, clock }: World, messages: InboundMessage[]): Promise<Outgoing[]> {
  const planned: Outgoing[] = [];
  const step = record({
    store, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => clock.now, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
    outbox: { send: async (entries) => { planned.push(...entries); } },
  });
  expect(await step(messages.map((message) => JSON.stringify(message)))).toMatchObject({ failed: [] });
  return planned;
}
const numbersOf = ({ store }: World): string[] => [...store.cases.keys()].map(showCaseNumber);

describe('a visitor of the form', () => {
  it('hears the number that the case then has, and its time', async () => {
    const world = formWorld();
    const { said } = await world.send();
    await recorded(world, world.queued);
    expect(numbersOf(world)).toEqual([said.number]);
    expect([...world.store.cases.values()][0]).toMatchObject({ promise: { dueAt: said.dueAt }, channel: 'form', inbox: 'care@company.example' });
  });

  it('who sends the same twice has one number, one case, one confirmation', async () => {
    const world = formWorld();
    const [first, second] = [await world.send(), await world.send()];
    const planned = await recorded(world, world.queued);
    expect(second.said).toEqual(first.said);
    expect([numbersOf(world), world.store.messages.size, new Set(planned.map(({ id }) => id)).size]).toEqual([[first.said.number], 1, 1]);
  });

  it('whose first answer was lost on the way hears the same number', async () => {
    let broken = true;
    const queued: InboundMessage[] = [];
    const world = formWorld({ inbound: { send: async (entries) => { queued.push(...entries); if (broken) throw new Error('the line broke after the queue had it'); } } });
    await expect(world.send()).rejects.toThrow('the line broke');
    broken = false;
    const { said } = await world.send();
    await recorded(world, queued);
    expect([queued.length, numbersOf(world), world.store.messages.size]).toEqual([2, [said.number], 1]);
  });

  it('who mends the text and sends again loses neither, in one case, whichever comes first', async () => {
    for (const turned of [false, true]) {
      const world = formWorld();
      const first = await world.send();
      const second = await world.send({ text: 'Where is my order? It was number 7.' });
      const planned = [...await recorded(world, turned ? world.queued.toReversed() : world.queued)];
      expect(second.said.number).toBe(first.said.number);
      expect([numbersOf(world), world.store.messages.size, new Set(planned.map(({ id }) => id)).size]).toEqual([[first.said.number], 2, 1]);
    }
  });

  it('who sends again under another address hears of no mail there, and none goes there, whichever comes first', async () => {
    for (const turned of [false, true]) {
      const world = formWorld();
      const first = await world.send();
      const second = await world.send({ email: 'dana@customer.example.org', text: 'Where is my order? My other address.' });
      const again = await world.send();
      expect([first, second, again].map(({ said }) => said.email)).toEqual(['dana@customer.example', null, 'dana@customer.example']);
      const planned = await recorded(world, turned ? world.queued.toReversed() : world.queued);
      expect([numbersOf(world), new Set(planned.map((entry) => (entry.kind === 'acknowledgement' ? entry.plan.to : '')))]).toEqual([[first.said.number], new Set(['dana@customer.example'])]);
    }
  });

  it('who writes more on the same page days later is told a time that is still to come', async () => {
    const world = formWorld();
    const first = await world.send();
    world.clock.now += 3 * 86_400_000;
    const second = await world.send({ text: 'And now?' });
    expect([second.said.number, second.said.dueAt > world.clock.now]).toEqual([first.said.number, true]);
  });

  it('is confirmed by mail as one whom nobody vouches for: not one of their words', async () => {
    const world = formWorld();
    await world.send({ name: 'Buy pills', subject: 'http://pills.example', text: 'שלום' });
    const [planned] = await recorded(world, world.queued);
    expect(planned).toMatchObject({ kind: 'acknowledgement', plan: { to: 'dana@customer.example', from: 'care@company.example', authenticated: false, name: null, subject: null, inReplyTo: null, references: [] } });
    expect(JSON.stringify(planned)).not.toMatch(/pills|שלום/);
  });

  it('who sends very often is still heard, but no longer confirmed, and is told so', async () => {
    const world = formWorld({ settings: { formMailsPerHour: 1 } });
    await world.send({ submission: 'A'.repeat(22) });
    const { said } = await world.send({ submission: 'B'.repeat(22), email: 'victim@other.example' });
    const planned = await recorded(world, world.queued);
    expect([said.email, said.text]).toEqual([null, expect.stringMatching(/Please keep the case number\.$/)]);
    expect([world.store.cases.size, planned.length]).toEqual([2, 1]);
    expect([...world.store.cases.values()].map(({ suppressedBecause }) => suppressedBecause)).toEqual([null, 'capUnauthenticated']);
  });
});

describe('a machine that fills in everything', () => {
  it('hears what a person hears, and waits among the filtered', async () => {
    const world = formWorld();
    const { status, said } = await world.send({ website: 'http://pills.example' });
    const planned = await recorded(world, world.queued);
    expect([status, said.text, said.email]).toEqual([201, expect.stringMatching(/^We have your message\. Case number: \d/), 'dana@customer.example']);
    expect([world.store.cases.size, planned.length, [...world.store.messages.values()][0]]).toEqual([0, 0, expect.objectContaining({ quarantined: 'spam', case: null })]);
  });

  it('that was a person after all gets the number that was told, once somebody releases it', async () => {
    const world = formWorld();
    const { said } = await world.send({ website: 'my own page' });
    await recorded(world, world.queued);
    const desk = { store: new MemoryDesk(world.store), outbox: { send: async () => undefined }, settings: async () => DEFAULT_SETTINGS, keys: KEYS, nextNumber: caseNumbers(world.store, KEYS.number), now: () => world.clock.now };
    const released = await release(desk, { id: world.queued[0]!.id, agent: { id: 'agent', name: 'Noa' }, acknowledge: true });
    expect([showCaseNumber(released.case!), released.plan]).toEqual([said.number, expect.objectContaining({ kind: 'acknowledgement' })]);
  });
});

describe('files that come with a submission', () => {
  const FILE = { place: 0, name: 'חשבונית.pdf', type: 'application/pdf' };

  it('lie with the message under their own names, as large as they are', async () => {
    const world = formWorld();
    world.uploaded.set('q3Jm0Tn1S0yJ8mX2v5bZkA/0', 4711);
    await world.send({ files: [FILE] });
    expect(world.queued[0]?.attachments).toEqual([{ name: 'חשבונית.pdf', type: 'application/pdf', size: 4711, key: 'parts/form/q3Jm0Tn1S0yJ8mX2v5bZkA/0', contentId: null, inline: false }]);
  });

  it('that never arrived hold the message back, so that nothing is lost in silence', async () => {
    const world = formWorld();
    const { status, said } = await world.send({ files: [FILE], lang: 'he' });
    expect([status, said.error.key, said.error.values['text']]).toEqual([400, 'fileMissing', 'העלאת הקובץ חשבונית.pdf לא הושלמה, והטקסט נשמר כאן. אפשר לנסות שוב.']);
    expect([world.queued, world.reserved.size]).toEqual([[], 0]);
  });

  it('that are larger than they may be are refused however they got there', async () => {
    const world = formWorld();
    world.uploaded.set('q3Jm0Tn1S0yJ8mX2v5bZkA/0', 10 * 1024 * 1024 + 1);
    expect((await world.send({ files: [FILE] })).said.error.key).toBe('fileTooLarge');
  });
});
