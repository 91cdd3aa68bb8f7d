import { describe, expect, it } from '@jest/globals';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { facts as linkedin } from '../../shared/channels/linkedin/facts.ts';
import { mergeCases } from '../../shared/domain/case-merge.ts';
import { withoutContent } from '../../shared/domain/retention.ts';
import { Refused } from '../../shared/errors.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { comment, note, platformWorld, privately } from '../support/platform-world.ts';

const MINUTE = 60_000;

describe('an answer given elsewhere', () => {
  const typed = { ours: true, typedElsewhere: true as const, author: { id: 'PAGE1', name: null }, at: SUNDAY_MORNING };

  it('is stored as ours, stops the clock, and supersedes the acknowledgement that has not left', async () => {
    const world = platformWorld(facebook);
    await world.record([privately('שלום, איפה ההזמנה?')]);
    await world.take([privately('מחר אצלך', { ...typed, nativeId: 'm_2' })]);
    expect(world.stored('m_2')).toMatchObject({ direction: 'out', agent: null, case: world.stored('m_1')!.case });
    expect(world.caseOf('m_1')).toMatchObject({ status: 'waiting_on_customer', answeredAt: SUNDAY_MORNING });
    expect(world.handed).toHaveLength(0);
  });

  it('below a comment answers the comment\'s writer', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('המוצר הגיע שבור')]);
    await world.take([comment('מטפלים בזה', { ...typed, nativeId: 'c_2', parent: 'c_1' })]);
    expect(world.caseOf('c_1')).toMatchObject({ status: 'waiting_on_customer' });
  });

  // A merge of two customers' cases: both threads lead to the first one's.
  const merged = async () => {
    const world = platformWorld(facebook);
    await world.take([privately('שלום, איפה ההזמנה?'), privately('Where is my refund?', { nativeId: 'm_2', conversation: 'person-2', author: { id: 'person-2', name: null }, at: SUNDAY_MORNING - 400 })]);
    const [into, from] = [world.caseOf('m_1')!, world.caseOf('m_2')!];
    const writes = mergeCases({ from, into, heads: world.store.heads, id: 'merge-1', at: SUNDAY_MORNING, by: 'lea' });
    if ('refused' in writes) throw new Error(writes.refused);
    for (const { thread, head } of writes.heads) world.store.heads.set(thread, head);
    for (const item of [writes.from, writes.into]) world.store.cases.set(item.number, item);
    return { world, number: into.number, hers: from.threads[0]!, his: into.threads[0]!, matter: () => world.store.cases.get(into.number)! };
  };

  it('answers whom it was written to: another customer on the same case waits on', async () => {
    const { world, hers, matter } = await merged();
    const since = world.store.heads.get(hers)!.waitingSince;
    await world.take([privately('מחר אצלך', { ...typed, nativeId: 'm_3' })]);
    expect(matter()).toMatchObject({ status: 'open', unansweredSince: since, answeredAt: SUNDAY_MORNING });
    await world.take([privately('Tomorrow', { ...typed, nativeId: 'm_4', conversation: 'person-2' })]);
    expect(matter().status).toBe('waiting_on_customer');
    expect(matter().unansweredSince).toBeUndefined();
  });

  it('does not hide what another customer on the same case writes while it is being noted', async () => {
    const { world, number, hers, matter } = await merged();
    await world.take([privately('Tomorrow', { ...typed, nativeId: 'm_4', conversation: 'person-2' })]);
    const { store } = world;
    const move = store.moveCase.bind(store);
    store.moveCase = async (asked, given) => {
      store.moveCase = move;
      const head = store.heads.get(hers)!;
      const next = { ...head, v: head.v + 1, waitingSince: SUNDAY_MORNING + 5 };
      store.heads.set(hers, next);
      await move(number, { status: 'open', hv: next.v, thread: hers, unansweredSince: SUNDAY_MORNING + 5 });
      return move(asked, given);
    };
    await world.take([privately('מחר אצלך', { ...typed, nativeId: 'm_3' })]);
    expect(matter()).toMatchObject({ status: 'open', unansweredSince: SUNDAY_MORNING + 5 });
    expect(world.stored('m_3')).toMatchObject({ direction: 'out' });
  });

  it('that may be an echo of our own is looked at again before it counts', async () => {
    const world = platformWorld(facebook);
    const { typedElsewhere: _, ...unsure } = typed;
    await world.take([privately('שלום, איפה ההזמנה?')]);
    const first = await world.take([privately('שלום, קיבלנו', { ...unsure, nativeId: 'own-1' })]);
    expect(world.stored('own-1')).toBeUndefined();
    expect(first.hideSeconds.size).toBe(0);
    const other = await world.take([privately('תשובה', { ...unsure, nativeId: 'm_9' })]);
    expect([...other.hideSeconds.values()]).toEqual([45]);
    await world.take([privately('תשובה', { ...unsure, nativeId: 'm_9' })], 2);
    expect(world.caseOf('m_1')).toMatchObject({ status: 'waiting_on_customer' });
  });

  it('older than the customer\'s last word leaves that word unanswered', async () => {
    const world = platformWorld(facebook);
    await world.take([privately('שלום'), privately('עוד משהו', { nativeId: 'm_2', at: SUNDAY_MORNING })]);
    await world.take([privately('כן?', { ...typed, nativeId: 'm_3', at: SUNDAY_MORNING - 500 })]);
    expect(world.caseOf('m_1')).toMatchObject({ status: 'new' });
    expect([...world.store.heads.values()][0]!.waitingSince).not.toBeNull();
  });

  it('the platform\'s echo settles a hand-over whose outcome nobody knew', async () => {
    const world = platformWorld(facebook);
    let reference = '';
    world.platform.takes = (handing) => { reference = handing.reference ?? ''; throw new Error('socket hang up'); };
    await world.take([privately('שלום')]);
    const place = { kind: 'acknowledgement' as const, caseNumber: world.caseOf('m_1')!.number };
    expect(world.sendings.of(place).state).toBe('unknown');
    await world.take([note('ownEcho', 'm_5', { reference, thread: ['person-1'] })]);
    expect(world.sendings.of(place)).toMatchObject({ state: 'sent', providerId: 'm_5' });
  });
});

