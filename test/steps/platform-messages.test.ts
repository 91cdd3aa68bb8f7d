import { describe, expect, it } from '@jest/globals';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { facts as linkedin } from '../../shared/channels/linkedin/facts.ts';
import { facts as x } from '../../shared/channels/x/facts.ts';
import { comment, note, platformWorld, privately } from '../support/platform-world.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const MINUTE = 60_000;

describe('a private message on a platform', () => {
  it.each([['he', 'שלום, איפה ההזמנה שלי?', 'מספרה'], ['en', 'Hello, where is my order?', 'case']])('is a case, and its acknowledgement goes back into the conversation (%s)', async (_, text, word) => {
    const world = platformWorld(facebook);
    await world.take([privately(text)]);
    expect(world.handed).toMatchObject([{ route: { kind: 'private', to: 'person-1', inbox: 'PAGE1' }, automatic: true, answersAt: SUNDAY_MORNING - 1000 }]);
    expect(world.handed[0]!.text).toContain(word);
    expect(world.handed[0]!.text).toMatch(/\d{3}-\d{3}-\d{3}/);
  });

  it('delivered three times in any order is one entry and one acknowledgement', async () => {
    const world = platformWorld(facebook);
    await world.take([privately('שלום'), privately('שלום', { at: SUNDAY_MORNING - 5000 })]);
    await world.take([privately('שלום')]);
    expect(world.store.messages.size).toBe(1);
    expect(world.handed).toHaveLength(1);
  });

  it.each([['he', 'שלום, ההזמנה מאחרת', 'להפסקת הודעות אוטומטיות אפשר להשיב: הסר.'], ['en', 'Hello there, my order is late', 'reply STOP.']])('tells on X how to stop automatic messages (%s)', async (_, text, words) => {
    const world = platformWorld(x);
    await world.take([privately(text)]);
    expect(world.handed[0]!.text).toContain(words);
  });

  it.each(['הסר', 'STOP', ' עצור. '])('that says %s ends automatic messages to its writer, and the case goes on', async (word) => {
    const world = platformWorld(facebook);
    await world.take([privately(word)]);
    expect(world.handed).toHaveLength(0);
    expect(world.caseOf('m_1')).toMatchObject({ suppressedBecause: 'optedOut' });
    await world.take([privately('שאלה אחרת', { nativeId: 'm_2', conversation: 'person-1-other' })]);
    expect(world.handed).toHaveLength(0);
    expect(world.caseOf('m_2')).toBeDefined();
  });

  it('in a conversation that another app owns is stored, and not answered automatically', async () => {
    const world = platformWorld(facebook);
    await world.take([privately('שלום', { ownedElsewhere: true })]);
    expect(world.caseOf('m_1')).toMatchObject({ suppressedBecause: 'channelForbids' });
    expect(world.handed).toHaveLength(0);
  });

  it('is answered by an agent in its conversation, as a person', async () => {
    const world = platformWorld(facebook);
    await world.take([privately('שלום, איפה ההזמנה?')]);
    await world.answer({ caseNumber: world.caseOf('m_1')!.number, text: 'מחר אצלך' });
    expect(world.handed.at(-1)).toMatchObject({ route: { kind: 'private', to: 'person-1' }, text: 'מחר אצלך', automatic: false });
  });
});

describe('a public item', () => {
  it('that complains is a case, answered by one private reply', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('המוצר הגיע שבור ואף אחד לא עונה לי')]);
    expect(world.handed).toMatchObject([{ route: { kind: 'privateReply', to: 'c_1' }, automatic: true }]);
    expect(world.stored('c_1')).toMatchObject({ decision: { is: 'case' } });
  });

  it.each(['תודה רבה, אלופים!', '😂😂', '@Dana Cohen'])('that asks nothing is a mention: stored, counted, never acknowledged (%s)', async (text) => {
    const world = platformWorld(facebook);
    await world.take([comment(text)]);
    expect(world.stored('c_1')).toMatchObject({ case: null, suppressedBecause: 'notACase', decision: { is: 'mention' } });
    expect(world.store.heads.size).toBe(0);
    expect(world.handed).toHaveLength(0);
  });

  it('found by keyword is a mention whatever it says', async () => {
    const world = platformWorld(x, { answersPublicly: true });
    await world.take([comment('המוצר של המותג הזה שבור, מישהו יכול לעזור?', { monitoringOnly: true })]);
    expect(world.stored('c_1')).toMatchObject({ case: null, decision: { reason: 'monitoring' } });
  });

  it('of somebody with an open case under this post belongs to it, whatever it says', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('המוצר הגיע שבור')]);
    await world.take([comment('תודה', { nativeId: 'c_2' })]);
    expect(world.stored('c_2')!.case).toBe(world.stored('c_1')!.case);
  });

  it('beyond twenty new cases in one minute under one post is a mention under an alert', async () => {
    const world = platformWorld(facebook);
    await world.take(Array.from({ length: 25 }, (_, n) => comment('האתר לא עובד, איפה ההזמנה שלי?', { nativeId: `c_${n}`, author: { id: `person-${n}`, name: null } })));
    const decisions = [...world.store.messages.values()].map(({ decision }) => decision?.reason);
    expect(decisions.filter((reason) => reason === 'tooMany')).toHaveLength(5);
    expect(world.store.cases.size).toBe(20);
  });

  it('on X gets no automatic answer until the operator has confirmed the label, and then one without number and address', async () => {
    const silent = platformWorld(x);
    await silent.take([comment('@brand ההזמנה לא הגיעה ואני מחכה')]);
    expect(silent.handed).toHaveLength(0);
    expect(silent.caseOf('c_1')).toMatchObject({ suppressedBecause: 'channelForbids' });
    const labelled = platformWorld(x, { answersPublicly: true, names: ['brand'] });
    await labelled.take([comment('@brand ההזמנה לא הגיעה ואני מחכה')]);
    expect(labelled.handed).toMatchObject([{ route: { kind: 'publicReply', to: 'c_1' } }]);
    expect(labelled.handed[0]!.text).not.toMatch(/\d{3}-\d{3}-\d{3}|http/);
  });

  it('on LinkedIn is never answered automatically', async () => {
    const world = platformWorld(linkedin);
    await world.take([comment('Your service is down again, when will it be fixed?')]);
    expect(world.caseOf('c_1')).toMatchObject({ suppressedBecause: 'channelForbids' });
    expect(world.handed).toHaveLength(0);
  });
});

