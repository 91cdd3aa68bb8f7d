import { heardOf } from '../../shared/domain/heard.ts';
import { versionOf } from '../../shared/domain/lifecycle.ts';
import { fileOf, threadsOf } from '../../shared/steps/desk.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { edit } from '../../shared/steps/desk-edit.ts';
import { merge, unmerge } from '../../shared/steps/desk-merge.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { erase, eraseAgain } from '../../shared/steps/erase.ts';
import { KEYS } from './customers.ts';
import { ERASING, flaky } from './flaky.ts';
import { memoryErasing } from './memory-erasing.ts';
import type { Actor, End } from './scheduler.ts';
import type { World } from './world.ts';

const NOA = { id: 'noa', name: 'נועה' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What somebody at a desk is told, and reads the case again. */
const TOLD = new Set(['Refused', 'NotFound', 'Conflict', 'Stale', 'Invalid']);

function press(world: World, name: string, act: (actor: Actor) => Promise<void>, again?: () => void): void {
  const { scheduler } = world;
  scheduler.start(name, act, (end: End) => {
    if (end.how === 'failed' && !(end.error instanceof Error && (TOLD.has(end.error.name) || end.error.name === 'Fault'))) world.surprises.push(`${name}: ${end.error instanceof Error ? `${end.error.name} ${end.error.message}` : 'no error'}`);
    const unknown = end.how === 'died' || (end.how === 'failed' && end.error instanceof Error && end.error.name === 'Fault');
    if (unknown && again && scheduler.dice.chance(0.7)) world.later(scheduler.now + scheduler.dice.below(2 * MINUTE), again);
  });
}

/** The version of a case as somebody at a desk has it before them. */
async function seen(deps: DeskDeps, caseNumber: string): Promise<string> {
  const file = await fileOf(deps, caseNumber);
  return versionOf(file.item, heardOf(file, await threadsOf(deps, file.item)));
}

/** An agent answers over what they have read; whoever hears nothing presses again, with the same key. */
function answer(world: World, caseNumber: string, key: string, after: 'stay' | 'resolve' | 'wait', read?: string): void {
  let version = read;
  press(world, 'agent', async (actor) => {
    const deps = world.deskDeps(actor);
    version ??= await seen(deps, caseNumber);
    const { stored } = await reply(deps, { caseNumber, key, after, version, text: `answer ${key}`, agent: NOA });
    world.scheduler.trace.name(stored.id, `a${key}`);
    if (!world.answers.some(({ id }) => id === stored.id)) world.answers.push({ id: stored.id, thread: stored.thread, caseNumber, at: world.scheduler.now });
  }, () => { answer(world, caseNumber, key, after, version); });
}

/** Somebody at a desk does one thing to one of the cases. */
export function act(world: World, count: number): void {
  const { scheduler: { dice, now }, table, desk } = world;
  const numbers = [...table.cases.values()].filter(({ mergedInto }) => mergedInto === null).map(({ number }) => number);
  if (numbers.length === 0) return;
  const number = dice.pick(numbers);
  const what = dice.pick(['answer', 'answer', 'answer', 'resolve', 'resolve', 'snooze', 'merge', 'unmerge']);
  if (what === 'answer') answer(world, number, String(count), dice.pick(['stay', 'resolve', 'wait'] as const));
  else if (what === 'merge') {
    const into = dice.pick(numbers);
    press(world, 'merge', async (actor) => { await merge(world.deskDeps(actor), { from: number, into, agent: NOA, confirmed: true }); });
  } else if (what === 'unmerge') {
    const done = desk.acts.filter((one) => one.what === 'merged' && one.caseNumber === number);
    if (done.length > 0) press(world, 'merge', async (actor) => { await unmerge(world.deskDeps(actor), { number, id: done.at(-1)!.id, agent: NOA }); });
  } else press(world, 'agent', async (actor) => { await edit(world.deskDeps(actor), { number, agent: NOA, ...(what === 'resolve' ? { status: 'resolved' } : { status: 'snoozed', until: now + 24 * HOUR }) }); });
}

/** Erases one person, or all of the ledger once more. What dies half-way is done again. */
export function eraseSome(world: World, person?: { channel: string; externalId: string }): void {
  const { scheduler } = world;
  scheduler.start('erase', async (actor) => {
    const turn = async (page: string): Promise<void> => { await scheduler.turn(actor, `table.all ${page}`); };
    const deps = { ...world.around(actor), idKey: KEYS.id, store: flaky(scheduler, actor, 'erasing', memoryErasing(world.table, world.ledger, turn), { ...ERASING, all: [] }), objects: world.portsOf(actor).erasable };
    if (person) await erase(deps, person);
    else await eraseAgain(deps);
  }, (end) => {
    if (end.how !== 'done') world.later(scheduler.now + 10 * MINUTE, () => { eraseSome(world, person); });
  });
}
