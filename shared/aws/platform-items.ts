import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { revised, type Revision } from '../domain/revision.ts';
import type { CaseStore, StoredMessage } from '../ports.ts';
import { tableClient } from './clients.ts';
import { bodyKey, caseKey, expiringItems, headItem, keyName, lastEventKey, lookUpItem, openingsKey, optOutKey, originalKey, readHead, withExpiring } from './items.ts';
import { turning } from './moderations.ts';
import { revising } from './revising.ts';
import { readAll, unlessRefused } from './table.ts';

const HOUR_SECONDS = 3600;
const MINUTE = 60_000;

/** What `record` keeps for platforms beside cases and messages. */
export function platformItems(table: string): Pick<CaseStore, 'revise' | 'turned' | 'countOpening' | 'optOut' | 'joinCase' | 'putLookUp' | 'noteEvent'> {
  const db = tableClient();
  const noted = new Map<string, number>();

  // What lies beside the message for some hours: changed there, or gone at once.
  async function reviseExpiring(stored: StoredMessage, revision: Revision): Promise<void> {
    const { thread, id } = stored;
    const keys = [bodyKey(thread, id), originalKey(thread, id)];
    const body = (await readAll(table, keys)).get(keyName(keys[0]!));
    await Promise.all(keys.map(async (Key) => db.send(new DeleteCommand({ TableName: table, Key }))));
    if (!body || revision.what === 'removed') return;
    const { message } = withExpiring(stored, [body], 0);
    for (const Item of expiringItems({ thread, id, message: revised(message, revision) })) await db.send(new PutCommand({ TableName: table, Item }));
  }

  return {
    ...turning(table),

    revise: revising(table, reviseExpiring),

    async countOpening(postKey, minute) {
      const answer = await db.send(new UpdateCommand({
        TableName: table, Key: openingsKey(postKey, minute), UpdateExpression: 'ADD openings :one SET expiresAt = :expires', ReturnValues: 'UPDATED_NEW',
        ExpressionAttributeValues: { ':one': 1, ':expires': minute * 60 + 24 * HOUR_SECONDS },
      }));
      return Number(answer.Attributes?.['openings']);
    },

    async optOut(personKey) {
      await db.send(new PutCommand({ TableName: table, Item: optOutKey(personKey) }));
    },

    async joinCase({ thread, caseNumber, head }) {
      const there = await unlessRefused(db.send(new PutCommand({ TableName: table, Item: headItem(thread, head), ConditionExpression: 'attribute_not_exists(v)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })));
      const now = there ? readHead(there) : head;
      if (now.case !== caseNumber) return now;
      // Whoever died before this comes here again with the head that is there.
      await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: caseKey(caseNumber), ConditionExpression: 'attribute_exists(pk) AND NOT contains(threads, :thread)',
        UpdateExpression: 'SET threads = list_append(threads, :threads), hvs = if_not_exists(hvs, :none)', ExpressionAttributeValues: { ':thread': thread, ':threads': [thread], ':none': {} },
      })));
      return now;
    },

    async putLookUp({ id, channel, message }) {
      await db.send(new PutCommand({ TableName: table, Item: lookUpItem(channel, id, message) }));
    },

    // To the minute: one write a minute and copy is enough.
    async noteEvent(channel, inbox, at) {
      const name = `${channel} ${inbox}`;
      if (at < (noted.get(name) ?? 0) + MINUTE) return;
      noted.set(name, at);
      await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: lastEventKey(channel, inbox), ConditionExpression: 'attribute_not_exists(#at) OR #at < :at', UpdateExpression: 'SET #at = :at',
        ExpressionAttributeNames: { '#at': 'at' }, ExpressionAttributeValues: { ':at': at },
      })));
    },
  };
}
