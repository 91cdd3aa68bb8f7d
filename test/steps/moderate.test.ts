import { beforeEach, describe, expect, it } from '@jest/globals';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { facts as instagram } from '../../shared/channels/instagram/facts.ts';
import { facts as linkedin } from '../../shared/channels/linkedin/facts.ts';
import { facts as x } from '../../shared/channels/x/facts.ts';
import { switchShown } from '../../shared/domain/moderation.ts';
import type { SwitchShown } from '../../shared/domain/moderation.ts';
import { Refused, TryLater } from '../../shared/errors.ts';
import { caseView } from '../../shared/steps/case-view.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { comment, note, platformWorld } from '../support/platform-world.ts';

const ANGRY = 'המשלוח לא הגיע כבר שבוע, מתי תעזרו לי?';
let world: ReturnType<typeof platformWorld>;
beforeEach(async () => {
  world = platformWorld(facebook);
  await world.take([comment(ANGRY)]);
});

const shown = (what: 'hidden' | 'liked' = 'hidden'): SwitchShown => switchShown(world.stored('c_1')!, what);
const failing = (error: Error): void => { world.platform.obeys = () => { throw error; }; };

describe('hiding a comment', () => {
  it('is shown at once, and done on the platform once', async () => {
    await world.act('c_1', 'hide');
    expect([shown(), world.acted]).toMatchObject([{ is: true, state: 'planned', by: 'דנה' }, []]);
    await world.flush();
    expect([shown(), world.acted]).toMatchObject([{ is: true, state: 'sent', reason: null }, [{ act: 'hide', to: 'c_1', inbox: 'PAGE1', attempt: 0 }]]);
  });

  it('pressed twice is one act', async () => {
    await world.act('c_1', 'hide');
    await world.act('c_1', 'hide');
    await world.flush();
    await world.act('c_1', 'hide');
    await world.flush();
    expect(world.acted).toHaveLength(1);
    expect(world.desk.acts.filter(({ what }) => what === 'hidden')).toHaveLength(1);
  });

  it('stands in the case’s history with who did it, and moves no clock', async () => {
    const before = structuredClone(world.caseOf('c_1')!);
    await world.act('c_1', 'hide');
    await world.act('c_1', 'like');
    const view = await caseView({ store: world.desk, settings: async () => DEFAULT_SETTINGS, now: () => world.clock.now }, before.number);
    expect(view.events.map(({ what, by }) => [what, by])).toEqual([['hidden', 'dana'], ['liked', 'dana']]);
    expect(world.caseOf('c_1')).toEqual({ ...before, acts: 2, chain: expect.any(String) });
  });

  it('of a mention that is no case is done too', async () => {
    await world.take([comment('תודה רבה!', { nativeId: 'c_2', author: { id: 'person-2', name: null } })]);
    expect(world.stored('c_2')!.case).toBeNull();
    await world.act('c_2', 'hide');
    await world.flush();
    expect(switchShown(world.stored('c_2')!, 'hidden')).toMatchObject({ is: true, state: 'sent' });
  });

  it('is taken back by showing it again', async () => {
    await world.act('c_1', 'hide');
    await world.flush();
    await world.act('c_1', 'unhide');
    await world.flush();
    expect([shown(), world.acted.map(({ act }) => act)]).toMatchObject([{ is: false, state: 'sent' }, ['hide', 'unhide']]);
  });

  it('that was taken back before it left is never done', async () => {
    await world.act('c_1', 'hide');
    world.clock.now += 1;
    await world.act('c_1', 'unhide');
    await world.flush();
    expect([shown().is, world.acted.map(({ act }) => act)]).toEqual([false, ['unhide']]);
  });

  it('waits for an act before it that is being handed over', async () => {
    await world.act('c_1', 'hide');
    Object.assign(world.stored('c_1')!.hiding!, { state: 'sending', leaseUntil: world.clock.now + 1000 });
    await expect(world.act('c_1', 'unhide')).rejects.toMatchObject({ name: 'Refused', reason: 'actUnderWay' });
  });

  it('and liking are two things', async () => {
    await world.act('c_1', 'hide');
    await world.act('c_1', 'like');
    await world.flush();
    expect([shown('hidden').is, shown('liked').is]).toEqual([true, true]);
    expect(world.acted.map(({ act }) => act)).toEqual(['hide', 'like']);
  });
});

