import { beforeEach, describe, expect, it } from '@jest/globals';
import { edit } from '../../shared/steps/desk-edit.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { deskWorld } from '../support/desk-world.ts';
import { SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';

const HOUR = 3_600_000;
let world: ReturnType<typeof deskWorld>;
beforeEach(() => { world = deskWorld(); });

const DANA = { id: 'dana', name: 'דנה' };
const assignee = (number: string): string | null => world.table.cases.get(number)!.assignee;
const opens = async (fields: Parameters<typeof mail>[0] = {}): Promise<string> => {
  const number = await world.receive(mail(fields));
  await world.hear();
  return number;
};

describe('a new case', () => {
  it('is given to an agent who is here, and its history says to whom and by which rule', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi' }], ['avi']);
    const number = await opens();
    expect(assignee(number)).toBe('avi');
    expect(world.events(number, 'assigned')).toMatchObject([{ by: 'system', values: { assignee: 'avi', because: 'onlyOneEligible', among: '1' } }]);
  });

  it('is nobody’s until somebody takes it where the settings do not give cases out', async () => {
    world.settings.assignment.automatic = false;
    await world.team([{ id: 'avi' }]);
    const number = await opens();
    expect([assignee(number), await world.waiting()]).toEqual([null, 0]);
  });

  it.each([['he', 'שלום'], ['en', 'Hello']] as const)('in a language goes to who reads it (%s)', async (language, text) => {
    await world.team([{ id: 'reads-he', languages: ['he'] }, { id: 'reads-en', languages: ['en'] }]);
    expect(assignee(await opens({ language, text, replyText: text }))).toBe(`reads-${language}`);
  });

  it('on a channel that somebody knows goes to who knows it; what nobody wrote down is asked of nobody', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi', skills: ['messenger'] }]);
    const number = await world.receive(privateMessage('talk'));
    await world.hear();
    expect(assignee(number)).toBe('avi');
    const byMail = await opens();
    expect([assignee(byMail), world.events(byMail, 'assigned')[0]!.values!['because']]).toEqual(['noa', 'leastLoaded']);
  });

  it('goes round: who has least, then who has had none for longest', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi' }, { id: 'tal' }]);
    const given: (string | null)[] = [];
    for (let n = 0; n < 6; n++) {
      world.clock.now += 60_000;
      for (const id of ['noa', 'avi', 'tal']) await world.presence.seen({ id, name: id, at: world.clock.now });
      given.push(assignee(await opens({ from: `c${n}@example.org` })));
    }
    expect([new Set(given.slice(0, 3)).size, given.slice(3)]).toEqual([3, given.slice(0, 3)]);
  });

  it('of one batch each goes to whoever has least by then', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi' }]);
    const numbers = [await world.receive(mail({ from: 'a@example.org' })), await world.receive(mail({ from: 'b@example.org' }))];
    await world.hear();
    expect(new Set(numbers.map(assignee))).toEqual(new Set(['noa', 'avi']));
  });

  it('is given once, however often the stream tells of it', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi' }]);
    const number = await world.receive(mail());
    const told = await world.hear();
    const first = assignee(number);
    for (let n = 0; n < 3; n++) await world.hear(told);
    await world.waiting();
    expect([assignee(number), world.events(number, 'assigned').length]).toEqual([first, 1]);
  });
});

