import { describe, expect, it } from '@jest/globals';
import { slotOf } from '../../shared/domain/counting.ts';
import type { ConnectionCheck } from '../../shared/domain/health.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { burst, countingWorld, DAY, HOUR, mention, MINUTE } from '../support/counting-world.ts';

const X = 'mentions/main/x/';
const FACEBOOK = 'mentions/main/facebook/';

const even = (perHour: number, from: number, hours: number, fields: Parameters<typeof mention>[1] = {}): StoredMessage[] =>
  Array.from({ length: Math.round(perHour * hours) }, (_, n) => mention(from + Math.round(((n + 1) / perHour) * HOUR), fields));
const check = (world: ReturnType<typeof countingWorld>, channel: string, fields: Partial<ConnectionCheck> = {}): void => void world.checks.set(channel, { channel, checkedAt: world.now(), connected: true, accounts: [{ inbox: '42', lastEventAt: null, fetchedAt: null }], findings: [], told: {}, ...fields });

describe('evaluate, while nothing happens', () => {
  it('reads one small item and writes nothing', async () => {
    const world = countingWorld();
    await world.run(16);
    const calls: string[] = [];
    world.deps.counts = new Proxy(world.counts, {
      get(store, name) {
        calls.push(String(name));
        return Reflect.get(store, name) as unknown;
      },
    });
    await world.run(10);
    expect(new Set(calls)).toEqual(new Set(['agenda']));
  });
});

describe('a slot that its channel has left behind', () => {
  it('is closed and learned once, what comes late in it included, and one without mentions writes nothing', async () => {
    const world = countingWorld();
    const begin = world.now();
    await world.run(12, [mention(begin + MINUTE), mention(begin + 2 * MINUTE, { storedAt: begin + 6 * MINUTE })]);
    expect((await world.counts.state(X))!.spike).toMatchObject({ at: slotOf(begin), recent: [0, 2] });
    const { version } = (await world.counts.state(X))!;
    await world.run(60);
    expect((await world.counts.state(X))!.version).toBe(version);
  });

  it('waits while its platform is still being fetched, and is whole then', async () => {
    const world = countingWorld();
    const begin = world.now();
    check(world, 'x', { accounts: [{ inbox: '42', lastEventAt: null, fetchedAt: begin }] });
    world.cursors.set('x 42', { movedAt: begin, notBefore: 1 });
    await world.run(20, [mention(begin + MINUTE)]);
    expect(await world.counts.state(X)).toBeUndefined();
    world.cursors.set('x 42', { movedAt: world.now(), notBefore: 1 });
    await world.arrive([mention(begin + 2 * MINUTE, { storedAt: begin + 14 * MINUTE })]);
    await world.run(3);
    expect((await world.counts.state(X))!.spike.recent).toEqual([0, 2]);
  });

  it('makes an alert say "at least" while the platform has more than was fetched', async () => {
    const world = countingWorld();
    await world.learned(X, 10, 4);
    check(world, 'x', { accounts: [{ inbox: '42', lastEventAt: null, fetchedAt: world.now() }] });
    world.cursors.set('x 42', { movedAt: world.now(), notBefore: 0 });
    world.at(world.now() + 4 * MINUTE);
    await world.arrive(burst(40, world.now(), 3));
    expect(world.told[0]!.notification.text).toMatch(/^לפחות 40 אזכורים/m);
  });
});