describe('an act that the platform does not take', () => {
  it('is shown with its reason, and pressed again goes once more', async () => {
    failing(new Refused('permissionMissing', 'no'));
    await world.act('c_1', 'hide');
    await world.flush();
    expect(shown()).toMatchObject({ is: false, state: 'failed', reason: 'permissionMissing', act: 'hide' });
    world.platform.obeys = () => undefined;
    await world.act('c_1', 'hide');
    await world.flush();
    expect([shown(), world.acted]).toMatchObject([{ is: true, state: 'sent' }, [{ act: 'hide' }]]);
  });

  it('with a dead token pauses the channel', async () => {
    failing(new Refused('tokenDead', 'no'));
    await world.act('c_1', 'hide');
    await world.flush();
    expect([shown().reason, await world.sendings.pausedUntil('facebook')]).toEqual(['tokenDead', world.clock.now + 3_600_000]);
  });

  it('waits while the channel is paused, and for as long as the platform says', async () => {
    await world.sendings.pause('facebook', world.clock.now + 60_000);
    await world.act('c_1', 'hide');
    const entry = structuredClone(world.outbox.at(-1)!);
    expect(await world.hand(entry)).toEqual({ done: false, hideSeconds: 60 });
    world.clock.now += 60_000;
    failing(new TryLater(30, 'slow down'));
    expect(await world.hand(entry)).toEqual({ done: false, hideSeconds: 30 });
    expect(shown()).toMatchObject({ is: true, state: 'planned', reason: 'throttled' });
    world.platform.obeys = () => undefined;
    expect(await world.hand(entry)).toEqual({ done: true });
    expect(shown().state).toBe('sent');
  });

  it('since the comment is gone marks it as taken away', async () => {
    failing(new Refused('itemGone', 'no'));
    await world.act('c_1', 'hide');
    await world.flush();
    expect(world.stored('c_1')).toMatchObject({ revised: { what: 'removed' }, message: { text: '' }, hiding: { state: 'failed', reason: 'itemGone' } });
    await expect(world.act('c_1', 'hide')).rejects.toMatchObject({ reason: 'channelForbids' });
  });

  it('without an answer is made again, since twice is once, and told to a person in the end', async () => {
    failing(new Error('socket hang up'));
    await world.act('c_1', 'hide');
    const entry = structuredClone(world.outbox.at(-1)!);
    const outcomes = [];
    for (let tries = 0; tries < 5; tries++) outcomes.push(await world.hand(entry));
    expect(outcomes).toEqual([...Array.from({ length: 4 }, () => ({ done: false, hideSeconds: 60 })), { done: true }]);
    expect(shown()).toMatchObject({ is: false, state: 'failed', reason: 'noAnswer' });
  });

  it('whose attempt died is taken up when its time is over', async () => {
    await world.act('c_1', 'hide');
    const entry = structuredClone(world.outbox.at(-1)!);
    Object.assign(world.stored('c_1')!.hiding!, { state: 'sending', attempt: 1, leaseUntil: world.clock.now + 90_000 });
    expect(await world.hand(entry)).toEqual({ done: false, hideSeconds: 90 });
    world.clock.now += 90_000;
    expect(await world.hand(entry)).toEqual({ done: true });
    expect([shown().state, world.acted]).toMatchObject(['sent', [{ attempt: 1 }]]);
  });

  it('is not stored without its entry on the outbox; an entry without its act is dropped after a while', async () => {
    await world.act('c_1', 'hide');
    const entry = structuredClone(world.outbox.at(-1)!);
    delete world.stored('c_1')!.hiding;
    expect(await world.hand(entry)).toEqual({ done: false, hideSeconds: 5 });
    world.clock.now += 15 * 60_000;
    expect(await world.hand(entry)).toEqual({ done: true });
    expect(world.acted).toEqual([]);
  });
});

