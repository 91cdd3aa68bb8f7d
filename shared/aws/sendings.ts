import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Sending } from '../domain/case.ts';
import { joinedHead, joinsCase } from '../domain/hand-over.ts';
import { overwrittenBy, takenOfAny } from '../domain/provider-event.ts';
import type { SendingPlace, Sendings } from '../ports.ts';
import { takeCap } from './caps.ts';
import { tableClient } from './clients.ts';
import type { Key } from './items.ts';
import { caseKey, headItem, headKey, identityItem, messageKey, optOutKey, pauseKey, readHead, reportedKey } from './items.ts';
import { unlessRefused } from './table.ts';

/** An acknowledgement's states are kept on its case, a reply's on its message. */
function where(place: SendingPlace): { key: Key; attribute: string } {
  return place.kind === 'acknowledgement'
    ? { key: caseKey(place.caseNumber), attribute: 'acknowledgement' }
    : { key: messageKey(place.thread, place.messageId), attribute: 'sending' };
}

export function sendings(table: string, capKey: (address: string) => string): Sendings {
  const db = tableClient();
  let notedAt = 0;
  return {
    async begin(place, { now, leaseUntil, retryUnknown, words = '' }) {
      const { key, attribute } = where(place);
      const names = { '#s': attribute };
      try {
        const answer = await db.send(new UpdateCommand({
          TableName: table, Key: key, ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ConditionExpression: '#s.#state = :from AND (attribute_not_exists(#s.#words) OR #s.#words = :words)',
          UpdateExpression: 'SET #s.#state = :sending, #s.leaseUntil = :lease, #s.startedAt = :now, #s.changedAt = :now ADD #s.attempt :one',
          ExpressionAttributeNames: { ...names, '#state': 'state', '#words': 'words' },
          ExpressionAttributeValues: { ':words': words, ':from': retryUnknown ? 'unknown' : 'planned', ':sending': 'sending', ':lease': leaseUntil, ':now': now, ':one': 1 },
        }));
        return { begun: true, sending: answer.Attributes?.[attribute] as Sending, answered: answer.Attributes?.['answeredAt'] != null };
      } catch (error) {
        const there = await unlessRefused(Promise.reject(error));
        return { begun: false, sending: (there?.[attribute] as Sending | undefined) ?? undefined, answered: false };
      }
    },

    async settle(place, { attempt, state, providerId, reason, now }) {
      const { key, attribute } = where(place);
      await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: key,
        ConditionExpression: '#s.attempt = :attempt AND #s.#state = :sending',
        UpdateExpression: `SET #s.#state = :state, #s.changedAt = :now, #s.leaseUntil = :none, #s.reason = :reason${state === 'sent' ? ', #s.sentAt = :now' : ''}${providerId ? ', #s.providerId = :provider' : ''}`,
        ExpressionAttributeNames: { '#s': attribute, '#state': 'state' },
        ExpressionAttributeValues: {
          ':attempt': attempt, ':sending': 'sending', ':state': state, ':now': now, ':none': null, ':reason': reason ?? null, ...(providerId ? { ':provider': providerId } : {}),
        },
      })));
    },

    async report(place, { state, providerId, reason, at }) {
      const { key, attribute } = where(place);
      // A hand-over that is known already: a look costs less than a write that is refused.
      if (state === 'sent') {
        const there = await db.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
        const sending = there.Item?.[attribute] as Sending | undefined;
        if (!sending || !overwrittenBy(state).includes(sending.state)) return false;
      }
      const from = Object.fromEntries(overwrittenBy(state).map((earlier, index) => [`:from${index}`, earlier]));
      const any = takenOfAny(state);
      const whichever = any ? Object.keys(from).filter((key) => any.includes(from[key]!)) : [];
      try {
        const answer = await db.send(new UpdateCommand({
          TableName: table, Key: key, ReturnValues: 'ALL_OLD',
          ConditionExpression: `#s.#state IN (${Object.keys(from).join(', ')})${any ? ` AND (#s.#state IN (${whichever.join(', ')}) OR #s.providerId = :none OR #s.providerId = :provider)` : ''}`,
          UpdateExpression: 'SET #s.#state = :state, #s.providerId = :provider, #s.changedAt = :at, #s.leaseUntil = :none, #s.reason = :reason',
          ExpressionAttributeNames: { '#s': attribute, '#state': 'state' },
          ExpressionAttributeValues: { ...from, ':state': state, ':provider': providerId, ':at': at, ':none': null, ':reason': reason },
        }));
        const before = answer.Attributes?.[attribute] as Sending;
        return before.state === 'sending' || before.state === 'unknown' || before.state === 'planned';
      } catch (error) {
        await unlessRefused(Promise.reject(error));
        return false;
      }
    },

    takeCap: takeCap(table, capKey),

    async reportedThrough() {
      const found = await db.send(new GetCommand({ TableName: table, Key: reportedKey, ConsistentRead: true }));
      return found.Item ? Number(found.Item['through']) : null;
    },

    // Evidence is needed to the quarter of an hour: one write a minute and copy is enough.
    async noteReported(handedOverAt) {
      if (handedOverAt < notedAt + 60_000) return;
      notedAt = handedOverAt;
      await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: reportedKey, ConditionExpression: 'attribute_not_exists(through) OR through < :at',
        UpdateExpression: 'SET through = :at', ExpressionAttributeValues: { ':at': handedOverAt },
      })));
    },

    async rememberOwn(identity) {
      await db.send(new PutCommand({ TableName: table, Item: identityItem(identity) }));
    },

    async pausedUntil(channel) {
      return Number((await db.send(new GetCommand({ TableName: table, Key: pauseKey(channel) }))).Item?.['until'] ?? 0);
    },

    async pause(channel, until, reason) {
      await db.send(new PutCommand({ TableName: table, Item: { ...pauseKey(channel), until, reason, expiresAt: Math.ceil(until / 1000) } }));
    },

    async optedOut(personKey) {
      return (await db.send(new GetCommand({ TableName: table, Key: optOutKey(personKey) }))).Item !== undefined;
    },

    async joinThread({ thread, from, caseNumber, participant, now }) {
      for (let tries = 0; tries < 5; tries++) {
        const [there, before] = await Promise.all([thread, from].map(async (name) => {
          const { Item: item } = await db.send(new GetCommand({ TableName: table, Key: headKey(name), ConsistentRead: true }));
          return item && readHead(item);
        }));
        const head = joinedHead({ there, from: before, caseNumber, participant, now });
        const number = joinsCase(before, caseNumber);
        if (!head && there?.case !== number) return;
        const lost = head && await unlessRefused(db.send(new PutCommand({
          TableName: table, Item: headItem(thread, head),
          ...(there ? { ConditionExpression: 'v = :expected', ExpressionAttributeValues: { ':expected': there.v } } : { ConditionExpression: 'attribute_not_exists(v)' }),
        })));
        if (lost) continue;
        await unlessRefused(db.send(new UpdateCommand({
          TableName: table, Key: caseKey(number), ConditionExpression: 'attribute_exists(pk) AND NOT contains(threads, :thread)',
          UpdateExpression: 'SET threads = list_append(threads, :threads), hvs = if_not_exists(hvs, :none)',
          ExpressionAttributeValues: { ':thread': thread, ':threads': [thread], ':none': {} },
        })));
        return;
      }
      throw new Error('a private thread changed five times under one hand-over');
    },
  };
}