describe('a customer who comes back', () => {
  const answered = async (): Promise<void> => {
    await world.team([{ id: 'noa', capacity: 1 }, { id: 'dana' }]);
    const first = await opens();
    await edit(world.desk, { number: first, agent: DANA, assignee: 'dana' });
    await reply(world.desk, { caseNumber: first, text: 'בבקשה', agent: DANA, key: 'key-00001', after: 'resolve' });
    await world.hear();
  };

  it('on another matter is given to who answered them, though others have less to do', async () => {
    await answered();
    for (let n = 0; n < 4; n++) await edit(world.desk, { number: await opens({ from: `x${n}@example.org` }), agent: DANA, assignee: 'dana' });
    const number = await opens({ subject: 'Another matter', mail: { messageId: '<another@example.org>' } });
    expect([assignee(number), world.events(number, 'assigned')[0]!.values!['because']]).toEqual(['dana', 'returningCustomer']);
  });

  it('is given to another while that one is on a break, and where the settings do not ask for the same', async () => {
    await answered();
    await world.presence.sets({ ...DANA, availability: 'break', availableAgainAt: world.clock.now + HOUR, at: world.clock.now });
    expect(assignee(await opens({ subject: 'Another matter' }))).toBe('noa');
    await world.presence.sets({ ...DANA, availability: 'here', availableAgainAt: null, at: world.clock.now });
    world.settings.assignment.sameAgent = false;
    expect(world.events(await opens({ subject: 'A third matter' }), 'assigned')[0]!.values!['because']).not.toBe('returningCustomer');
  });

  it('on a case that was over finds its agent, or another where the product had given it and that one is away', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi' }], ['noa']);
    const number = await opens({ mail: { messageId: '<one@example.org>' } });
    expect(assignee(number)).toBe('noa');
    await reply(world.desk, { caseNumber: number, text: 'done', agent: { id: 'noa', name: 'Noa' }, key: 'key-00002', after: 'resolve' });
    await world.hear();
    world.clock.now += HOUR;
    await world.presence.seen({ id: 'avi', name: 'avi', at: world.clock.now });
    await world.receive(mail({ receivedAt: world.clock.now, at: world.clock.now, mail: { inReplyTo: ['<one@example.org>'] } }));
    const told = await world.hear();
    await world.hear(told);
    expect([world.table.cases.get(number)!.status, assignee(number), world.events(number, 'assigned').length]).toEqual(['open', 'avi', 2]);
  });
});

describe('what a person decided', () => {
  it('stands: whom they gave it to, though away, and that it is nobody’s', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi' }], ['avi']);
    const number = await world.receive(mail());
    await edit(world.desk, { number, agent: DANA, assignee: 'noa' });
    await world.hear();
    await world.waiting();
    expect(assignee(number)).toBe('noa');
    await edit(world.desk, { number, agent: DANA, assignee: null });
    await world.hear();
    await world.waiting();
    expect([assignee(number), world.events(number, 'assigned').length]).toEqual([null, 1]);
  });

  it('at the very same time goes before the rule', async () => {
    await world.team([{ id: 'avi' }]);
    const number = await world.receive(mail());
    const act = world.store.act.bind(world.store);
    let raced = false;
    world.store.act = async (given) => {
      if (!raced) {
        raced = true;
        await edit(world.desk, { number, agent: DANA, assignee: 'dana' });
      }
      return act(given);
    };
    await world.hear();
    expect([assignee(number), world.events(number, 'assigned').map(({ by }) => by)]).toEqual(['dana', ['dana']]);
  });
});

describe('what nobody could take', () => {
  it('is given out when somebody comes, the earliest due first, as far as there is room', async () => {
    await world.team([{ id: 'avi', capacity: 2 }], []);
    const usual = [await opens({ from: 'a@example.org' }), await opens({ from: 'b@example.org' })];
    const urgent = await opens({ from: 'c@example.org', text: 'There is smoke', replyText: 'There is smoke from the charger' });
    expect([...usual, urgent].map(assignee)).toEqual([null, null, null]);
    await world.presence.seen({ id: 'avi', name: 'avi', at: world.clock.now });
    expect(await world.waiting()).toBe(2);
    expect([assignee(urgent), usual.map(assignee).filter((one) => one === 'avi').length]).toEqual(['avi', 1]);
  });

  it('costs no reading of cases while nobody is here', async () => {
    await world.team([{ id: 'avi' }], []);
    await opens();
    let read = 0;
    const file = world.store.file.bind(world.store);
    world.store.file = async (number) => { read++; return file(number); };
    await world.waiting();
    expect(read).toBe(0);
  });

  it('stays where its customer does not wait any more', async () => {
    await world.team([{ id: 'avi' }], []);
    const number = await opens();
    world.settings.assignment.byAnswering = false;
    await reply(world.desk, { caseNumber: number, text: 'answered', agent: DANA, key: 'key-00003' });
    await world.presence.seen({ id: 'avi', name: 'avi', at: world.clock.now });
    expect([await world.waiting(), assignee(number)]).toEqual([0, null]);
  });
});