describe('what was done on the platform itself', () => {
  const word = (what: 'hidden' | 'unhidden', at: number) => note(what, 'c_1', { nativeId: `${what}:${at}`, thread: ['POST', 'person-1'], at });

  it('is seen: a comment hidden there is hidden here, and shown again', async () => {
    await world.take([word('hidden', world.clock.now + 1000)]);
    expect(shown()).toMatchObject({ is: true, elsewhere: true, by: null });
    await world.act('c_1', 'unhide');
    await world.flush();
    expect([shown(), world.acted]).toMatchObject([{ is: false, state: 'sent' }, [{ act: 'unhide' }]]);
  });

  it('after our own act has the last word', async () => {
    await world.act('c_1', 'hide');
    await world.flush();
    await world.take([word('unhidden', world.clock.now + 60_000)]);
    expect(shown()).toMatchObject({ is: false, elsewhere: true });
  });

  it('as the echo of our own act changes nothing', async () => {
    await world.act('c_1', 'hide');
    await world.flush();
    const before = structuredClone(world.stored('c_1'));
    await world.take([word('hidden', world.clock.now - 1000)]);
    expect(world.stored('c_1')).toEqual(before);
  });

  it('before the comment has come is looked at again', async () => {
    const { hideSeconds } = await world.record([note('hidden', 'c_9', { thread: ['POST', 'person-9'] })]);
    expect(hideSeconds.get(0)).toBe(60);
  });
});

describe('a hidden comment', () => {
  it('takes no public answer where its platform takes none, until it is shown again', async () => {
    world = platformWorld(instagram);
    await world.take([comment(ANGRY)]);
    const { number } = world.caseOf('c_1')!;
    const ways = async () => (await caseView({ store: world.desk, settings: async () => DEFAULT_SETTINGS, now: () => world.clock.now }, number)).ways!.find(({ via }) => via === 'public')!.refused;
    await world.act('c_1', 'hide');
    expect(await ways()).toBe('hiddenThere');
    await expect(world.answer({ caseNumber: number, text: 'בודקים', via: 'public' })).rejects.toMatchObject({ reason: 'hiddenThere' });
    await world.flush();
    await world.act('c_1', 'unhide');
    expect(await ways()).toBeNull();
    await world.answer({ caseNumber: number, text: 'בודקים', via: 'public' });
    expect(world.handed.at(-1)).toMatchObject({ text: 'בודקים', route: { kind: 'publicReply' } });
  });

  it('on Facebook is answered all the same: its writer sees it', async () => {
    await world.act('c_1', 'hide');
    await world.answer({ caseNumber: world.caseOf('c_1')!.number, text: 'בודקים', via: 'public' });
    expect(world.handed.at(-1)).toMatchObject({ text: 'בודקים' });
  });
});

describe('what may be done', () => {
  const acts = async (facts: Parameters<typeof platformWorld>[0], fields: Parameters<typeof comment>[1] = {}): Promise<unknown> => {
    const there = platformWorld(facts);
    await there.record([comment(ANGRY, fields)]);
    return there.stored('c_1')!.message.platform?.acts ?? [];
  };

  it('follows from the platform and from where the item stands', async () => {
    expect(await acts(facebook)).toEqual(['hide', 'like']);
    expect(await acts(facebook, { nativeId: 'c_1', post: 'c_1' })).toEqual(['like']);
    expect(await acts(facebook, { elsewhere: true })).toEqual([]);
    expect(await acts(instagram)).toEqual(['hide']);
    expect(await acts(x)).toEqual([]);
    expect(await acts(x, { answersUs: true })).toEqual(['hide']);
    expect(await acts(linkedin)).toEqual(['like']);
  });

  it('is nothing in private', async () => {
    expect(await acts(facebook, { visibility: 'private', post: null })).toEqual([]);
  });
});
