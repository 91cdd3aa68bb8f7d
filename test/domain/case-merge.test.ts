import { describe, expect, it } from '@jest/globals';
import type { Case, Head } from '../../shared/domain/case.ts';
import { isShownOn, mergeCases, ownerOn } from '../../shared/domain/case-merge.ts';
import type { MergeEvent, MergeWrites } from '../../shared/domain/case-merge.ts';
import { unmergeCases } from '../../shared/domain/case-unmerge.ts';
import type { Unmerging } from '../../shared/domain/case-unmerge.ts';
import type { OwnStory } from '../../shared/domain/own-story.ts';
import { joinedHead } from '../../shared/domain/hand-over.ts';
import { place } from '../../shared/domain/placement.ts';
import { someCase, headOf } from '../support/make-case.ts';
import { mail, SUNDAY_MORNING } from '../support/make.ts';

const A = someCase('482109379', { priority: 'high', unansweredSince: SUNDAY_MORNING, promise: { dueAt: SUNDAY_MORNING + 1000, opensAt: null } });
const B = someCase('715300428', { assignee: 'noa', unansweredSince: SUNDAY_MORNING, hv: 7 });
const headsOf = (...cases: Case[]): Map<string, Head> => new Map(cases.map((item) => [item.threads[0]!, headOf(item)]));

function merge(from: Case, into: Case, heads = headsOf(from, into)): MergeWrites<MergeEvent> {
  const done = mergeCases({ from, into, heads, id: 'm1', at: SUNDAY_MORNING, by: 'noa' });
  if ('refused' in done) throw new Error(done.refused);
  return done;
}

function afterwards(heads: Map<string, Head>, written: { heads: { thread: string; head: Head }[] }): Map<string, Head> {
  return new Map([...heads, ...written.heads.map(({ thread, head }) => [thread, head] as const)]);
}

const story = (status: Case['status'] = 'new', fields: Partial<OwnStory> = {}): OwnStory => ({ status, until: null, resolvedAt: null, answeredAt: null, reopenedAt: null, stays: false, ...fields });
const PROMISED = 3_600_000;

const undoing = (done: MergeWrites<MergeEvent>, heads: Map<string, Head>, given: Partial<Unmerging> = {}) => unmergeCases({
  merge: done.event, from: done.from, into: done.into, heads, fromWhole: new Set([done.event.from]), stories: { from: story(done.event.fromStatus), into: story(done.event.intoBefore.status) },
  before: [{ event: done.event, item: done.from }], dueBy: (since) => since + PROMISED, id: 'u1', at: SUNDAY_MORNING + 9, by: 'noa', ...given,
});

function unmerge(done: MergeWrites<MergeEvent>, heads: Map<string, Head>, given: Partial<Unmerging> = {}) {
  const undone = undoing(done, heads, given);
  if ('refused' in undone) throw new Error(undone.refused);
  return undone;
}

const promise = { dueAt: SUNDAY_MORNING + 5000, opensAt: null, awayReason: null };
const placed = (thread: string, head: Head, message = mail()) => place({ message, thread, threadedBy: 'references', relatedTo: null, head, promise, reopenDays: 7, now: SUNDAY_MORNING, freshNumber: undefined });

