import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ACT_OF, heardSwitch } from '../domain/moderation.ts';
import type { Moderated, Moderating } from '../domain/moderation.ts';
import type { Moderations } from '../ports/moderation.ts';
import type { CaseStore } from '../ports.ts';
import { tableClient } from './clients.ts';
import { messageKey } from './items.ts';
import { revising } from './revising.ts';
import { unlessRefused } from './table.ts';

const TRIES = 10;

/** Acts on public items, each kept on its message. */
export function moderations(table: string): Moderations {
  const db = tableClient();
  // What may be kept for hours only lies elsewhere, and ends by itself or with the platform's own word.
  const revise = revising(table, async () => undefined);
  return {
    async begin({ thread, messageId, what }, { id, now, leaseUntil }) {
      const attribute = ACT_OF[what];
      try {
        const answer = await db.send(new UpdateCommand({
          TableName: table, Key: messageKey(thread, messageId), ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ConditionExpression: '#a.id = :id AND (#a.#state = :planned OR (#a.#state = :sending AND #a.leaseUntil <= :now))',
          UpdateExpression: 'SET #a.#state = :sending, #a.leaseUntil = :lease, #a.changedAt = :now ADD #a.attempt :one', ExpressionAttributeNames: { '#a': attribute, '#state': 'state' },
          ExpressionAttributeValues: { ':id': id, ':planned': 'planned', ':sending': 'sending', ':now': now, ':lease': leaseUntil, ':one': 1 },
        }));
        return { begun: true, act: answer.Attributes?.[attribute] as Moderating };
      } catch (error) {
        const there = await unlessRefused(Promise.reject(error));
        return { begun: false, act: there?.[attribute] as Moderating | undefined };
      }
    },

    async settle({ thread, messageId, what }, change) {
      const turned = change.state === 'sent' ? { is: change.is, at: change.now, elsewhere: false } : undefined;
      await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: messageKey(thread, messageId), ConditionExpression: '#a.id = :id AND #a.attempt = :attempt AND #a.#state = :sending',
        UpdateExpression: `SET #a.#state = :state, #a.leaseUntil = :none, #a.reason = :reason, #a.changedAt = :now${turned ? ', #what = :turned' : ''}`,
        ExpressionAttributeNames: { '#a': ACT_OF[what], '#state': 'state', ...(turned ? { '#what': what } : {}) },
        ExpressionAttributeValues: {
          ':id': change.id, ':attempt': change.attempt, ':sending': 'sending', ':state': change.state, ':none': null, ':reason': change.state === 'sent' ? null : change.reason, ':now': change.now, ...(turned ? { ':turned': turned } : {}),
        },
      })));
    },

    gone: async ({ thread, messageId }, at) => { await revise(thread, messageId, { what: 'removed', text: '', at }); },
  };
}

/** What platforms tell of their switches. */
export function turning(table: string): Pick<CaseStore, 'turned'> {
  const db = tableClient();
  return {
    async turned(thread, id, word) {
      for (let tries = 0; tries < TRIES; tries++) {
        const { Item: there } = await db.send(new GetCommand({ TableName: table, Key: messageKey(thread, id), ConsistentRead: true }));
        if (!there) return false;
        const kept = there as Moderated;
        const next = heardSwitch(kept, word.what, word);
        if (!next) return true;
        const before = kept[word.what];
        const lost = await unlessRefused(db.send(new UpdateCommand({
          TableName: table, Key: messageKey(thread, id), ConditionExpression: before ? '#what = :before' : 'attribute_exists(pk) AND attribute_not_exists(#what)', UpdateExpression: 'SET #what = :next',
          ExpressionAttributeNames: { '#what': word.what }, ExpressionAttributeValues: { ':next': next, ...(before ? { ':before': before } : {}) },
        })));
        if (lost === undefined) return true;
      }
      throw new Error('a switch changed ten times under one word of its platform');
    },
  };
}
