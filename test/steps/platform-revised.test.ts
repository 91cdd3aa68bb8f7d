import { describe, expect, it } from '@jest/globals';
import type { NoteArrival } from '../../shared/channels/arrival.ts';
import type { ChannelFacts } from '../../shared/channels/channel.ts';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { facts as linkedin } from '../../shared/channels/linkedin/facts.ts';
import { comment, note, platformWorld, privately } from '../support/platform-world.ts';

const MINUTE = 60_000;

describe('a later word about a message', () => {
  it('that it was edited changes its text', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('איפה ההזמנה?'), note('edited', 'c_1', { text: 'איפה ההזמנה שלי מיום ראשון?', thread: ['POST', 'person-1'] })]);
    expect(world.stored('c_1')).toMatchObject({ message: { text: 'איפה ההזמנה שלי מיום ראשון?' }, revised: { what: 'edited' } });
  });

  it('that it was edited leaves the words before nowhere, also not in its original', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('איפה ההזמנה?', { raw: { message: 'איפה ההזמנה?' } }), note('edited', 'c_1', { text: 'תודה', thread: ['POST', 'person-1'] })]);
    expect(JSON.stringify(world.stored('c_1')!.message)).not.toContain('ההזמנה');
  });

  it('that it was removed empties it everywhere, and an edit that comes late does not bring it back', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('איפה ההזמנה?'), note('removed', 'c_1', { thread: ['POST', 'person-1'] }), note('edited', 'c_1', { text: 'שוב', thread: ['POST', 'person-1'] })]);
    expect(world.stored('c_1')!.message).toMatchObject({ text: '', replyText: '', platform: { raw: '' } });
  });

  it('leaves none of its words as the reason why it was a case', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('שלום, הזמנה מספר 98765432')]);
    expect(world.stored('c_1')!.decision!.evidence).toEqual(['הזמנה מספר 98765432']);
    await world.take([note('removed', 'c_1', { thread: ['POST', 'person-1'] })]);
    expect(world.stored('c_1')!.decision).toMatchObject({ is: 'case', reason: 'asks', evidence: [] });
  });

  it('that names it by its id alone finds it', async () => {
    const world = platformWorld(linkedin);
    await world.take([comment('Thanks everybody')]);
    await world.take([note('removed', 'c_1')]);
    expect(world.stored('c_1')!.message.text).toBe('');
  });

  it('that names nobody, as removals do where a permission is missing, finds it all the same', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('איפה ההזמנה?')]);
    await world.take([note('removed', 'c_1', { thread: ['POST', ''] })]);
    expect(world.stored('c_1')!.message.text).toBe('');
  });

  it.each<[string, Partial<NoteArrival>]>([['comment', { thread: ['POST', ''] }], ['mention elsewhere', {}]])('that names nobody finds a %s that is no case, too', async (_what, fields) => {
    const world = platformWorld(facebook);
    await world.take([comment('תודה רבה לכולם!')]);
    expect(world.stored('c_1')).toMatchObject({ case: null, decision: { is: 'mention' } });
    await world.take([note('removed', 'c_1', fields)]);
    expect(world.stored('c_1')).toMatchObject({ message: { text: '' }, revised: { what: 'removed' } });
  });

  it.each(['edited', 'removed'] as const)('that comes first (%s) waits for the message, and is given up some ten minutes later', async (what) => {
    const world = platformWorld(facebook);
    const early = note(what, 'c_1', { text: 'אחרת', thread: ['POST', 'person-1'] });
    expect([...(await world.take([early])).hideSeconds.values()]).toEqual([60]);
    expect([...(await world.take([early], 10)).hideSeconds.values()]).toEqual(what === 'removed' ? [60] : []);
    expect((await world.take([early], 11)).hideSeconds.size).toBe(0);
    expect(world.logged).toContain('note.withoutMessage');
  });
});

describe('what was removed before it ever came', () => {
  const removed = async (world: ReturnType<typeof platformWorld>, about: string, thread: string[] | undefined): Promise<void> => {
    for (const attempt of [1, 10, 11]) await world.take([note('removed', about, thread ? { thread } : {})], attempt);
  };
  const nothingLeft = { case: null, message: { text: '', replyText: '', attachments: [], platform: { raw: '' } }, revised: { what: 'removed' }, plan: null };

  it.each<[string, ChannelFacts, string]>([['Facebook', facebook, 'איפה ההזמנה שלי? אתם גנבים'], ['LinkedIn', linkedin, 'Where is my order? You are thieves']])('is stored empty, as no case, a day later: a comment on %s', async (_, facts, text) => {
    const world = platformWorld(facts);
    await removed(world, 'c_1', undefined);
    world.clock.now += 24 * 60 * MINUTE;
    await world.take([comment(text)]);
    expect(world.stored('c_1')).toMatchObject({ ...nothingLeft, decision: { is: 'mention', evidence: [] } });
    expect([world.store.cases.size, world.handed]).toEqual([0, []]);
  });

  it('is stored empty, as no case: a private message', async () => {
    const world = platformWorld(facebook);
    await removed(world, 'm_1', ['person-1']);
    await world.take([privately('הסיסמה שלי היא 1234'), privately('שלום, איפה ההזמנה?', { nativeId: 'm_2' })]);
    expect(world.stored('m_1')).toMatchObject(nothingLeft);
    expect(world.caseOf('m_2')).toMatchObject({ openedBy: world.stored('m_2')!.id });
  });

  it('is emptied when it was on its way into the table at that very moment', async () => {
    const world = platformWorld(facebook);
    const early = note('removed', 'c_1', { thread: ['POST', 'person-1'] });
    await world.take([early], 1);
    // Its writer has the id, and dies before the message is there.
    const put = world.store.putMessage.bind(world.store);
    world.store.putMessage = async () => { throw new Error('the table is away'); };
    await expect(world.take([comment('איפה ההזמנה?')])).rejects.toThrow();
    expect([...(await world.take([early], 10)).hideSeconds.values()]).toEqual([60]);
    world.store.putMessage = put;
    await world.take([comment('איפה ההזמנה?')]);
    expect([...(await world.take([early], 11)).hideSeconds.values()]).toEqual([]);
    expect(world.stored('c_1')!.message.text).toBe('');
  });
});

