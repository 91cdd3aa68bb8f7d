import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { MODERATED } from '../domain/moderation.ts';
import { revisedStored, type Revision } from '../domain/revision.ts';
import type { CaseStore, StoredMessage } from '../ports.ts';
import { tableClient } from './clients.ts';
import { messageItem, messageKey, readMessage } from './items.ts';
import { asItWas, unlessRefused } from './table.ts';

const TRIES = 10;

/** A platform's later word about a stored message. `beside`: what lies beside it for some hours is changed first. */
export function revising(table: string, beside: (stored: StoredMessage, revision: Revision) => Promise<void>): CaseStore['revise'] {
  const db = tableClient();
  return async (thread, id, revision) => {
    for (let tries = 0; tries < TRIES; tries++) {
      const { Item: there } = await db.send(new GetCommand({ TableName: table, Key: messageKey(thread, id), ConsistentRead: true }));
      if (!there) return false;
      const stored = readMessage(there);
      // What was taken back stays away, whichever word came first and whatever time it names.
      if (stored.revised && (stored.revised.what === 'removed' || (revision.what === 'edited' && stored.revised.at >= revision.at))) return true;
      if (stored.message.keep) await beside(stored, revision);
      // Over the very item that was read: a sending's state, or what is done to it on its platform, may change meanwhile.
      const { unchanged, names, values } = asItWas(there, ['z', 'sending', ...MODERATED]);
      const lost = await unlessRefused(db.send(new PutCommand({ TableName: table, Item: messageItem(revisedStored(stored, revision)), ConditionExpression: unchanged, ExpressionAttributeNames: names, ExpressionAttributeValues: values })));
      if (lost === undefined) return true;
    }
    throw new Error('a message changed ten times under one revision');
  };
}
