import { beforeEach, describe, expect, it } from '@jest/globals';
import { Refused, TryLater } from '../../shared/errors.ts';
import { alertDesk, type AlertDesk } from '../../shared/steps/alert-desk.ts';
import { connectionAlerts } from '../../shared/steps/raise-connection.ts';
import { burst, countingWorld, HOUR, mention, MINUTE } from '../support/counting-world.ts';

let world: ReturnType<typeof countingWorld>;
let desk: AlertDesk;
beforeEach(async () => {
  world = countingWorld();
  desk = alertDesk(world.deps);
});
const rise = async (count = 40): Promise<void> => world.arrive(burst(count, world.now(), 4));
const notices = async () => (await world.alerts.open())[0]!.notices.map(({ target, state, reason, proof }) => ({ target, state, reason, proof }));
const LEAD = 'mail:lead@company.example';

describe('an alert on its way to people', () => {
  it('is delivered to every target once, with proof', async () => {
    await rise();
    expect(await notices()).toEqual([{ target: LEAD, state: 'sent', reason: null, proof: 'proof-1' }, { target: 'slack', state: 'sent', reason: null, proof: 'proof-2' }]);
    await world.run(5);
    expect(world.told).toHaveLength(2);
  });

  it('reaches the others when one target refuses it, and says which and why', async () => {
    world.fail((target) => (target === 'slack' ? new Refused('no_service', 'gone') : undefined));
    await rise();
    expect(await notices()).toEqual([{ target: LEAD, state: 'sent', reason: null, proof: 'proof-1' }, { target: 'slack', state: 'failed', reason: 'no_service', proof: null }]);
  });

  it('is tried again every minute while a target cannot be reached, and then once', async () => {
    world.fail((target) => (target === 'slack' ? new TryLater(60, 'later') : undefined));
    await rise();
    await world.run(3);
    expect((await notices())[1]).toMatchObject({ state: 'planned', reason: 'unreachable' });
    world.fail(() => undefined);
    await world.run(5);
    expect(world.told.map(({ target }) => target)).toEqual([LEAD, 'slack']);
  });

  it('is given up after half an hour, and says so', async () => {
    world.fail((target) => (target === 'slack' ? new Error('who knows') : undefined));
    await rise();
    await world.run(40);
    expect((await notices())[1]).toMatchObject({ state: 'failed', reason: 'unknown' });
  });

  it('is delivered by the next minute when whoever was about to do it has died', async () => {
    const died = new Promise<never>(() => undefined);
    const { notifier } = world.deps;
    world.deps.notifier = { ...notifier, deliver: async () => died };
    void rise();
    await world.deps.counts.wake([{ series: '!mentions/main/', slot: 0 }]);
    while ((await world.alerts.open())[0]?.notices[0]?.state !== 'sending') await new Promise(setImmediate);
    world.deps.notifier = notifier;
    await world.run(4);
    expect(world.told.map(({ target }) => target).sort()).toEqual([LEAD, 'slack']);
  });
});

describe('what people do about an alert', () => {
  const id = async (): Promise<string> => (await world.alerts.open())[0]!.id;

  it('who takes it up is seen by all', async () => {
    await rise();
    expect(await desk.acknowledge(await id(), 'dana')).toMatchObject({ state: 'acknowledged', by: 'dana' });
    expect((await desk.list())[0]).toMatchObject({ state: 'acknowledged', by: 'dana', terms: expect.arrayContaining(['האפליקציה']), posts: [expect.anything(), expect.anything(), expect.anything()] });
  });

  it('who mutes it for two hours hears nothing more until then', async () => {
    await rise();
    await desk.mute(await id(), world.now() + 2 * HOUR, 'dana');
    await world.run(60, Array.from({ length: 300 }, (_, n) => mention(world.now() + n * 12_000)));
    expect(world.mails()).toHaveLength(1);
    expect((await world.alerts.open())[0]!.state).toBe('muted');
  });

  it('who says that it was not unusual ends it, and as much again raises no alert', async () => {
    await world.learned('mentions/main/x/', 14, 6);
    world.at(world.now() + 4 * MINUTE);
    await rise(10);
    expect(world.mails()).toHaveLength(1);
    await desk.notASpike(await id(), 'dana');
    await world.run(16 * 60, Array.from({ length: 96 }, (_, n) => mention(world.now() + (n + 1) * 10 * MINUTE - 1)));
    expect((await world.alerts.past(1))[0]).toMatchObject({ state: 'notASpike', by: 'dana' });
    await rise(7);
    expect(world.mails()).toHaveLength(1);
    await rise(60);
    expect(world.mails()).toHaveLength(2);
  });

  it('one that is over, or was never there, cannot be acted on', async () => {
    await rise();
    const was = await id();
    await desk.notASpike(was, 'dana');
    await expect(desk.acknowledge(was, 'eli')).rejects.toThrow('over');
    await world.run(5);
    await expect(desk.mute(was, world.now() + HOUR, 'eli')).rejects.toMatchObject({ name: 'Conflict' });
    await expect(desk.acknowledge('nothing', 'eli')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('two who act at once both leave their mark', async () => {
    await rise();
    const was = await id();
    await Promise.all([desk.acknowledge(was, 'dana'), desk.mute(was, world.now() + HOUR, 'eli')]);
    expect((await world.alerts.open())[0]).toMatchObject({ mutedUntil: world.now() + HOUR });
  });
});

describe('an alert about a connection', () => {
  const broken = { key: 'facebook:tokenEnds:PAGE1:7', channel: 'facebook', values: { account: 'PAGE1', days: '7' }, subject: 'החיבור לפייסבוק יפוג בעוד 7 ימים. נדרש חיבור מחדש.', text: 'The connection to Facebook expires in 7 days. Reconnect it.' };

  it('goes where all alerts go, and is open until somebody takes it up', async () => {
    await connectionAlerts(world.deps).raise(broken);
    expect(world.told.map(({ target, notification }) => [target, notification.subject])).toEqual([[LEAD, broken.subject], ['slack', broken.subject]]);
    const [view] = await desk.list();
    expect(view).toMatchObject({ kind: 'connection', state: 'open', channel: 'facebook', finding: { key: 'tokenEnds', values: { days: '7' } } });
    await desk.acknowledge(view!.id, 'dana');
    await world.run(3);
    expect([await desk.countOpen(), (await desk.list()).length]).toEqual([0, 1]);
  });
});
