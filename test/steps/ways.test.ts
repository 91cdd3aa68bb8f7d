import { describe, expect, it } from '@jest/globals';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { Refused } from '../../shared/errors.ts';
import { waysOf } from '../../shared/steps/ways.ts';
import { comment, platformWorld } from '../support/platform-world.ts';

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
