import { describe, expect, it } from '@jest/globals';
import type { Case } from '../../shared/domain/case.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { asksWhetherSolved, historyOf, mayRate, satisfactionIn, stageOf, toldTime } from '../../shared/domain/status-view.ts';
import type { ToldMessage } from '../../shared/domain/status-view.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { someCase } from '../support/make-case.ts';

const HOUR = 3_600_000;
const DUE = SUNDAY_MORNING + HOUR;
const item = (fields: Partial<Case> = {}): Case => someCase('482109379', { unansweredSince: SUNDAY_MORNING, ...fields });
const told = (message: InboundMessage, fields: Partial<ToldMessage> = {}): ToldMessage => ({ id: message.id, thread: 't', direction: 'in', at: message.at, case: '482109379', quarantined: null, agent: null, sending: null, message, ...fields });
const answer = (text: string, fields: Partial<ToldMessage> = {}): ToldMessage => told({ ...mail({ text, replyText: text, at: SUNDAY_MORNING + 1 }), mail: null, author: { id: 'agent-1', name: 'נועה' } }, { direction: 'out', agent: 'agent-1', ...fields });
const sending = (state: 'failed' | 'suppressed' | 'sent' | 'delivered' | 'bounced') => ({ id: 's', state, attempt: 1, leaseUntil: null, startedAt: null, providerId: null, reason: null, changedAt: SUNDAY_MORNING + 5, sentAt: SUNDAY_MORNING + 4 });
const texts = (messages: ToldMessage[]): (string | null)[] => historyOf(messages, null, 'system').map(({ text }) => text);

describe('the stage, as a customer calls it', () => {
  it.each([['new', 'received'], ['open', 'inProgress'], ['snoozed', 'inProgress'], ['waiting_on_customer', 'waiting'], ['resolved', 'answered'], ['closed', 'closed'], ['spam', undefined]] as const)('%s is %s', (status, stage) => {
    expect(stageOf(status)).toBe(stage);
  });
});

describe('the promised time', () => {
  it.each<[string, Partial<Case>, number, unknown]>([
    ['lies ahead', {}, DUE, { is: 'ahead', dueAt: DUE }],
    ['was missed, and nobody has said so yet', {}, DUE + 1, { is: 'late', dueAt: DUE, newDueAt: null }],
    ['was missed, and a new one was told', { promise: { dueAt: DUE, opensAt: null, renewed: { at: DUE + 1, dueAt: DUE + HOUR } } }, DUE + 2, { is: 'late', dueAt: DUE, newDueAt: DUE + HOUR }],
    ['was missed twice', { promise: { dueAt: DUE, opensAt: null, renewed: { at: DUE + 1, dueAt: DUE + HOUR } } }, DUE + HOUR + 1, { is: 'late', dueAt: DUE + HOUR, newDueAt: null }],
    ['was kept', { status: 'waiting_on_customer', answeredAt: DUE, unansweredSince: null }, DUE + HOUR, { is: 'kept' }],
    ['of a further message was missed, and its page names a new one', { answeredAt: DUE - HOUR, unansweredSince: DUE - 1, dueAt: DUE, dueRenewed: { of: DUE, at: DUE + 1, dueAt: DUE + HOUR } }, DUE + 2, { is: 'late', dueAt: DUE, newDueAt: DUE + HOUR }],
    ['of a further message was missed twice', { answeredAt: DUE - HOUR, unansweredSince: DUE - 1, dueAt: DUE, dueRenewed: { of: DUE, at: DUE + 1, dueAt: DUE + HOUR } }, DUE + HOUR + 1, { is: 'late', dueAt: DUE + HOUR, newDueAt: null }],
    ['of one more message was missed, and the new time was an earlier one’s', { answeredAt: DUE - HOUR, unansweredSince: DUE - 1, dueAt: DUE, dueRenewed: { of: DUE - HOUR, at: DUE - HOUR, dueAt: DUE + HOUR } }, DUE + 2, { is: 'late', dueAt: DUE, newDueAt: null }],
    ['was answered late', { status: 'resolved', answeredAt: DUE + 1, unansweredSince: null }, DUE + HOUR, { is: 'answeredLate' }],
    ['is that of the next answer, when the customer wrote again', { status: 'open', answeredAt: DUE, unansweredSince: DUE + 5, dueAt: DUE + 2 * HOUR }, DUE + HOUR, { is: 'ahead', dueAt: DUE + 2 * HOUR }],
    ['means nothing for what ended unanswered', { status: 'closed', unansweredSince: null }, DUE + HOUR, null],
  ])('%s', (_, fields, now, expected) => {
    expect(toldTime(item(fields), now)).toEqual(expected);
  });
});

