import { describe, expect, it } from '@jest/globals';
import type { ChannelFacts } from '../../shared/channels/channel.ts';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { facts as instagram } from '../../shared/channels/instagram/facts.ts';
import { facts as x } from '../../shared/channels/x/facts.ts';
import { Refused } from '../../shared/errors.ts';
import { addressee } from '../../shared/steps/desk-reply.ts';
import { waysOf } from '../../shared/steps/ways.ts';
import { comment, platformWorld, privately } from '../support/platform-world.ts';

describe('leading a public comment into private', () => {
  const wayOf = (world: ReturnType<typeof platformWorld>) => {
    const number = world.caseOf('c_1')!.number;
    const kept = world.sendings.kept.get(number);
    return waysOf([...world.store.messages.values()], { acknowledgement: kept?.sending ?? null }, world.clock.now).find(({ via }) => via === 'handOver');
  };

  it.each([['he', 'איפה ההזמנה שלי?'], ['en', 'Where is my order?']])('is no way any more when the acknowledgement was the one private reply (%s)', async (_, text) => {
    const world = platformWorld(facebook);
    await world.take([comment(text)]);
    expect(world.handed).toMatchObject([{ route: { kind: 'privateReply' } }]);
    expect(wayOf(world)).toMatchObject({ refused: 'alreadyUsed' });
  });

  it('stays one when the acknowledgement never went', async () => {
    const world = platformWorld(facebook);
    world.platform.takes = () => { throw new Refused('personUnavailable', 'gone'); };
    await world.take([comment('איפה ההזמנה שלי?')]);
    expect(wayOf(world)).toMatchObject({ refused: null });
  });
});

describe('how long an answer may be', () => {
  it.each<[string, ChannelFacts, unknown, unknown]>([
    ['Facebook', facebook, { counts: 'characters', limit: 8000 }, { counts: 'characters', limit: 2000 }],
    ['Instagram', instagram, { counts: 'characters', limit: 2200 }, { counts: 'bytes', limit: 1000 }],
    ['X', x, { counts: 'weighted', limit: 280 }, { counts: 'characters', limit: 10_000 }],
  ])('on %s is said for the public and for private by itself', async (_, facts, openly, direct) => {
    const usual = async (arrival: ReturnType<typeof comment>) => {
      const world = platformWorld(facts);
      await world.take([arrival]);
      return waysOf([...world.store.messages.values()], { acknowledgement: null }, world.clock.now)[0];
    };
    expect(await usual(comment('איפה ההזמנה שלי?'))).toMatchObject(openly as object);
    expect(await usual(privately('איפה ההזמנה שלי?'))).toMatchObject(direct as object);
  });
});

describe('the usual way of a case that holds something private', () => {
  it.each([['he', 'איפה ההזמנה שלי? ORD-2026-55431'], ['en', 'Where is my order ORD-2026-55431?']])('is the private one, though its last word is public (%s)', async (_, text) => {
    const world = platformWorld(facebook);
    await world.take([privately(text)]);
    world.clock.now += 60_000;
    await world.take([comment(text)]);
    const ways = waysOf([...world.store.messages.values()], { acknowledgement: null }, world.clock.now);
    expect(ways.map(({ via }) => via)).toEqual(['reply', 'handOver', 'public']);
    const threads = [...Map.groupBy(world.store.messages.values(), ({ thread }) => thread)].map(([thread, messages]) => ({ thread, messages: messages.map((message) => ({ ...message, case: 'K1' })), head: { participants: [] } }));
    const item = { number: 'K1', threads: threads.map(({ thread }) => thread), customer: { id: 'P1' } };
    const reached = (via: 'reply' | 'public'): string => addressee(item as never, threads as never, via).latest.message.visibility;
    expect([reached('reply'), reached('public')]).toEqual(['private', 'public']);
  });
});