describe('merging two cases', () => {
  it('leaves one case with the threads of both', () => {
    const { from, into } = merge(A, B);
    expect({ mergedInto: from.mergedInto, status: from.status, threads: into.threads }).toEqual({ mergedInto: B.number, status: 'closed', threads: ['t-715300428', 't-482109379'] });
  });

  it('sends the next message of the merged thread to the one case', () => {
    const { heads } = merge(A, B);
    expect(placed('t-482109379', heads[0]!.head).caseNumber).toBe(B.number);
  });

  it('lets that message move the case, whose own thread counts its versions apart', () => {
    const { heads, into } = merge(A, B);
    const { move } = placed('t-482109379', { ...heads[0]!.head, waitingSince: null });
    expect(move!.hv).toBeGreaterThan(into.hvs![move!.thread!]!);
  });

  it('remembers whose a thread is through every further merge, and forgets it when that is undone', () => {
    const C = someCase('100000106');
    const [first, threads] = [merge(A, B), headsOf(A, B, C)];
    const afterFirst = afterwards(threads, first);
    const second = merge(first.into, C, afterFirst);
    const afterBoth = afterwards(afterFirst, second);
    expect(['t-482109379', 't-715300428'].map((thread) => afterBoth.get(thread)!.of)).toEqual([{ case: A.number, openedBy: A.openedBy }, { case: B.number, openedBy: B.openedBy }]);
    const apart = afterwards(afterBoth, unmerge(second, afterBoth));
    expect([apart.get('t-482109379')!.of, apart.get('t-715300428')!.of]).toEqual([{ case: A.number, openedBy: A.openedBy }, undefined]);
    expect(afterwards(apart, unmerge(first, apart)).get('t-482109379')!.of).toBeUndefined();
  });

  it('gives the merged thread no second acknowledgement', () => {
    expect(placed('t-482109379', merge(A, B).heads[0]!.head)).toMatchObject({ plan: null, suppressedBecause: 'joinedCase' });
  });

  it('still finds the first case for its opener that died half-way', () => {
    expect(placed('t-482109379', merge(A, B).heads[0]!.head, mail({ id: A.openedBy })).caseNumber).toBe(A.number);
  });

  it('keeps the higher priority, the earlier promise and whoever is on it', () => {
    expect(merge(A, B).into).toMatchObject({ priority: 'high', promise: A.promise, assignee: 'noa' });
  });

  it('opens a waiting case for the customer who waits in the other', () => {
    const waiting = someCase('715300428', { status: 'waiting_on_customer' });
    const { into, heads } = merge(A, waiting);
    expect([into.status, ...heads.map(({ head }) => head.status)]).toEqual(['open', 'open', 'open']);
  });

  it('wakes what was put aside, and forgets until when', () => {
    const asleep = someCase('715300428', { status: 'snoozed', snoozedUntil: SUNDAY_MORNING + 99 });
    const { into, from } = merge({ ...A, status: 'snoozed', snoozedUntil: SUNDAY_MORNING + 98 }, asleep);
    expect([into.status, into.snoozedUntil, from.snoozedUntil]).toEqual(['open', undefined, undefined]);
  });

  it('leaves asleep what sleeps when nobody waits in the other', () => {
    const asleep = someCase('715300428', { status: 'snoozed', snoozedUntil: SUNDAY_MORNING + 99 });
    const { into } = merge(A, asleep, new Map([['t-482109379', headOf(A, { waitingSince: null })], ['t-715300428', headOf(asleep)]]));
    expect([into.status, into.snoozedUntil]).toEqual(['snoozed', SUNDAY_MORNING + 99]);
  });

  it('leaves a case resolved when nobody waits', () => {
    const done = someCase('715300428', { status: 'resolved' });
    const heads = new Map([['t-482109379', headOf(A, { waitingSince: null })], ['t-715300428', headOf(done, { waitingSince: null, resolvedAt: 5 })]]);
    const { into, heads: written } = merge(A, done, heads);
    expect([into.status, written[0]!.head.status, written[0]!.head.resolvedAt]).toEqual(['resolved', 'resolved', 5]);
  });

  it('leaves a thread that has a newer case alone', () => {
    const heads = headsOf(A, B);
    heads.set('t-482109379', { ...heads.get('t-482109379')!, case: '900000001' });
    expect(merge(A, B, heads).heads).toEqual([]);
  });

  it.each([
    ['sameCase', A, A], ['alreadyMerged', { ...A, mergedInto: '900000001' }, B], ['targetMerged', A, { ...B, mergedInto: '900000001' }], ['isSpam', A, { ...B, status: 'spam' as const }],
  ])('is refused: %s', (refused, from, into) => {
    expect(mergeCases({ from, into, heads: headsOf(from, into), id: 'm', at: 0, by: 'noa' })).toEqual({ refused });
  });

  it('is refused while a head is not read', () => {
    expect(mergeCases({ from: A, into: B, heads: headsOf(B), id: 'm', at: 0, by: 'noa' })).toEqual({ refused: 'headsMissing' });
  });

  it('warns when the customers, languages or accounts differ', () => {
    expect(merge(A, someCase('715300428', { customer: { id: 'yoav@example.org', name: null }, language: 'en', inbox: 'PAGE1' })).warnings).toEqual(['otherCustomer', 'otherLanguage', 'otherInbox']);
  });

  it('of one contact warns of nothing', () => {
    expect(merge({ ...A, contact: 'k1' }, { ...B, contact: 'k1', customer: { id: 'F1', name: null } }).warnings).toEqual([]);
  });
});