describe('from public into private', () => {
  it('the private answer of the customer joins the case, and gets no second acknowledgement', async () => {
    const world = platformWorld(facebook);
    world.platform.takes = (handing) => ({ id: `own-${handing.route.kind}`, ...(handing.route.kind === 'privateReply' ? { conversation: 'psid-7' } : {}) });
    await world.take([comment('המוצר הגיע שבור')]);
    await world.take([privately('הנה מספר ההזמנה', { conversation: 'psid-7', author: { id: 'psid-7', name: null } })]);
    expect(world.stored('m_1')!.case).toBe(world.stored('c_1')!.case);
    expect(world.handed).toHaveLength(1);
    expect(world.caseOf('c_1')!.threads).toHaveLength(2);
  });

  it('an agent hands over with a private reply, and then answers in public', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('המוצר הגיע שבור')]);
    const { number } = world.caseOf('c_1')!;
    await world.answer({ caseNumber: number, text: 'כתבנו לך בפרטי', via: 'handOver', key: 'press-0001' });
    await world.answer({ caseNumber: number, text: 'תודה שפנית', via: 'public', key: 'press-0002' });
    expect(world.handed.slice(-2)).toMatchObject([{ route: { kind: 'privateReply', to: 'c_1' }, automatic: false }, { route: { kind: 'publicReply', to: 'c_1' } }]);
  });

  it('on X the public sentence asks for a message, which then joins the case', async () => {
    const world = platformWorld(x);
    world.platform.takes = (handing, count) => ({ id: `own-${count}`, conversation: `42-${handing.person}` });
    await world.take([comment('@brand ההזמנה לא הגיעה')]);
    await world.answer({ caseNumber: world.caseOf('c_1')!.number, text: 'אפשר לשלוח לנו הודעה פרטית', via: 'handOver' });
    await world.take([privately('הנה הפרטים', { conversation: '42-person-1' })]);
    expect(world.stored('m_1')!.case).toBe(world.stored('c_1')!.case);
  });

  it('an answer reaches every thread of the case, so that a later word on any of them counts as unanswered', async () => {
    const world = platformWorld(facebook);
    world.platform.takes = (_, count) => ({ id: `own-${count}`, conversation: 'psid-7' });
    await world.take([comment('המוצר הגיע שבור')]);
    await world.take([privately('הנה מספר ההזמנה', { conversation: 'psid-7', author: { id: 'psid-7', name: null } })]);
    await world.answer({ caseNumber: world.caseOf('c_1')!.number, text: 'בודקים' });
    expect([...world.store.heads.values()].map(({ status }) => status)).toEqual(['waiting_on_customer', 'waiting_on_customer']);
    await world.take([comment('ועדיין כלום', { nativeId: 'c_2', at: SUNDAY_MORNING + MINUTE })]);
    expect(world.caseOf('c_1')).toMatchObject({ status: 'open' });
    await world.take([privately('וגם כאן', { nativeId: 'm_2', conversation: 'psid-7', author: { id: 'psid-7', name: null } })]);
    expect(world.stored('m_2')!.case).toBe(world.stored('c_1')!.case);
  });
});

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

describe('a later word about a message', () => {
  it('that it was edited changes its text', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('איפה ההזמנה?'), note('edited', 'c_1', { text: 'איפה ההזמנה שלי מיום ראשון?', thread: ['POST', 'person-1'] })]);
    expect(world.stored('c_1')).toMatchObject({ message: { text: 'איפה ההזמנה שלי מיום ראשון?' }, revised: { what: 'edited' } });
  });

  it('that it was removed empties it everywhere, and an edit that comes late does not bring it back', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('איפה ההזמנה?'), note('removed', 'c_1', { thread: ['POST', 'person-1'] }), note('edited', 'c_1', { text: 'שוב', thread: ['POST', 'person-1'] })]);
    expect(world.stored('c_1')!.message).toMatchObject({ text: '', replyText: '', platform: { raw: '' } });
  });

  it('that names it by its id alone finds it', async () => {
    const world = platformWorld(linkedin);
    await world.take([comment('Thanks everybody')]);
    await world.take([note('removed', 'c_1')]);
    expect(world.stored('c_1')!.message.text).toBe('');
  });

  it('that comes first waits for the message, and is given up after ten tries', async () => {
    const world = platformWorld(facebook);
    const early = note('removed', 'c_1', { thread: ['POST', 'person-1'] });
    expect([...(await world.take([early])).hideSeconds.values()]).toEqual([60]);
    expect((await world.take([early], 10)).hideSeconds.size).toBe(0);
    expect(world.logged).toContain('note.withoutMessage');
  });
});

it('what a delivery names by ids only waits to be fetched, and is no entry yet', async () => {
  const world = platformWorld(facebook);
  await world.take([comment('', { lookUp: { id: 'c_1' } })]);
  expect(world.store.messages.size).toBe(0);
  expect([...world.store.lookUps.values()]).toMatchObject([{ channel: 'facebook', message: { platform: { lookUp: { id: 'c_1' } } } }]);
});