describe('an outage', () => {
  const outage = async (world: ReturnType<typeof countingWorld>): Promise<StoredMessage[]> => {
    await world.learned(X, 14, 30);
    const begin = world.now();
    await world.run(60, even(30, begin, 1));
    check(world, 'x', { findings: [{ key: 'unsubscribed', values: {} }] });
    const missed = even(30, world.now(), 3);
    await world.run(110);
    check(world, 'x', { findings: [{ key: 'unsubscribed', values: {} }] });
    await world.run(70);
    check(world, 'x');
    return missed;
  };

  it('teaches nothing', async () => {
    const world = countingWorld();
    await outage(world);
    const before = (await world.counts.state(X))!.spike.level.rate;
    await world.run(90, even(30, world.now(), 1.5));
    const { spike, unwatched } = (await world.counts.state(X))!;
    expect(unwatched).toBeNull();
    expect(Math.abs(spike.level.rate / before - 1)).toBeLessThan(0.02);
    expect(spike.level.rate).toBeGreaterThan(2);
  });

  it('whose backlog comes at once raises no alert', async () => {
    const world = countingWorld();
    const missed = await outage(world);
    await world.arrive(missed.map((message) => ({ ...message, storedAt: world.now() })));
    await world.run(120, even(30, world.now(), 2));
    expect(world.mails()).toEqual([]);
  });

  it('of our own, in which nothing was stored, is no fall and its backlog no rise', async () => {
    const world = countingWorld();
    await world.learned(X, 14, 30);
    const missed = even(30, world.now(), 2);
    world.at(world.now() + 2 * HOUR);
    await world.arrive(missed.map((message) => ({ ...message, storedAt: world.now() })));
    await world.run(60, even(30, world.now(), 1));
    expect(world.mails()).toEqual([]);
  });
});

describe('a stream that falls silent', () => {
  it('raises one alert, which says since when and where, and ends when it is heard again', async () => {
    const world = countingWorld();
    await world.learned(X, 14, 60);
    await world.run(30, even(60, world.now(), 0.5));
    await world.run((3 * HOUR) / MINUTE);
    expect(world.mails()).toEqual([expect.stringMatching(/^שקט חריג: דבר לא התקבל מ־X מאז/)]);
    await world.run(40, even(60, world.now(), 0.66));
    expect(world.mails().at(-1)).toMatch(/^חזרה לשגרה: שוב מתקבלות הודעות מ־X/);
    await world.run(5);
    expect(await world.alerts.open()).toEqual([]);
  });

  it('raises none in the first week, nor where it is always quiet', async () => {
    const world = countingWorld();
    await world.learned(X, 5, 60);
    await world.learned(FACEBOOK, 20, 0.2);
    await world.run(DAY / MINUTE / 4);
    expect(world.mails()).toEqual([]);
  });
});

describe('a rise that goes on', () => {
  it('is told again when it doubles, and not for each slot of it', async () => {
    const world = countingWorld();
    await world.learned(X, 14, 6);
    const begin = world.now();
    await world.run(60, [...even(150, begin, 0.5), ...even(600, begin + 30 * MINUTE, 0.5)]);
    const again = world.mails().slice(1);
    expect(world.mails()[0]).toMatch(/^זינוק באזכורים: פי \d+ מהרגיל, מאז/);
    expect(again.every((subject) => subject.startsWith('הזינוק מתגבר'))).toBe(true);
    expect(again.length).toBeGreaterThanOrEqual(1);
    expect(again.length).toBeLessThanOrEqual(3);
  });

  it('is told again when another channel joins, in the same alert', async () => {
    const world = countingWorld();
    await world.learned(X, 14, 6);
    await world.learned(FACEBOOK, 14, 6);
    const begin = world.now();
    await world.run(40, [...even(150, begin, 0.6), ...even(150, begin + 15 * MINUTE, 0.4, { channel: 'facebook' })]);
    expect(world.mails()).toContainEqual(expect.stringContaining('הזינוק הגיע גם ל־X, פייסבוק'));
    expect(await world.alerts.open()).toHaveLength(1);
  });

  it('is told again when its mood turns', async () => {
    const world = countingWorld();
    await world.learned(X, 14, 6);
    const begin = world.now();
    await world.run(50, [...even(240, begin, 0.3, { text: 'תודה רבה, שירות נהדר, אלופים' }), ...even(240, begin + 18 * MINUTE, 0.5, { text: 'שירות גרוע, תקלה שוב, נמאס לי מכם' })]);
    expect(world.mails()).toContainEqual(expect.stringMatching(/^הסנטימנט מחריף: \d+% שליליים/));
  });

  it('ends in one all-clear with its length and its peak', async () => {
    const world = countingWorld();
    await world.learned(X, 14, 6);
    await world.run(200, burst(60, world.now() + 5 * MINUTE, 4));
    expect(world.mails()).toHaveLength(2);
    expect(world.mails()[1]).toMatch(/^חזרה לשגרה: הזינוק נמשך .+, שיא של \d+ אזכורים ברבע שעה/);
    expect(await world.alerts.past(9)).toHaveLength(1);
  });
});
