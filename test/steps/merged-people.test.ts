import { beforeEach, describe, expect, it } from '@jest/globals';
import { showCaseNumber } from '../../shared/domain/case-number.ts';
import { messageLine } from '../../shared/steps/export.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { caseView } from '../../shared/steps/case-view.ts';
import { mail } from '../support/make.ts';
import { statusWorld } from '../support/status-world.ts';

type World = ReturnType<typeof statusWorld>;
let world: World;
let mia: string;
let ron: string;
const page = async (number: string): Promise<string> => (await world.call('GET', `/s/${world.tokenOf(number)}`)).body;
const wordOf = (address: string): string => [...world.table.messages.values()].find(({ message }) => message.author.id === address)!.id;

beforeEach(async () => {
  world = statusWorld();
  mia = await world.receive(mail({ from: 'mia@example.org', subject: 'MIA invoice', replyText: 'Where is my invoice?', language: 'en' }));
  ron = await world.receive(mail({ from: 'ron@example.org', subject: 'RON parcel', replyText: 'איפה החבילה?', language: 'he' }));
  await world.mergeCases(mia, ron);
});

describe('an answer on a case that another customer was merged into', () => {
  it('leaves the other unanswered: the case stays in work, due when it was', async () => {
    const { dueAt } = world.caseOf(ron);
    await world.answer(ron, 'נשלחה היום');
    expect(world.caseOf(ron)).toMatchObject({ status: 'open', unansweredSince: world.clock.now, answeredAt: world.clock.now, ...(dueAt === undefined ? {} : { dueAt }) });
    await world.answer(ron, 'נשלחה שוב', 'resolve');
    expect(world.caseOf(ron).status).toBe('open');
  });

  it('is told as answered to whom it was sent, and not to the other', async () => {
    await world.answer(ron, 'נשלחה היום');
    const [hers, his] = [await page(mia), await page(ron)];
    expect([hers.includes('Answered in time'), hers.includes('We will answer'), hers.includes('In progress')]).toEqual([false, true, true]);
    expect([his.includes('נענתה במועד'), his.includes('נשיב לך')]).toEqual([true, false]);
  });

  it('that reaches the merged one is under her own number and subject, in her language, and is told to her alone', async () => {
    const { stored } = await world.answer(ron, 'Here it is', undefined, wordOf('mia@example.org'));
    expect(stored.plan).toMatchObject({ plan: { to: 'mia@example.org', caseNumber: mia, subject: 'MIA invoice', language: 'en' } });
    const [hers, his] = [await page(mia), await page(ron)];
    expect([hers.includes('Answered in time'), hers.includes('Here it is')]).toEqual([true, true]);
    expect([his.includes('נענתה במועד'), his.includes('נשיב לך'), his.includes('Here it is')]).toEqual([false, true, false]);
  });

  it('and one to the other: both are answered, and the case waits for them', async () => {
    await world.answer(ron, 'נשלחה היום');
    await world.answer(ron, 'Here it is', undefined, wordOf('mia@example.org'));
    expect([world.caseOf(ron).status, world.caseOf(ron).unansweredSince ?? null]).toEqual(['waiting_on_customer', null]);
    expect([(await page(mia)).includes('Answered in time'), (await page(ron)).includes('נענתה במועד')]).toEqual([true, true]);
  });
});

describe('a case that was merged into one that was merged itself', () => {
  let dan: string;
  const words = async (number: string): Promise<string[]> => { const body = await page(number); return ['Where is my invoice?', 'איפה החבילה?', 'a refund', 'One word more', 'and by mail'].filter((one) => body.includes(one)); };
  const shown = async (number: string): Promise<string[]> => (await caseView({ store: world.store, settings: async () => DEFAULT_SETTINGS, now: () => world.clock.now }, number)).entries.map(({ text }) => text);

  beforeEach(async () => {
    dan = await world.receive(mail({ from: 'dan@example.org', subject: 'DAN refund', text: 'a refund', replyText: 'a refund', language: 'en' }));
    await world.answer(ron, 'Here it is', undefined, wordOf('mia@example.org'));
    await world.mergeCases(ron, dan);
  });

  it('is shown on the last one with all that was said, and each of the three sees their own words', async () => {
    expect((await shown(dan)).length).toBe(4);
    expect(await Promise.all([mia, ron, dan].map(words))).toEqual([['Where is my invoice?'], ['איפה החבילה?'], ['a refund']]);
    expect((await page(mia)).includes('Here it is')).toBe(true);
  });

  it('has what its customer added meanwhile, on its page or by mail, when both are undone: there, and nowhere else', async () => {
    await world.press(`/s/${world.tokenOf(mia)}/details`, { text: 'One word more' });
    await world.settle();
    await world.receive(mail({ from: 'mia@example.org', subject: 'Re: MIA invoice', text: 'and by mail', replyText: 'and by mail', language: 'en', mail: { caseNumbers: [mia] } }));
    expect([...world.table.messages.values()].filter(({ message }) => message.author.id === 'mia@example.org').map((one) => messageLine(one, undefined, '').caseNumber)).toEqual(Array.from({ length: 3 }, () => showCaseNumber(mia)));
    expect([(await shown(dan)).length, await words(mia)]).toEqual([6, ['Where is my invoice?', 'One word more', 'and by mail']]);
    await world.unmerge(dan);
    await world.unmerge(ron);
    expect((await Promise.all([mia, ron, dan].map(shown))).map((texts) => [texts.length, texts.includes('and by mail')])).toEqual([[4, true], [1, false], [1, false]]);
    expect(await words(mia)).toEqual(['Where is my invoice?', 'One word more', 'and by mail']);
    expect([mia, ron, dan].map((number) => [world.caseOf(number).status, world.caseOf(number).unansweredSince])).toEqual([['open', world.clock.now], ['new', world.clock.now], ['new', world.clock.now]]);
  });
});

describe('links taken back', () => {
  it.each([['the case that all see', () => ron], ['the one merged into it', () => mia]])('on %s are those of the whole matter', async (_, number) => {
    expect([(await world.call('GET', `/s/${world.tokenOf(mia)}`)).statusCode, (await world.call('GET', `/s/${world.tokenOf(ron)}`)).statusCode]).toEqual([200, 200]);
    await world.revoke(number());
    for (const one of [mia, ron]) expect([one, (await world.call('GET', `/s/${world.tokenOf(one)}`)).statusCode, (await world.call('GET', `/s/${world.tokenOf(one, 1)}`)).statusCode]).toEqual([one, 404, 200]);
    expect(world.store.acts.filter(({ what }) => what === 'linksRevoked').map(({ caseNumber }) => caseNumber).sort()).toEqual([mia, ron].sort());
  });

  it('leave those of a case alone whose merge was undone', async () => {
    await world.unmerge(ron);
    await world.revoke(ron);
    expect([(await world.call('GET', `/s/${world.tokenOf(mia)}`)).statusCode, (await world.call('GET', `/s/${world.tokenOf(ron)}`)).statusCode]).toEqual([200, 404]);
  });
});
