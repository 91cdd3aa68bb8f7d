import { beforeEach, describe, expect, it } from '@jest/globals';
import { edit } from '../../shared/steps/desk-edit.ts';
import { deskWorld } from '../support/desk-world.ts';
import { mail } from '../support/make.ts';

const DANA = { id: 'dana', name: 'דנה' };
let world: ReturnType<typeof deskWorld>;
beforeEach(() => { world = deskWorld(); });

const held = (id: string): number => [...world.table.cases.values()].filter(({ assignee }) => assignee === id).length;
const waitsFor = async (count: number): Promise<string[]> => {
  const numbers: string[] = [];
  for (let n = 0; n < count; n++) numbers.push(await world.receive(mail({ from: `c${n}@example.org` })));
  await world.hear();
  return numbers;
};
const come = async (...ids: string[]): Promise<void> => { for (const id of ids) await world.presence.seen({ id, name: id, at: world.clock.now }); };

describe('a desk with so much room', () => {
  it('is not filled beyond it by two runs that overlap, nor by the stream beside them', async () => {
    await world.team([{ id: 'noa', capacity: 3 }, { id: 'avi', capacity: 2 }], []);
    await waitsFor(12);
    await come('noa', 'avi');
    for (const from of ['x@example.org', 'y@example.org']) await world.receive(mail({ from }));
    await Promise.all([world.waiting(), world.waiting(), world.hear(), world.waiting()]);
    await world.waiting();
    expect([held('noa'), held('avi')]).toEqual([3, 2]);
  });

  it('keeps no place for a case that somebody else got at the very same time', async () => {
    await world.team([{ id: 'noa', capacity: 1 }], []);
    const numbers = await waitsFor(2);
    await come('noa');
    const act = world.store.act.bind(world.store);
    let lost = '';
    world.store.act = async (given) => {
      if (lost === '') {
        lost = given.cases[0]!.before.number;
        await edit(world.desk, { number: lost, agent: DANA, assignee: 'dana' });
      }
      return act(given);
    };
    expect(await world.waiting()).toBe(1);
    expect(numbers.filter((number) => number !== lost).map((number) => world.table.cases.get(number)!.assignee)).toEqual(['noa']);
  });

  it('is not filled beyond it by a run that reads the board as it was a moment ago', async () => {
    await world.team([{ id: 'noa', capacity: 3 }], []);
    await waitsFor(6);
    await come('noa');
    const board = await world.store.board();
    await world.waiting();
    world.store.board = async () => board;
    await world.waiting();
    expect(held('noa')).toBe(3);
  });

  it('takes another at once when one of those that it was just given is resolved', async () => {
    await world.team([{ id: 'noa', capacity: 1 }], []);
    await waitsFor(2);
    await come('noa');
    await world.waiting();
    const [first] = [...world.table.cases.values()].filter(({ assignee }) => assignee === 'noa');
    await edit(world.desk, { number: first!.number, agent: DANA, status: 'resolved' });
    expect([await world.waiting(), held('noa')]).toEqual([1, 2]);
  });

  it('has its place back at once when what it was just given is passed on', async () => {
    const there = async (): Promise<void> => world.presence.sets({ id: 'noa', name: 'noa', availability: 'here', availableAgainAt: null, at: world.clock.now });
    await world.team([{ id: 'noa', capacity: 1 }], ['noa']);
    const [number] = await waitsFor(1);
    await world.presence.sets({ id: 'noa', name: 'noa', availability: 'away', availableAgainAt: world.clock.now + 3_600_000, at: world.clock.now });
    await world.team([{ id: 'noa', capacity: 1 }, { id: 'avi', capacity: 1 }], ['avi']);
    expect([await world.waiting(), world.table.cases.get(number!)!.assignee]).toEqual([1, 'avi']);
    await there();
    await world.receive(mail({ from: 'z@example.org' }));
    await world.hear();
    expect([held('noa'), held('avi')]).toEqual([1, 1]);
  });

  it('keeps no place for long for a case that it did not get', async () => {
    await world.team([{ id: 'noa', capacity: 1 }], []);
    await waitsFor(1);
    await come('noa');
    const act = world.store.act.bind(world.store);
    world.store.act = async () => { throw new Error('died'); };
    await expect(world.waiting()).rejects.toThrow('died');
    world.store.act = act;
    world.clock.now += 2 * 60_000;
    await come('noa');
    expect([await world.waiting(), held('noa')]).toEqual([1, 1]);
  });
});

describe('a run of the clock', () => {
  it('gives out until its time is over; the next one goes on', async () => {
    await world.team([{ id: 'noa', capacity: 9 }], []);
    await waitsFor(4);
    await come('noa');
    const act = world.store.act.bind(world.store);
    world.store.act = async (given) => { world.clock.now += 10_000; return act(given); };
    expect([await world.waiting(world.clock.now + 15_000), held('noa'), await world.waiting(world.clock.now + 60_000), held('noa')]).toEqual([2, 2, 2, 4]);
  });
});
