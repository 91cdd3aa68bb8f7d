import { beforeEach, describe, expect, it } from '@jest/globals';
import { edit } from '../../shared/steps/desk-edit.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { deskWorld } from '../support/desk-world.ts';
import { mail } from '../support/make.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DANA = { id: 'dana', name: 'דנה' };
const NOA = { id: 'noa', name: 'Noa' };
let world: ReturnType<typeof deskWorld>;
beforeEach(() => { world = deskWorld(); });

const assignee = (number: string): string | null => world.table.cases.get(number)!.assignee;
const opens = async (fields: Parameters<typeof mail>[0] = {}): Promise<string> => {
  const number = await world.receive(mail({ receivedAt: world.clock.now, at: world.clock.now, ...fields }));
  await world.hear();
  return number;
};

describe('what waits with somebody who is away', () => {
  const seen = async (...ids: string[]): Promise<void> => { for (const id of ids) await world.presence.seen({ id, name: id, at: world.clock.now }); };
  const away = async (id: string): Promise<void> => world.presence.sets({ id, name: id, availability: 'away', availableAgainAt: world.clock.now + 24 * HOUR, at: world.clock.now });
  const comesBack = async (text = 'עדיין לא'): Promise<void> => {
    await world.receive(mail({ receivedAt: world.clock.now, at: world.clock.now, text, replyText: text, mail: { messageId: `<back${world.clock.now}@example.org>`, inReplyTo: ['<one@example.org>'] } }));
    await world.hear();
  };
  const resolvedByNoa = async (): Promise<string> => {
    await world.team([{ id: 'noa' }, { id: 'avi', capacity: 0 }], ['noa']);
    const number = await opens({ mail: { messageId: '<one@example.org>' } });
    await reply(world.desk, { caseNumber: number, text: 'done', agent: NOA, key: 'key-00002', after: 'resolve' });
    await world.hear();
    world.clock.now += HOUR;
    return number;
  };
  const room = async (): Promise<void> => world.team([{ id: 'noa' }, { id: 'avi' }], ['avi']);

  it('and came back after it was over goes to whoever has room, as soon as somebody has', async () => {
    const number = await resolvedByNoa();
    await seen('avi');
    await away('noa');
    await comesBack();
    expect([assignee(number), await world.waiting()]).toEqual(['noa', 0]);
    await room();
    expect([await world.waiting(), assignee(number), await world.waiting()]).toEqual([1, 'avi', 0]);
    expect(world.events(number, 'assigned').at(-1)).toMatchObject({ by: 'system', values: { assignee: 'avi', from: 'noa' } });
  });

  it('and came back at night, when nobody was here, goes to who comes in the morning; who is there first of all keeps theirs', async () => {
    const number = await resolvedByNoa();
    world.clock.now += 12 * HOUR;
    await comesBack();
    expect(assignee(number)).toBe('noa');
    world.clock.now += 10 * HOUR;
    await world.team([{ id: 'noa' }, { id: 'avi' }], ['avi', 'noa']);
    expect([await world.waiting(), assignee(number)]).toEqual([0, 'noa']);
    world.clock.now += 12 * HOUR;
    await room();
    expect(await world.waiting()).toBe(1);
  });

  it('and came back after it was over goes to another though a person had once given it', async () => {
    const number = await resolvedByNoa();
    await edit(world.desk, { number, agent: DANA, status: 'open', assignee: 'tal' });
    await edit(world.desk, { number, agent: DANA, status: 'resolved' });
    await room();
    world.clock.now += MINUTE;
    await comesBack();
    expect(assignee(number)).toBe('avi');
  });

  it('and was given by the product goes to another once that one says so, or was not seen for half an hour of opening hours', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi', capacity: 0 }], ['noa']);
    const number = await opens();
    world.clock.now += 20 * MINUTE;
    await room();
    expect([await world.waiting(), assignee(number)]).toEqual([0, 'noa']);
    world.clock.now += 11 * MINUTE;
    await seen('avi');
    expect([await world.waiting(), assignee(number)]).toEqual([1, 'avi']);
    await seen('noa', 'avi');
    await away('avi');
    expect([await world.waiting(), assignee(number)]).toEqual([1, 'noa']);
  });

  it('stays through a break, and where a person gave it to them since', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi' }], ['noa']);
    const number = await opens();
    await seen('avi');
    await world.presence.sets({ ...NOA, availability: 'break', availableAgainAt: world.clock.now + 30 * MINUTE, at: world.clock.now });
    expect([await world.waiting(), assignee(number)]).toEqual([0, 'noa']);
    await edit(world.desk, { number, agent: DANA, assignee: 'tal' });
    expect([await world.waiting(), assignee(number)]).toEqual([0, 'tal']);
  });

  it('goes after what is nobody’s, where there is room for one', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi', capacity: 1 }], ['noa']);
    const held = await opens();
    await away('noa');
    const free = await opens({ from: 'b@example.org', receivedAt: world.clock.now + 1 });
    await seen('avi');
    expect([await world.waiting(), assignee(free), assignee(held)]).toEqual([1, 'avi', 'noa']);
  });
});
