import { describe, expect, it } from '@jest/globals';
import { checkChain } from '../../shared/domain/event-chain.ts';
import { edit, refusalOf } from '../../shared/steps/desk-edit.ts';
import { deskWorld } from '../support/desk-world.ts';
import { mail } from '../support/make.ts';
import { seeded } from '../../local/faults/seeded.ts';

const SEEDS = 40;
const CASES = 9;
/** Of each of the two. */
const ROOM = 3;

/** Stream, clock and people at once over the same cases, in an order that the seed decides; some of them die half-way and come again. */
async function run(seed: number): Promise<string[]> {
  const { below } = seeded(seed);
  const world = deskWorld();
  await world.team([{ id: 'noa', capacity: ROOM }, { id: 'avi', capacity: ROOM }]);
  const pause = async (): Promise<void> => { for (let n = below(12); n > 0; n--) await Promise.resolve(); };
  const { store } = world;
  for (const name of ['file', 'cases', 'board', 'act'] as const) {
    const own = store[name].bind(store) as (...given: unknown[]) => Promise<unknown>;
    Object.assign(store, { [name]: async (...given: unknown[]) => { await pause(); const answer = await own(...given); if (name === 'act' && below(20) === 0) throw new Error('died'); return answer; } });
  }
  const numbers: string[] = [];
  for (let n = 0; n < CASES; n++) numbers.push(await world.receive(mail({ from: `c${n}@example.org` })));
  const taken = new Map<string, string | null>();
  const person = async (number: string, assignee: string | null): Promise<void> => {
    await pause();
    try {
      await edit(world.desk, { number, agent: { id: 'lead', name: 'Lead' }, assignee });
    } catch (error) {
      if (refusalOf(error) === undefined && (error as Error).message !== 'died') throw error;
    }
    const last = world.events(number, 'assigned').concat(world.events(number, 'unassigned')).filter(({ by }) => by === 'lead').at(-1);
    if (last) taken.set(number, last.what === 'assigned' ? last.values!['assignee']! : null);
  };
  const unlessDead = async (work: Promise<unknown>): Promise<void> => { try { await work; } catch (error) { if ((error as Error).message !== 'died') throw error; } };
  const told = await world.hear();
  await Promise.all([
    ...[1, 2, 3].map(async () => unlessDead(world.hear(told))), ...[1, 2].map(async () => unlessDead(world.waiting())),
    ...numbers.filter(() => below(3) === 0).map(async (number) => person(number, ['noa', 'avi', null][below(3)]!)),
  ]);
  const wrong: string[] = [];
  for (const number of numbers) {
    const item = world.table.cases.get(number)!;
    const given = world.events(number, 'assigned').filter(({ by }) => by === 'system');
    if (given.length > 1) wrong.push(`${seed}: given ${given.length} times`);
    if (taken.has(number) && item.assignee !== taken.get(number)) wrong.push(`${seed}: a person's choice was lost`);
    if (checkChain(item.chain, store.acts.filter((event) => event.caseNumber === number).map(({ caseNumber: _number, ...event }) => event)) === 'broken') wrong.push(`${seed}: the history is broken`);
  }
  for (const id of ['noa', 'avi']) {
    const given = [...world.table.cases.values()].filter(({ number, assignee }) => assignee === id && world.events(number, 'assigned').at(-1)?.by === 'system').length;
    if (given > ROOM) wrong.push(`${seed}: ${id} was given ${given}`);
  }
  return wrong;
}

describe('the stream, the clock and people over the same cases', () => {
  it('give each case once, never against a person nor beyond a desk’s room, and leave a whole history', async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) wrong.push(...await run(seed));
    expect(wrong).toEqual([]);
  });
});
