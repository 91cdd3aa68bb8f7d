import { describe, expect, it } from '@jest/globals';
import type { CaseStatus } from '../../shared/domain/case.ts';
import { checkVersion, CLOCKS_IN, isAwake, movesFrom, moveStatus, versionOf } from '../../shared/domain/lifecycle.ts';
import type { Actor, StatusMove } from '../../shared/domain/lifecycle.ts';
import { someCase } from '../support/make-case.ts';

const NOW = 1_000_000;
const move = (status: CaseStatus, to: CaseStatus, fields: Partial<StatusMove> = {}) =>
  moveStatus({ item: someCase('482109379', { status, promise: { dueAt: NOW + 5000, opensAt: null } }), to, actor: 'agent', now: NOW, unanswered: false, ...(to === 'snoozed' ? { until: NOW + 1000 } : {}), ...fields });

describe('a case’s status', () => {
  it.each<[CaseStatus, Actor, CaseStatus[]]>([
    ['new', 'agent', ['open', 'waiting_on_customer', 'snoozed', 'resolved', 'spam']],
    ['new', 'customer', []],
    ['open', 'lead', ['waiting_on_customer', 'snoozed', 'resolved', 'closed', 'spam']],
    ['open', 'system', ['waiting_on_customer']],
    ['waiting_on_customer', 'customer', ['open', 'resolved']],
    ['waiting_on_customer', 'system', ['resolved']],
    ['snoozed', 'customer', ['open']],
    ['snoozed', 'system', ['open', 'waiting_on_customer']],
    ['resolved', 'customer', ['open']],
    ['resolved', 'agent', ['open', 'waiting_on_customer', 'spam']],
    ['resolved', 'system', ['closed']],
    ['closed', 'agent', []],
    ['closed', 'customer', []],
    ['closed', 'admin', ['open']],
    ['spam', 'agent', ['open']],
    ['spam', 'customer', []],
  ])('%s is moved by the %s to: %j', (status, actor, to) => {
    expect(movesFrom(status, actor)).toEqual(to);
  });

  it.each<[string, ReturnType<typeof move>, string]>([
    ['an agent does not close', move('open', 'closed'), 'notAllowed'],
    ['a customer’s message does not open a closed case', move('closed', 'open', { actor: 'customer' }), 'notAllowed'],
    ['resolved is not resolved again', move('resolved', 'resolved'), 'sameStatus'],
    ['a closed case is not snoozed', move('closed', 'snoozed', { actor: 'admin' }), 'noSuchMove'],
    ['a merged case is moved with the one it went into', move('open', 'resolved', { item: someCase('482109379', { mergedInto: '715300428' }) }), 'merged'],
    ['snoozing needs a time', moveStatus({ item: someCase('482109379'), to: 'snoozed', actor: 'agent', now: NOW, unanswered: false }), 'untilMissing'],
    ['nothing is snoozed into the past', move('open', 'snoozed', { until: NOW }), 'untilPast'],
    ['nothing is snoozed until a time that is none', move('open', 'snoozed', { until: Number.NaN }), 'untilPast'],
    ['nothing is snoozed for years', move('open', 'snoozed', { until: NOW + 366 * 86_400_000 }), 'untilTooFar'],
  ])('%s', (_, done, refused) => {
    expect(done).toEqual({ refused });
  });

  it('snoozed says until when, and may be snoozed further', () => {
    expect(move('snoozed', 'snoozed', { until: NOW + 7 })).toMatchObject({ status: 'snoozed', snoozedUntil: NOW + 7 });
  });

  it('resolved says since when', () => {
    expect(move('open', 'resolved')).toMatchObject({ resolvedAt: NOW, snoozedUntil: null, warnings: [] });
  });

  it.each<[CaseStatus]>([['resolved'], ['waiting_on_customer']])('%s while the customer is unanswered is done with a warning', (to) => {
    expect(move('open', to, { unanswered: true })).toMatchObject({ status: to, warnings: ['customerUnanswered'] });
  });

  it('snoozed beyond the promise is done with a warning', () => {
    expect(move('open', 'snoozed', { unanswered: true, until: NOW + 6000 })).toMatchObject({ warnings: ['wakesAfterPromise'] });
  });

  it('waiting on the customer pauses the next response and the resolution, never the first response', () => {
    expect(CLOCKS_IN.waiting_on_customer).toEqual({ firstResponse: 'runs', nextResponse: 'pauses', resolution: 'pauses' });
  });

  it('snoozed pauses nothing', () => {
    expect(CLOCKS_IN.snoozed).toEqual(CLOCKS_IN.open);
  });

  it('snoozed ends when its time has come', () => {
    expect([NOW - 1, NOW].map((now) => isAwake({ status: 'snoozed', snoozedUntil: NOW }, now))).toEqual([false, true]);
  });
});

describe('an edit', () => {
  const seen = someCase('482109379');

  it('over the version that was seen holds', () => {
    expect(checkVersion(seen, versionOf(seen))).toEqual({ ok: true });
  });

  it.each<[string, Parameters<typeof checkVersion>[0]]>([
    ['a message', { ...seen, hv: 2 }], ['a message on a further thread', { ...seen, hvs: { t: 2 } }], ['somebody’s act', { ...seen, acts: 1 }],
  ])('is stale after %s', (_, current) => {
    expect(checkVersion(current, versionOf(seen))).toMatchObject({ ok: false, version: versionOf(current) });
  });

  it('that is stale hears what its writer has not seen', () => {
    expect(checkVersion({ ...seen, acts: 1, assignee: 'avi', priority: 'high' }, versionOf(seen), { assignee: null, priority: 'normal', status: 'new' }))
      .toMatchObject({ changed: [{ field: 'assignee', now: 'avi' }, { field: 'priority', now: 'high' }] });
  });
});