describe('a channel that refuses us altogether', () => {
  it.each(['tokenDead', 'blockedAsAbusive'])('is left alone for an hour (%s): who is refused is told, the others wait, still planned', async (reason) => {
    const world = platformWorld(facebook);
    world.platform.takes = () => { throw new Refused(reason, 'no'); };
    await world.take([privately('שלום')]);
    const place = (nativeId: string) => ({ kind: 'acknowledgement' as const, caseNumber: world.caseOf(nativeId)!.number });
    expect(world.sendings.of(place('m_1'))).toMatchObject({ state: 'failed', reason });
    world.platform.takes = (_, count) => ({ id: `own-${count}` });
    await world.take([privately('Hello', { nativeId: 'm_2', conversation: 'person-2', author: { id: 'person-2', name: null } })]);
    expect(world.sendings.of(place('m_2')).state).toBe('planned');
    world.clock.now += 61 * MINUTE;
    await world.take([privately('Hello', { nativeId: 'm_2', conversation: 'person-2', author: { id: 'person-2', name: null } })]);
    expect(world.sendings.of(place('m_2')).state).toBe('sent');
  });
});

it('what a delivery names by ids only waits to be fetched, and is no entry yet', async () => {
  const world = platformWorld(facebook);
  await world.take([comment('', { lookUp: { id: 'c_1' } })]);
  expect(world.store.messages.size).toBe(0);
  expect([...world.store.lookUps.values()]).toMatchObject([{ channel: 'facebook', message: { platform: { lookUp: { id: 'c_1' } } } }]);
});

it('what a platform let nobody keep is answered there, and never by a mail to a key', async () => {
  const world = platformWorld(linkedin);
  await world.take([comment('Your service is down again, when will it be fixed?')]);
  const stored = world.stored('c_1')!;
  Object.assign(stored, { message: withoutContent(stored.message) });
  world.store.messages.set(`${stored.thread}/${stored.id}`, stored);
  await expect(world.answer({ caseNumber: stored.case!, text: 'Fixed' })).rejects.toMatchObject({ reason: 'itemGone' });
});
