import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseView } from '../../shared/steps/case-view.ts';
import { countQueues, listCases } from '../../shared/steps/case-list.ts';
import { merge, unmerge } from '../../shared/steps/desk-merge.ts';
import { note } from '../../shared/steps/desk-note.ts';
import { showCaseNumber } from '../../shared/domain/case-number.ts';
import { deskWorld } from '../support/desk-world.ts';
import { mail } from '../support/make.ts';

const NOA = { id: 'noa', name: 'נועה' };
let world: ReturnType<typeof deskWorld>;
let mia: string;
let ron: string;
let dan: string;

beforeEach(async () => {
  world = deskWorld();
  [mia, ron, dan] = [await world.receive(mail({ from: 'mia@example.org', subject: 'חשבונית' })), await world.receive(mail({ from: 'ron@example.org', subject: 'Parcel' })), await world.receive(mail({ from: 'dan@example.org', subject: 'Refund' }))];
});

const say = async (number: string, text: string, mentions: string[] = []) => { world.clock.now += 1000; return note(world.desk, { number, agent: NOA, text, key: `key-${text}`, mentions }); };
const join = async (from: string, into: string) => merge(world.desk, { from, into, agent: NOA, confirmed: true });
const part = async (number: string, from: string) => unmerge(world.desk, { number, id: world.store.acts.findLast(({ merge: one }) => one?.kind === 'merged' && one.from === from)!.id, agent: NOA });
const notesOn = async (number: string) => (await caseView(world.office, number)).notes!.map(({ text, of = null }) => [text, of]);
const tagged = async () => [(await listCases(world.office, { queue: 'tagged', sort: 'due', limit: 10, agent: 'tal' })).cases.map(({ number }) => number), (await countQueues(world.office, 'tal')).counts.tagged];

describe('notes of a case that was merged', () => {
  it('stand on the one that its work goes on in, with whose they were, through a second merge too', async () => {
    await say(mia, 'היא לקוחה ותיקה');
    await say(ron, 'call him');
    await join(mia, ron);
    expect(await notesOn(ron)).toEqual([['היא לקוחה ותיקה', showCaseNumber(mia)], ['call him', null]]);
    await join(ron, dan);
    expect(await notesOn(dan)).toEqual([['היא לקוחה ותיקה', showCaseNumber(mia)], ['call him', showCaseNumber(ron)]]);
  });

  it('lead whoever they name to that one, by list and count, and back where they stand again', async () => {
    await say(mia, '@tal ראית?', ['tal']);
    await join(mia, ron);
    expect(await tagged()).toEqual([[showCaseNumber(ron)], 1]);
    await join(ron, dan);
    expect(await tagged()).toEqual([[showCaseNumber(dan)], 1]);
    await part(dan, ron);
    await part(ron, mia);
    expect(await tagged()).toEqual([[showCaseNumber(mia)], 1]);
    expect([await notesOn(ron), await notesOn(mia)]).toEqual([[], [['@tal ראית?', null]]]);
  });

  it('leave named on the other whoever was named there too', async () => {
    await say(ron, '@tal his parcel', ['tal']);
    await say(mia, '@tal ראית?', ['tal']);
    await join(mia, ron);
    await part(ron, mia);
    expect((await tagged())[1]).toBe(2);
  });

  it('written there afterwards stand on the other at once, pressed twice once', async () => {
    await join(mia, ron);
    await join(ron, dan);
    const [first, again] = [await say(mia, '@tal לבדוק', ['tal']), await say(mia, '@tal לבדוק', ['tal'])];
    expect([again.id, await notesOn(dan), await tagged()]).toEqual([first.id, [['@tal לבדוק', null]], [[showCaseNumber(dan)], 1]]);
  });
});