describe('the history', () => {
  it('holds what customer and team told each other, in the order it was written', () => {
    expect(texts([answer('ההזמנה בדרך'), told(mail({ text: 'איפה ההזמנה?', replyText: 'איפה ההזמנה?' }))])).toEqual(['איפה ההזמנה?', 'ההזמנה בדרך']);
  });

  it.each<[string, ToldMessage]>([
    ['a robot’s mail', told(mail({ text: 'x', sender: { machine: 'outOfOffice', evidence: [] } }))], ['what waits in the filter', told(mail({ text: 'x' }), { case: null, quarantined: 'spam' })],
    ['what the product itself says', answer('x', { agent: 'system' })], ['an answer that could not go', answer('x', { sending: sending('failed') })],
  ])('holds not: %s', (_, message) => {
    expect(texts([message])).toEqual([]);
  });

  it.each(['delivered', 'bounced'] as const)('holds an answer that was %s: here at least it can be read', (state) => {
    expect(texts([answer('x', { sending: sending(state) })])).toEqual(['x']);
  });

  it('marks the confirmation as automatic, once it has gone out', () => {
    expect(historyOf([], sending('delivered'), 'system').map(({ from, at }) => [from, at])).toEqual([['automatic', SUNDAY_MORNING + 4]]);
    expect(historyOf([], sending('failed'), 'system')).toEqual([]);
  });

  it('shows nobody what a stranger typed under their address', () => {
    const typed = told({ ...mail({ text: 'Buy pills https://pills.example' }), channel: 'form', mail: null, attachments: [{ name: 'a.pdf', type: '', size: 1, key: 'k', contentId: null, inline: false }] });
    const forged = told(mail({ text: 'Buy pills', mail: { authenticated: false } }));
    for (const message of [typed, forged]) expect(historyOf([message], null, 'system')).toEqual([expect.objectContaining({ text: null, withheld: 'unproven', files: [] })]);
  });

  it('shows it to whoever has written from that address since', () => {
    const typed = told({ ...mail({ text: 'one', replyText: 'one' }), channel: 'form', mail: null });
    const onPage = told({ ...mail({ text: 'two', replyText: 'two', at: SUNDAY_MORNING + 1 }), channel: 'form', mail: null, by: 'statusPage' });
    expect(texts([typed, onPage])).toEqual(['one', 'two']);
    expect(texts([typed, told({ ...onPage.message, author: { id: 'eve@example.org', name: null } })])).toEqual([null, 'two']);
  });

  it('says of what nobody may keep that it is gone', () => {
    const kept = mail({ text: 'x' });
    expect(historyOf([told(kept, { revised: { what: 'removed', at: 1 } }), told({ ...kept, text: '', replyText: '', subject: '', raw: { key: '', size: 0 } })], null, 'system').map(({ text, withheld }) => [text, withheld])).toEqual([[null, 'gone'], [null, 'gone']]);
  });

  it('offers the customer’s files, but no picture that stood within a mail, and nothing that was not kept', () => {
    const file = (key: string | null, inline = false) => ({ name: 'a.pdf', type: '', size: 3, key, contentId: null, inline });
    const [shown] = historyOf([told({ ...mail(), id: 'm', attachments: [file('k', true), file(null), file('k')] })], null, 'system');
    expect(shown!.files).toEqual([{ id: expect.stringMatching(/\.2$/) as unknown, name: 'a.pdf', size: 3 }]);
  });
});

describe('a file that came with an answer', () => {
  it('is offered with it', () => {
    const [shown] = historyOf([answer('מצורפת החשבונית', { id: 'r', message: { ...mail({ text: 'מצורפת החשבונית', replyText: '' }), attachments: [{ name: 'חשבונית.pdf', type: '', size: 3, key: 'parts/cases/1/x', contentId: null, inline: false }] } })], null, 'system');
    expect(shown).toMatchObject({ from: 'us', files: [{ id: 'r.0', name: 'חשבונית.pdf', size: 3 }] });
  });
});

describe('what a customer is asked', () => {
  it.each<[Partial<Case>, boolean, boolean]>([
    [{ status: 'new' }, false, false], [{ status: 'open', answeredAt: 1 }, false, false], [{ status: 'waiting_on_customer', answeredAt: 1 }, true, false], [{ status: 'waiting_on_customer' }, false, false],
    [{ status: 'resolved', resolvedAt: 5 }, true, true], [{ status: 'resolved', resolvedAt: 5, solved: { answer: 'yes', at: 5 } }, false, true], [{ status: 'resolved', resolvedAt: 5, solved: { answer: 'yes', at: 4 } }, true, true], [{ status: 'closed' }, false, true],
  ])('%j: whether it is solved %s, how it was %s', (fields, solved, rating) => {
    expect([asksWhetherSolved(item(fields)), mayRate(item(fields))]).toEqual([solved, rating]);
  });
});

describe('satisfaction', () => {
  const ended = (score: number | null, fields: Partial<Parameters<typeof satisfactionIn>[0][number]> = {}) => ({ number: String(score), mergedInto: null, status: 'resolved' as const, resolvedAt: 10, rating: score === null ? undefined : { score, at: 11 }, solved: undefined, ...fields });

  it('is the share of 4 and 5, with the mean and how many answered', () => {
    expect(satisfactionIn([ended(5), ended(4), ended(1), ended(null)], { from: 0, to: 20 })).toEqual({ csat: 2 / 3, mean: 10 / 3, responseRate: 3 / 4, solvedShare: null, cases: ['5', '4', '1'] });
  });

  it('counts nothing that ended at another time, is open, or went into another case', () => {
    expect(satisfactionIn([ended(5, { resolvedAt: 20 }), ended(5, { status: 'open' }), ended(5, { mergedInto: 'x' })], { from: 0, to: 20 })).toEqual({ csat: null, mean: null, responseRate: null, solvedShare: null, cases: [] });
  });

  it('has the share of those who say it is solved', () => {
    expect(satisfactionIn([ended(null, { solved: { answer: 'yes', at: 1 } }), ended(null, { solved: { answer: 'no', at: 1 } })], { from: 0, to: 20 }).solvedShare).toBe(0.5);
  });
});
