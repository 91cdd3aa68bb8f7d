import { beforeEach, describe, expect, it } from '@jest/globals';
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