describe('undoing a merge', () => {
  it('gives both cases back as they were', () => {
    const before = headsOf(A, B);
    const done = merge(A, B, before);
    const { from, into } = unmerge(done, afterwards(before, done));
    expect([{ ...from, hv: 0, hvs: 0 }, { ...into, hv: 0 }]).toEqual([{ ...A, hv: 0, hvs: 0 }, { ...B, hv: 0 }]);
  });

  it('points the heads back, at a further version', () => {
    const before = headsOf(A, B);
    const done = merge(A, B, before);
    expect(unmerge(done, afterwards(before, done)).heads).toEqual([{ thread: 't-482109379', expected: 2, head: { ...before.get('t-482109379'), v: 3 } }]);
  });

  it('keeps what an agent changed meanwhile', () => {
    const before = headsOf(A, B);
    const done = merge(A, B, before);
    expect(unmerge(done, afterwards(before, done), { into: { ...done.into, assignee: 'avi', priority: 'urgent' } }).into).toMatchObject({ assignee: 'avi', priority: 'urgent', promise: B.promise });
  });

  it('opens a case whose customer wrote meanwhile', () => {
    const resolved = someCase('482109379', { status: 'resolved' });
    const before = new Map([['t-482109379', headOf(resolved, { waitingSince: null, resolvedAt: 5 })], ['t-715300428', headOf(B)]]);
    const done = merge(resolved, B, before);
    const later = afterwards(before, done);
    later.set('t-482109379', { ...later.get('t-482109379')!, waitingSince: SUNDAY_MORNING + 5 });
    const undone = unmerge(done, later, { stories: { from: story('open', { reopenedAt: SUNDAY_MORNING + 5 }), into: story() } });
    expect([undone.from.status, undone.heads[0]!.head.status, undone.heads[0]!.head.resolvedAt]).toEqual(['open', 'open', null]);
  });

  it('puts aside again what was, until when it was, and leaves no such time on what is open', () => {
    const asleep = someCase('482109379', { status: 'snoozed', snoozedUntil: SUNDAY_MORNING + 99, unansweredSince: SUNDAY_MORNING });
    const before = headsOf(asleep, B);
    const done = merge(asleep, B, before);
    const by = (own: OwnStory) => { const { from: { status, snoozedUntil } } = unmerge(done, afterwards(before, done), { stories: { from: own, into: story() } }); return [status, snoozedUntil]; };
    expect([by(story('snoozed', { until: SUNDAY_MORNING + 99 })), by(story('open'))]).toEqual([['snoozed', SUNDAY_MORNING + 99], ['open', undefined]]);
  });

  it('lets wait where somebody waits: the one that its customer wrote to, due as any such word, and not the other', () => {
    const [one, other] = ['482109379', '715300428'].map((number) => someCase(number, { status: 'waiting_on_customer', answeredAt: SUNDAY_MORNING + 1, lastAnsweredAt: SUNDAY_MORNING + 1, dueAt: SUNDAY_MORNING + 900 })) as [Case, Case];
    const answered = { waitingSince: null, lastOutAt: SUNDAY_MORNING + 1 };
    const before = new Map([['t-482109379', headOf(one, answered)], ['t-715300428', headOf(other, answered)]]);
    const done = merge(one, other, before);
    const later = afterwards(before, done);
    const wrote = placed('t-482109379', later.get('t-482109379')!, mail({ receivedAt: SUNDAY_MORNING + 5 }));
    later.set('t-482109379', wrote.head!);
    const { from, into } = unmerge(done, later, { into: { ...done.into, status: 'open', unansweredSince: SUNDAY_MORNING + 5, dueAt: promise.dueAt }, stories: { from: story('open'), into: story('waiting_on_customer') } });
    expect([from, into].map(({ status, unansweredSince, dueAt }) => [status, unansweredSince, dueAt])).toEqual([['open', SUNDAY_MORNING + 5, SUNDAY_MORNING + 5 + PROMISED], ['waiting_on_customer', undefined, SUNDAY_MORNING + 900]]);
  });

  it('finds a further thread of the merged one where that went, and remembers whose it is', () => {
    const [moved] = merge(A, B).heads;
    const head = joinedHead({ there: undefined, from: moved!.head, caseNumber: A.number, participant: 'psid-7', now: SUNDAY_MORNING });
    expect(head).toMatchObject({ case: B.number, status: 'new', joined: true, of: { case: A.number } });
  });

  it('takes a thread along that began beside the merged one meanwhile', () => {
    const before = headsOf(A, B);
    const done = merge(A, B, before);
    const later = afterwards(before, done).set('t-form', { ...headOf(B), openedBy: 'handOver', joined: true, of: { case: A.number, openedBy: A.openedBy } });
    const undone = unmerge(done, later, { into: { ...done.into, threads: [...done.into.threads, 't-form'] } });
    expect([undone.from.threads, undone.into.threads, undone.heads.find(({ thread }) => thread === 't-form')!.head.case]).toEqual([['t-482109379', 't-form'], ['t-715300428'], A.number]);
  });

  it('of a thread that a newer case took leaves it there', () => {
    const before = headsOf(A, B);
    const done = merge(A, B, before);
    const later = afterwards(before, done);
    later.set('t-482109379', { ...later.get('t-482109379')!, case: '900000001' });
    expect(unmerge(done, later).heads).toEqual([]);
  });

  it('waits until a later merge is undone', () => {
    const done = merge(A, B);
    expect(undoing(done, headsOf(A, B), { into: { ...done.into, mergedInto: '900000001' } })).toEqual({ refused: 'undoLaterFirst' });
  });

  it('is done once', () => {
    const done = merge(A, B);
    expect(undoing(done, headsOf(A, B), { from: A })).toEqual({ refused: 'notMerged' });
  });
});

describe('what a case shows', () => {
  const { into, heads } = merge(A, B);
  const [hers, both] = [new Set([A.number]), new Set([A.number, B.number])];
  const meanwhile = { thread: 't-482109379', case: B.number, ...ownerOn(heads[0]!.head, B.number) };

  it.each([
    ['its own message', B, { thread: 't-715300428', case: B.number }, new Set([B.number]), true],
    ['the merged case’s message', into, { thread: 't-482109379', case: A.number }, both, true],
    ['what came to the merged thread meanwhile', into, meanwhile, both, true],
    ['the same after the merge was undone', A, meanwhile, hers, true],
    ['an older case’s message on the same thread', A, { thread: 't-482109379', case: '900000001' }, hers, false],
    ['what went back to the other case', B, { thread: 't-482109379', case: A.number }, new Set([B.number]), false],
    ['a filtered message', A, { thread: 't-482109379', case: null }, hers, false],
  ])('%s', (_, item, message, whole, shown) => {
    expect(isShownOn(item, message, whole)).toBe(shown);
  });
});