describe('a team', () => {
  const TEAMS = [{ id: 'faults', name: 'תקלות', topics: ['outage'], channels: ['messenger'] }];

  it('gets the new cases of its channels, and its members alone are given them', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi', teams: ['faults'] }], ['noa', 'avi'], TEAMS);
    const number = await world.receive(privateMessage('talk'));
    await world.hear();
    expect(world.table.cases.get(number)).toMatchObject({ team: 'faults', assignee: 'avi' });
    expect(world.events(number, 'team')).toMatchObject([{ by: 'system', values: { team: 'faults', because: 'channel' } }]);
    expect(world.table.cases.get(await opens())!.team).toBeUndefined();
  });

  it('gets a case when it gets its topic, also where nobody is given cases; what a person put elsewhere stays there', async () => {
    world.settings.assignment.automatic = false;
    await world.team([{ id: 'noa' }], [], TEAMS);
    const [number, other] = [await opens(), await opens({ from: 'b@example.org' })];
    await edit(world.desk, { number: other, agent: DANA, team: 'faults' });
    await edit(world.desk, { number: other, agent: DANA, team: null });
    for (const one of [number, other]) await edit(world.desk, { number: one, agent: DANA, topic: 'outage' });
    await world.hear();
    expect([number, other].map((one) => world.table.cases.get(one)!.team)).toEqual(['faults', null]);
  });

  it('without anybody here keeps its cases unassigned', async () => {
    await world.team([{ id: 'noa' }, { id: 'avi', teams: ['faults'] }], ['noa'], TEAMS);
    const number = await world.receive(privateMessage('talk'));
    await world.hear();
    expect(world.table.cases.get(number)).toMatchObject({ team: 'faults', assignee: null });
  });
});

describe('the third case of a customer within a month', () => {
  const third = async (days = 1): Promise<string> => {
    let last = '';
    for (let n = 0; n < 3; n++) {
      world.clock.now = SUNDAY_MORNING + n * days * 24 * HOUR;
      last = await opens({ receivedAt: world.clock.now, at: world.clock.now, subject: `Matter ${n}` });
    }
    return last;
  };

  it('goes before others, and says why; what the customer was told stays', async () => {
    const number = await third();
    const item = world.table.cases.get(number)!;
    expect(item).toMatchObject({ priority: 'high', urgency: [{ sign: 'repeated' }] });
    expect(world.events(number, 'priority')).toMatchObject([{ by: 'system', values: { priority: 'high', from: 'normal', because: 'repeated' } }]);
    expect(item.dueAt!).toBeLessThan(item.promise.dueAt);
  });

  it('is as usual where it only says thanks, and where a person chose its priority', async () => {
    await third();
    const thanks = await opens({ receivedAt: world.clock.now, at: world.clock.now, subject: 'Thanks', text: 'Thank you so much!', replyText: 'Thank you so much!' });
    expect(world.table.cases.get(thanks)!.priority).toBe('low');
    const number = await world.receive(mail({ receivedAt: world.clock.now, at: world.clock.now, subject: 'A fifth matter' }));
    await edit(world.desk, { number, agent: DANA, priority: 'low' });
    await world.hear();
    expect(world.table.cases.get(number)!.priority).toBe('low');
  });

  it('is as usual where they are months apart', async () => {
    expect(world.table.cases.get(await third(31))!.priority).toBe('normal');
  });
});
