import { beforeEach, describe, expect, it } from '@jest/globals';
import { noActs } from '../../local/faults/memory-moderations.ts';
import { TableSendings } from '../../local/faults/memory-sendings.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { Conflict } from '../../shared/errors.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { retry } from '../../shared/steps/desk-retry.ts';
import { mailOutlet } from '../../shared/steps/outlets.ts';
import { remind } from '../../shared/steps/remind.ts';
import { send } from '../../shared/steps/send.ts';
import { deskWorld } from '../support/desk-world.ts';
import { KEYS, mail } from '../support/make.ts';

const AGENT = { id: 'dana', name: 'דנה' };
const MINUTE = 60_000;
let world: ReturnType<typeof deskWorld>;
let number: string;
let said: string[];
let service: () => string;

beforeEach(async () => {
  world = deskWorld();
  [said, service] = [[], () => `ses-${said.length}`];
  number = await world.receive(mail({ text: 'איפה ההזמנה שלי?' }));
  world.outbox.length = 0;
});

// As the queue hands them over: what is not done lies there and comes again.
async function handOver(entries: Outgoing[] = world.outbox): Promise<Outgoing[]> {
  const step = send({
    ...noActs(), sendings: new TableSendings(world.table), settings: async () => world.settings, keys: KEYS, now: () => world.clock.now, pace: async () => undefined, log: () => undefined,
    outlet: () => mailOutlet(async ({ plan, kind }) => ({ from: '', to: '', raw: Buffer.from(kind === 'reply' ? (plan as { text: string }).text : kind) }), { hand: async ({ raw }) => { const id = service(); said.push(raw.toString('utf8')); return id; } }),
  });
  const left: Outgoing[] = [];
  for (const entry of entries.filter(({ kind }) => kind === 'reply')) if (!(await step(JSON.stringify(entry))).done) left.push(entry);
  return left;
}

const press = async (text: string) => reply(world.desk, { caseNumber: number, text, agent: AGENT, key: 'press-0001' });
async function refused(work: () => Promise<unknown>): Promise<void> {
  const act = world.store.act.bind(world.store);
  world.store.act = async () => { throw new Conflict('changed meanwhile'); };
  await expect(work()).rejects.toThrow(Conflict);
  world.store.act = act;
}

describe('an answer that was refused and written again under the same key', () => {
  it('goes out in its new words, whatever lies on the outbox with the old ones', async () => {
    await refused(async () => press('נשלחה אתמול'));
    expect(await handOver()).toHaveLength(1);
    await press('It leaves tomorrow');
    expect(await handOver()).toEqual([]);
    expect(said).toEqual(['It leaves tomorrow']);
  });

  it('whose new words got no answer from the mail service is not tried again in the old ones', async () => {
    await refused(async () => press('נשלחה אתמול'));
    const [old] = world.outbox;
    await press('It leaves tomorrow');
    service = () => { throw new Error('socket hang up'); };
    await handOver(world.outbox.slice(1));
    world.clock.now += 16 * MINUTE;
    service = () => 'ses-2';
    expect([await handOver([old!]), said]).toEqual([[], []]);
  });

  it('can be sent once more when it failed, as it is stored', async () => {
    await refused(async () => press('נשלחה אתמול'));
    const { stored } = await press('It leaves tomorrow');
    Object.assign(world.table.messages.get(`${stored.thread}/${stored.id}`)!, { sending: { ...stored.sending, state: 'failed', reason: 'rejected' } });
    await retry(world.desk, { number, id: stored.id });
    await handOver();
    expect(said).toEqual(['It leaves tomorrow']);
  });
});

describe('an apology for a missed time that could not be stored at first', () => {
  it('names the time that the case knows, not the one of the first attempt', async () => {
    const item = world.table.cases.get(number)!;
    world.table.cases.set(number, { ...item, acknowledgement: { ...item.acknowledgement!, state: 'delivered' } });
    const run = remind({ ...world.desk, search: { layAway: async () => 0 }, log: () => undefined });
    world.clock.now = item.promise.dueAt + MINUTE;
    await refused(run);
    world.clock.now += 60 * MINUTE;
    // Every tenth minute looks back beyond the last few.
    world.clock.now -= world.clock.now % (10 * MINUTE);
    await run();
    await handOver();
    expect(said).toHaveLength(1);
    expect(said).toEqual([[...world.table.messages.values()].find(({ agent }) => agent === 'system')!.message.text]);
  });
});