describe('a mention whose author changes its words into a complaint', () => {
  it.each([['he', 'תודה רבה!', 'תודה על כלום, ההזמנה הגיעה שבורה ואף אחד לא עונה'], ['en', 'Thank you!', 'Thanks for nothing, my order arrived broken and nobody answers']])('is a case from then on, acknowledged by the table (%s)', async (language, before, after) => {
    const world = platformWorld(facebook);
    await world.take([comment(before)]);
    expect(world.stored('c_1')).toMatchObject({ case: null, decision: { is: 'mention' } });
    world.clock.now += 5 * MINUTE;
    await world.take([note('edited', 'c_1', { text: after, thread: ['POST', 'person-1'], at: world.clock.now })]);
    expect(world.stored('c_1')).toMatchObject({ message: { text: after }, decision: { is: 'case' }, suppressedBecause: null });
    expect(world.caseOf('c_1')).toMatchObject({ status: 'new', openedAt: world.clock.now, language, visibility: 'public' });
    expect(world.handed).toMatchObject([{ route: { kind: 'privateReply', to: 'c_1' }, automatic: true }]);
  });

  it('is one case with one acknowledgement, however often the word comes, and whoever dies on the way', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('תודה רבה!')]);
    const edited = note('edited', 'c_1', { text: 'ההזמנה הגיעה שבורה', thread: ['POST', 'person-1'] });
    for (const step of ['writeHead', 'putCase', 'becomeCase'] as const) {
      const own = world.store[step];
      Object.assign(world.store, { [step]: async (...given: never[]) => { await (own as (...all: never[]) => Promise<unknown>).apply(world.store, given); throw new Error('died here'); } });
      await expect(world.take([edited])).rejects.toThrow('died here');
      Object.assign(world.store, { [step]: own });
    }
    await world.take([edited]);
    await world.take([edited]);
    expect([world.store.cases.size, world.handed.length]).toEqual([1, 1]);
  });

  it('joins the open case of its author there', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('תודה רבה!'), comment('ההזמנה הגיעה שבורה', { nativeId: 'c_2' })]);
    await world.take([note('edited', 'c_1', { text: 'ההזמנה הגיעה שבורה, שוב', thread: ['POST', 'person-1'] })]);
    expect(world.stored('c_1')!.case).toBe(world.stored('c_2')!.case);
    expect(world.handed).toHaveLength(1);
  });

  it('stays a mention where it was found by a keyword only, and while it complains of nothing', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('תודה רבה!', { monitoringOnly: true }), comment('תודה!', { nativeId: 'c_2', author: { id: 'person-2', name: null } })]);
    await world.take([note('edited', 'c_1', { text: 'הגיע שבור', thread: ['POST', 'person-1'] }), note('edited', 'c_2', { text: 'תודה לכולם!', thread: ['POST', 'person-2'] })]);
    expect([world.stored('c_1')!.case, world.stored('c_2')!.case]).toEqual([null, null]);
  });

  it('and a case whose author changes it into praise stays a case', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('ההזמנה הגיעה שבורה')]);
    await world.take([note('edited', 'c_1', { text: 'תודה רבה!', thread: ['POST', 'person-1'] })]);
    expect(world.stored('c_1')).toMatchObject({ case: expect.any(String), decision: { is: 'case' }, message: { text: 'תודה רבה!' } });
  });
});

it('why a case is urgent stays when its message is removed, the words that say so do not', async () => {
  const world = platformWorld(facebook);
  await world.take([privately('אני פונה לעורך דין, תביעה בדרך')]);
  expect(world.caseOf('m_1')!.urgency!.map(({ evidence }) => evidence)).toEqual([expect.arrayContaining(['תביעה'])]);
  await world.take([note('removed', 'm_1', { thread: ['person-1'] })]);
  expect(world.caseOf('m_1')!.urgency!.map(({ evidence }) => evidence)).toEqual([[]]);
});
