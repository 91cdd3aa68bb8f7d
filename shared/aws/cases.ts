import { BatchWriteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { NUMBER_BLOCK, numberAt } from '../domain/case-number.ts';
import type { Head, Sending } from '../domain/case.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { CaseStore } from '../ports.ts';
import { tableClient } from './clients.ts';
import { caseItem, caseKey, deliveryKey, dueOf, erasedKey, expiringItems, headItem, headKey, identityItem, identityKey, keyName, messageItem, messageKey, numbersKey, queueOf, readCase, readHead, readIdentity, readMessage } from './items.ts';
import { platformItems } from './platform-items.ts';
import { revisions } from './revisions.ts';
import { allOrNone, readAll, unlessRefused } from './table.ts';

const DELIVERY_DAYS = 35;
const DAY = 86_400_000;

/** The table as `record` writes it: single writes, every condition answered with the item that is there; a transaction only where a thread leaves its case. */
export function cases(table: string): CaseStore {
  const db = tableClient();
  return {
    async lookUp({ identities, cases: numbers }) {
      if (identities.length + numbers.length === 0) return { identities: new Map(), cases: new Map() };
      const found = await readAll(table, [...identities.map(identityKey), ...numbers.map(caseKey)]);
      return {
        identities: new Map(identities.flatMap((key) => {
          const item = found.get(keyName(identityKey(key)));
          return item ? [[key, readIdentity(item)] as const] : [];
        })),
        cases: new Map(numbers.flatMap((number) => {
          const item = found.get(keyName(caseKey(number)));
          return item ? [[number, readCase(item)] as const] : [];
        })),
      };
    },

    async read({ messages, threads, identities = [], people = [] }) {
      const found = await readAll(table, [...messages.map(({ thread, id }) => messageKey(thread, id)), ...threads.map(headKey), ...identities.map(identityKey), ...people.map(erasedKey)]);
      return {
        messages: new Map(messages.flatMap(({ thread, id }) => {
          const item = found.get(keyName(messageKey(thread, id)));
          return item ? [[`${thread}/${id}`, readMessage(item)] as const] : [];
        })),
        heads: new Map(threads.flatMap((thread) => {
          const item = found.get(keyName(headKey(thread)));
          return item ? [[thread, readHead(item)] as const] : [];
        })),
        identities: new Map(identities.flatMap((key) => {
          const item = found.get(keyName(identityKey(key)));
          return item ? [[key, readIdentity(item)] as const] : [];
        })),
        erased: new Map(people.flatMap((person) => {
          const item = found.get(keyName(erasedKey(person)));
          return item ? [[person, Number(item['at'])] as const] : [];
        })),
      };
    },

    async claimIdentity(identity) {
      const held = await unlessRefused(db.send(new PutCommand({
        TableName: table, Item: identityItem(identity), ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      })));
      return held ? readIdentity(held) : identity;
    },

    async writeHead(thread, head, expected): Promise<Head | undefined> {
      const there = await unlessRefused(db.send(new PutCommand({
        TableName: table, Item: headItem(thread, head), ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...(expected === null
          ? { ConditionExpression: 'attribute_not_exists(v)' }
          : { ConditionExpression: 'v = :expected', ExpressionAttributeValues: { ':expected': expected } }),
      })));
      return there && readHead(there);
    },

    async putCase(item) {
      const there = await unlessRefused(db.send(new PutCommand({ TableName: table, Item: caseItem(item), ConditionExpression: 'attribute_not_exists(pk)' })));
      return there === undefined;
    },

    async moveCase(number, move) {
      // What was merged is moved no more: the case that has its threads was told by their heads.
      // The versions of each further thread are counted apart: two heads do not know each other's.
      const version = move.thread === undefined ? 'hv' : 'hvs.#thread';
      const later = move.thread === undefined ? 'hv < :hv' : '(attribute_not_exists(hvs.#thread) OR hvs.#thread < :hv)';
      const { raise } = move;
      const others = Object.entries(move.over?.hvs ?? {});
      const seen = [...(move.over?.hv === undefined ? [] : ['hv <= :over']), ...others.map((_, place) => `(attribute_not_exists(hvs.#over${place}) OR hvs.#over${place} <= :over${place})`)];
      const dueAt = (once: { sooner?: number }): number | undefined => once.sooner ?? move.dueAt;
      const removed = [...(move.unansweredSince === null ? ['unansweredSince'] : []), ...(isOver(move.status) ? [] : ['resolvedAt']), ...(move.status === 'snoozed' ? [] : ['snoozedUntil'])];
      const write = async (once: { acknowledgement?: Sending; answeredAt?: number; sooner?: number }): Promise<boolean> => (await unlessRefused(db.send(new UpdateCommand({
        TableName: table, Key: caseKey(number),
        ConditionExpression: [later, 'NOT attribute_type(mergedInto, :string)', ...seen, ...Object.keys(once).map((name) => (name === 'sooner' ? '(attribute_not_exists(dueAt) OR dueAt > :dueAt)' : `attribute_type(${name}, :null)`))].join(' AND '),
        UpdateExpression: [
          `SET #status = :status, queue = :queue, ${version} = :hv`,
          dueAt(once) === undefined ? '' : ', due = :due, dueAt = :dueAt',
          typeof move.unansweredSince === 'number' ? `, unansweredSince = ${move.answeredAt ? ':since' : 'if_not_exists(unansweredSince, :since)'}` : '',
          once.acknowledgement ? ', acknowledgement = :acknowledgement, suppressedBecause = :none, promise = :told' : '',
          once.answeredAt ? ', answeredAt = :answeredAt' : '',
          move.answeredAt ? ', lastAnsweredAt = :lastAnswered' : '',
          raise ? ', priority = :priority, urgency = :urgency' : '',
          removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : '',
        ].join(''),
        ExpressionAttributeNames: { '#status': 'status', ...(move.thread === undefined ? {} : { '#thread': move.thread }), ...Object.fromEntries(others.map(([thread], place) => [`#over${place}`, thread])) },
        ExpressionAttributeValues: {
          ':string': 'S', ':status': move.status, ':queue': queueOf(move.status, number), ':hv': move.hv,
          ...(dueAt(once) === undefined ? {} : { ':due': dueOf(dueAt(once)!, number), ':dueAt': dueAt(once) }),
          ...(typeof move.unansweredSince === 'number' ? { ':since': move.unansweredSince } : {}),
          ...(raise ? { ':priority': raise.priority, ':urgency': raise.urgency } : {}),
          ...(once.acknowledgement ? { ':acknowledgement': once.acknowledgement, ':told': move.told, ':none': null, ':null': 'NULL' } : {}),
          ...(move.answeredAt ? { ':lastAnswered': move.answeredAt } : {}),
          ...(move.over?.hv === undefined ? {} : { ':over': move.over.hv }), ...Object.fromEntries(others.map(([, version], place) => [`:over${place}`, version])),
          ...(once.answeredAt ? { ':answeredAt': once.answeredAt, ':null': 'NULL' } : {}),
        },
      })))) === undefined;
      // A case has one acknowledgement and one first answer: a twin that comes late must not plan again what has been handed over.
      if (move.acknowledgement && await write({ acknowledgement: move.acknowledgement })) return true;
      if (move.answeredAt && await write({ answeredAt: move.answeredAt })) return true;
      if (raise && move.dueAt === undefined && await write({ sooner: raise.dueAt })) return true;
      return write({});
    },

    async putMessage(message) {
      // Before the commit record, and only once: who comes again after they have expired must not bring them back.
      for (const Item of expiringItems(message)) await unlessRefused(db.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })));
      const there = await unlessRefused(db.send(new PutCommand({ TableName: table, Item: messageItem(message), ConditionExpression: 'attribute_not_exists(pk)' })));
      return there === undefined;
    },

    async openAnew({ thread, head, expected, item, message }) {
      for (const Item of expiringItems(message)) await unlessRefused(db.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })));
      const absent = { TableName: table, ConditionExpression: 'attribute_not_exists(pk)' };
      return allOrNone([
        { Put: { TableName: table, Item: headItem(thread, head), ConditionExpression: 'v = :expected', ExpressionAttributeValues: { ':expected': expected } } },
        { Put: { ...absent, Item: caseItem(item) } },
        { Put: { ...absent, Item: messageItem(message) } },
      ]);
    },

    async noteDeliveries(outcomes) {
      const items = [...new Map(outcomes.map((outcome) => [outcome.deliveryId, outcome])).values()].map(({ deliveryId, outcome, key, at, message }) => ({
        PutRequest: { Item: { ...deliveryKey(deliveryId), outcome, key, at, ...(message ? { message } : {}), expiresAt: Math.floor((at + DELIVERY_DAYS * DAY) / 1000) } },
      }));
      for (let from = 0; from < items.length; from += 25) {
        let open: Record<string, unknown> | undefined = { [table]: items.slice(from, from + 25) };
        for (let tries = 0; open && Object.keys(open).length > 0; tries++) {
          if (tries > 8) throw new Error('the table left deliveries unwritten');
          open = (await db.send(new BatchWriteCommand({ RequestItems: open as never }))).UnprocessedItems;
        }
      }
    },

    ...platformItems(table),
    ...revisions(table),

    async takeNumbers(count) {
      const answer = await db.send(new UpdateCommand({
        TableName: table, Key: numbersKey, UpdateExpression: 'ADD taken :count', ExpressionAttributeValues: { ':count': count }, ReturnValues: 'UPDATED_NEW',
      }));
      return Number(answer.Attributes?.['taken']) - count;
    },
  };
}

/** Hands out case numbers one by one from blocks of a hundred; what a dying function had left of a block stays unused. */
export function caseNumbers(store: Pick<CaseStore, 'takeNumbers'>, numberKey: string): () => Promise<string> {
  let next = 0;
  let end = 0;
  let taking: Promise<void> | undefined;
  const take = async (): Promise<void> => {
    next = await store.takeNumbers(NUMBER_BLOCK);
    end = next + NUMBER_BLOCK;
  };
  return async () => {
    for (;;) {
      while (next < end) {
        const number = numberAt(next++, numberKey);
        if (number) return number;
      }
      taking ??= take().finally(() => { taking = undefined; });
      await taking;
    }
  };
}
