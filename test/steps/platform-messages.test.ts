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
    // The acknowledgement could not be delivered: the one private reply is left.
    Object.assign(world.caseOf('c_1')!.acknowledgement!, { state: 'failed', reason: 'personUnavailable' });
    const { number } = world.caseOf('c_1')!;
    await world.answer({ caseNumber: number, text: 'כתבנו לך בפרטי', via: 'handOver', key: 'press-0001' });
    await world.answer({ caseNumber: number, text: 'תודה שפנית', via: 'public', key: 'press-0002' });
    expect(world.handed.slice(-2)).toMatchObject([{ route: { kind: 'privateReply', to: 'c_1' }, automatic: false }, { route: { kind: 'publicReply', to: 'c_1' } }]);
  });

  it('the one private reply that the acknowledgement has used is not planned again, and the clock runs on', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('המוצר הגיע שבור')]);
    await expect(world.answer({ caseNumber: world.caseOf('c_1')!.number, text: 'כתבנו לך בפרטי', via: 'handOver' })).rejects.toMatchObject({ reason: 'alreadyUsed' });
    expect(world.caseOf('c_1')).toMatchObject({ status: 'new', answeredAt: null });
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

describe('a writer whom the platform does not name, for want of a permission', () => {
  const nobody = { author: { id: '', name: null } };

  it.each([['he', 'איפה ההזמנה שלי?'], ['en', 'Where is my order?']])('is nobody else\'s neighbour: two of them below one post are two cases (%s)', async (_, text) => {
    const world = platformWorld(facebook);
    await world.take([comment(text, nobody), comment(text, { ...nobody, nativeId: 'c_2' })]);
    await world.take([privately(text, { ...nobody, conversation: '' }), privately(text, { ...nobody, conversation: '', nativeId: 'm_2' })]);
    expect(new Set(['c_1', 'c_2', 'm_1', 'm_2'].map((id) => world.caseOf(id)!.number)).size).toBe(4);
    expect(world.handed).toHaveLength(0);
  });

  it('takes back a word that was a mention only, and it is gone', async () => {
    const world = platformWorld(facebook);
    await world.take([comment('תודה רבה', nobody)]);
    await world.take([note('removed', 'c_1', { thread: ['POST', ''] })]);
    expect(world.stored('c_1')).toMatchObject({ case: null, message: { text: '' } });
  });
});
