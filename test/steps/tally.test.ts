import { describe, expect, it } from '@jest/globals';
import { summaryOf } from '../../shared/domain/bucket.ts';
import { slotOf } from '../../shared/domain/counting.ts';
import { minutesOf } from '../../shared/steps/watch.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { burst, countingWorld, HOUR, mention, MINUTE } from '../support/counting-world.ts';

async function countedIn(world: ReturnType<typeof countingWorld>, series: string, minutes = 60): Promise<number> {
  let count = 0;
  for (let slot = slotOf(world.now()); slot > world.now() - minutes * MINUTE - 300_000; slot -= 300_000) count += summaryOf([...minutesOf(await world.counts.slot(series, slot)).values()]).count;
  return count;
}

describe('tally', () => {
  it('counts each message once, however often the stream brings it and however it is cut', async () => {
    const world = countingWorld();
    const messages = burst(30, world.now(), 10);
    await world.arrive(messages);
    await world.arrive(messages.slice(7, 20));
    await world.arrive(messages.toReversed());
    expect(await countedIn(world, 'mentions/main/x/')).toBe(30);
  });

  it('loses nothing when two count the same minute at once', async () => {
    const world = countingWorld();
    const messages = burst(60, world.now(), 1);
    await Promise.all(Array.from({ length: 12 }, async (_, n) => world.arrive(messages.slice(n * 5, n * 5 + 5))));
    expect(await countedIn(world, 'mentions/main/x/')).toBe(60);
  });

  it('raises one alert with the message that crosses the line, and not another with each that follows', async () => {
    const world = countingWorld();
    for (const message of burst(60, world.now(), 4)) await world.arrive([message]);
    expect(world.mails()).toHaveLength(1);
    expect(await world.alerts.open()).toHaveLength(1);
  });

  it('raises one alert when many look at the same time', async () => {
    const world = countingWorld();
    const messages = burst(120, world.now(), 4);
    await Promise.all(Array.from({ length: 12 }, async (_, n) => world.arrive(messages.slice(n * 10, n * 10 + 10))));
    expect(world.mails()).toHaveLength(1);
  });

  it('raises none for one person who writes a lot', async () => {
    const world = countingWorld();
    await world.arrive(burst(40, world.now(), 4, { author: 'one-and-the-same' }));
    expect(world.mails()).toEqual([]);
  });

  it('calls it a campaign when few accounts write the same over and over', async () => {
    const world = countingWorld();
    await world.arrive(burst(60, world.now(), 4, { text: 'כולם להחרים את החברה הזאת עכשיו' }));
    expect((await world.alerts.open())[0]).toMatchObject({ kind: 'campaign' });
    expect(world.mails()[0]).toMatch(/פעילות מתואמת/);
  });

  it('raises none for what was written long ago and only came now: the backfill of an outage', async () => {
    const world = countingWorld();
    const missed = burst(300, world.now() - 30 * MINUTE, 120).map((message) => ({ ...message, storedAt: world.now() }));
    await world.arrive(missed);
    await world.run(30);
    expect(world.mails()).toEqual([]);
    expect(Math.abs(await countedIn(world, 'mentions/main/x/', 240) - 300)).toBeLessThan(30);
  });

  it('sees a flood of private messages, and shows nobody what they say', async () => {
    const world = countingWorld();
    await world.arrive(burst(60, world.now(), 4, { channel: 'email', visibility: 'private', text: 'הסיסמה שלי לא עובדת אצלכם' }));
    const [record] = await world.alerts.open();
    expect(record).toMatchObject({ direct: true, facts: { words: [], refs: [], cases: [] } });
    expect(world.mails()[0]).toMatch(/^זינוק בפניות/);
    expect(JSON.stringify(world.told)).not.toContain('הסיסמה');
  });

  it('names a topic in the alert of all, instead of raising another', async () => {
    const world = countingWorld({ watchedTopics: [{ id: 'app', name: { he: 'אפליקציה', en: 'App' }, words: { he: ['אפליקציה'], en: ['app'] }, tags: [] }] });
    await world.arrive(burst(60, world.now(), 4));
    expect(await world.alerts.open()).toHaveLength(1);
    expect((await world.alerts.open())[0]).toMatchObject({ topic: '', alsoTopics: ['app'] });
  });

  it('has the facts of a rise: who, where, since when, in which words and mood', async () => {
    const world = countingWorld();
    await world.arrive(burst(40, world.now(), 4));
    const [{ facts, since, channels } = { facts: null, since: 0, channels: [] }] = await world.alerts.open();
    expect(facts).toMatchObject({ count: 40, authors: 40, learning: true, atLeast: false });
    expect(facts!.words).toContain('האפליקציה');
    expect(facts!.refs).toHaveLength(3);
    expect(facts!.negative).toBeGreaterThan(0.5);
    expect(channels.map(({ channel }) => channel)).toEqual(['x']);
    expect(world.now() - since).toBeLessThanOrEqual(5 * MINUTE);
  });
});

describe('ten thousand mentions a second on one post', () => {
  const SHARDS = 40;
  const PER_SECOND = 10_000;
  const SECONDS = 2;

  it('are counted without a partition above its thousand write units a second, and alert in the first second', async () => {
    const units = new Map<string, number>();
    let second = 0;
    const world = countingWorld({}, (partition, spent) => {
      const key = `${second} ${partition}`;
      units.set(key, (units.get(key) ?? 0) + spent);
    });
    const begin = world.now();
    const told: number[] = [];
    for (second = 0; second < SECONDS; second++) {
      world.at(begin + second * 1_000);
      const each = PER_SECOND / SHARDS;
      const batch = (): StoredMessage[] => Array.from({ length: each }, () => mention(world.now(), { text: 'the app is down' }));
      // Each shard of the stream has a reader of its own; all of them write at once.
      await Promise.all(Array.from({ length: SHARDS }, async () => world.arrive(batch())));
      told.push(world.mails().length);
    }
    expect(Math.max(...units.values())).toBeLessThan(1_000);
    expect(told).toEqual(Array<number>(SECONDS).fill(1));
    const counted = await countedIn(world, 'mentions/main/x/', 5);
    expect(Math.abs(counted / (PER_SECOND * SECONDS) - 1)).toBeLessThan(0.1);
  }, 120_000);

  it('that is an hour later and calm again ends in an all-clear', async () => {
    const world = countingWorld();
    await world.arrive(burst(200, world.now(), 4));
    await world.run((3 * HOUR) / MINUTE);
    expect(world.mails().at(-1)).toMatch(/^חזרה לשגרה/);
    expect(await world.alerts.open()).toEqual([]);
    expect(await world.alerts.past(5)).toMatchObject([{ state: 'over' }]);
  });
});
