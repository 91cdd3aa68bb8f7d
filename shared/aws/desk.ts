import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Case, CaseStatus, Priority } from '../domain/case.ts';
import type { CaseEvent, CaseNote, CasePlace, DeskStore, WaitingReply } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';
import { tableClient } from './clients.ts';
import { writeAct } from './desk-acts.ts';
import { bodyKey, caseKey, headKey, keyName, linkOwner, messageKey, namedOwner, originalKey, queuesOf, readCase, readHead, readMessage, WAITING_OWNER, withExpiring } from './items.ts';
import type { Item, Key } from './items.ts';
import { readAll, unlessRefused } from './table.ts';

/** A place in a queue of `byDue`. */
interface Place extends Key { due: string }

const OPEN_WORK: CaseStatus[] = ['new', 'open', 'waiting_on_customer', 'snoozed'];

const byDue = (a: Place, b: Place): number => (a.due < b.due ? -1 : 1);

function nextAfter(places: Place[], limit: number): string | null {
  return places.length === limit ? (places.at(-1)?.due ?? null) : null;
}

function placeIn(item: Item): CasePlace {
  const at = (name: string): number | null => (typeof item[name] === 'number' ? item[name] : null);
  const due = String(item['due']);
  const answeredAt = at('answeredAt');
  return {
    number: String(item['pk']).slice(2), status: String(item['queue']).split('#')[0] as CaseStatus, channel: String(item['channel']), assignee: (item['assignee'] as string | null) ?? null,
    team: (item['team'] as string | null | undefined) ?? null, topic: (item['topic'] as string | null | undefined) ?? null, tags: (item['tags'] as string[] | undefined) ?? [], priority: item['priority'] as Priority,
    dueAt: Date.parse(due.slice(0, due.lastIndexOf('#'))), openedAt: at('openedAt') ?? 0, answeredAt, unansweredSince: at('unansweredSince'), snoozedUntil: at('snoozedUntil'), lastAnsweredAt: at('lastAnsweredAt') ?? answeredAt,
  };
}

const eventIn = ({ pk: _pk, sk: _sk, ...event }: Item): CaseEvent => event as unknown as CaseEvent;
const waitingIn = ({ pk: _pk, sk: _sk, owner: _owner, due: _due, ...waiting }: Item): WaitingReply => waiting as unknown as WaitingReply;
const noteIn = ({ pk: _pk, sk: _sk, ...note }: Item): CaseNote => note as unknown as CaseNote;

/** The table as people use it: open work at a glance, one case whole, and acts in transactions. */
export function desk(table: string, now: () => number = () => Date.now()): DeskStore {
  const db = tableClient();

  async function queried(input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const found: Item[] = [];
    for (let from: Item | undefined; ;) {
      const page = await db.send(new QueryCommand({ TableName: table, ...input, ...(from ? { ExclusiveStartKey: from } : {}) }));
      found.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
      if (!from || (input.Limit !== undefined && found.length >= input.Limit)) return found;
    }
  }

  // Every shard of a queue gives its first page; merged, they are the queue's first page.
  async function firstOf(statuses: (CaseStatus | 'quarantine')[], limit: number, after: string | undefined, newestFirst = false): Promise<Place[]> {
    const pages = await Promise.all(statuses.flatMap(queuesOf).map(async (queue) => queried({
      IndexName: 'byDue', Limit: limit, ScanIndexForward: !newestFirst,
      KeyConditionExpression: after ? `#queue = :queue AND due ${newestFirst ? '<' : '>'} :after` : '#queue = :queue', ExpressionAttributeNames: { '#queue': 'queue' },
      ExpressionAttributeValues: { ':queue': queue, ...(after ? { ':after': after } : {}) },
    })));
    const sorted = (pages.flat() as unknown[] as Place[]).sort(byDue);
    return (newestFirst ? sorted.toReversed() : sorted).slice(0, limit);
  }

  async function items(keys: Key[]): Promise<Map<string, Item>> {
    return readAll(table, keys.map(({ pk, sk }) => ({ pk, sk })));
  }

  async function readCases(numbers: string[]): Promise<Case[]> {
    const found = await items(numbers.map(caseKey));
    return numbers.flatMap((number) => { const item = found.get(keyName(caseKey(number))); return item ? [readCase(item)] : []; });
  }

  async function messages(wanted: { thread: string; id: string }[]): Promise<Map<string, StoredMessage>> {
    const found = await items(wanted.flatMap(({ thread, id }) => [messageKey(thread, id), bodyKey(thread, id), originalKey(thread, id)]));
    return new Map(wanted.flatMap(({ thread, id }) => {
      const item = found.get(keyName(messageKey(thread, id)));
      const expiring = [bodyKey(thread, id), originalKey(thread, id)].flatMap((key): Item[] => { const one = found.get(keyName(key)); return one ? [one] : []; });
      return item ? [[`${thread}/${id}`, withExpiring(readMessage(item), expiring, now())] as const] : [];
    }));
  }

  async function counted(status: CaseStatus | 'quarantine', atMost: number): Promise<number> {
    const counts = await Promise.all(queuesOf(status).map(async (queue) => (await db.send(new QueryCommand({
        TableName: table, IndexName: 'byDue', Select: 'COUNT', Limit: Math.ceil(atMost / 8), KeyConditionExpression: '#queue = :queue', ExpressionAttributeNames: { '#queue': 'queue' }, ExpressionAttributeValues: { ':queue': queue },
      }))).Count ?? 0));
    return counts.reduce((sum, one) => sum + one, 0);
  }

  return {
    async board(statuses = OPEN_WORK) {
      return (await Promise.all(statuses.flatMap(queuesOf).map(async (queue) => queried({
        IndexName: 'byDue', KeyConditionExpression: '#queue = :queue', ExpressionAttributeNames: { '#queue': 'queue' }, ExpressionAttributeValues: { ':queue': queue },
      })))).flat().map(placeIn);
    },

    async due(from, to) {
      const range = { ':from': new Date(from).toISOString(), ':to': `${new Date(to).toISOString()}#~` };
      return (await Promise.all((['new', 'open', 'snoozed'] as const).flatMap(queuesOf).map(async (queue) => queried({
        IndexName: 'byDue', KeyConditionExpression: '#queue = :queue AND due BETWEEN :from AND :to', ExpressionAttributeNames: { '#queue': 'queue' }, ExpressionAttributeValues: { ':queue': queue, ...range },
      })))).flat().map(placeIn).sort((a, b) => a.dueAt - b.dueAt);
    },

    cases: readCases,

    async over(statuses, limit, after) {
      const places = await firstOf(statuses, limit, after, true);
      return { numbers: places.map(({ pk }) => pk.slice(2)), next: nextAfter(places, limit) };
    },

    quarantined: async (atMost) => counted('quarantine', atMost),
    count: async (status, atMost) => counted(status, atMost),

    async lines(numbers) {
      const cases = await readCases(numbers);
      const heads = await items(cases.flatMap(({ threads }) => threads.map(headKey)));
      const headsOf = cases.map((item) => item.threads.map((thread) => { const found = heads.get(keyName(headKey(thread))); return { thread, head: found && readHead(found) }; }));
      const latest = headsOf.map((own) => own.flatMap(({ thread, head }) => {
        return head?.lastId ? [{ thread, id: head.lastId, at: Math.max(head.lastInAt, head.lastOutAt ?? 0) }] : [];
      }).toSorted((a, b) => b.at - a.at)[0]);
      const read = await messages(latest.filter((one) => one !== undefined));
      return cases.map((item, place) => { const one = latest[place]; return { item, last: one && read.get(`${one.thread}/${one.id}`), heads: headsOf[place]! }; });
    },

    async namedIn(agent) {
      const found = await queried({ IndexName: 'byOwner', KeyConditionExpression: '#owner = :owner', ExpressionAttributeNames: { '#owner': 'owner' }, ExpressionAttributeValues: { ':owner': namedOwner(agent) }, ScanIndexForward: false, Limit: 200 });
      return [...new Set(found.map((item) => String(item['pk']).slice(2)))];
    },

    async linkedTo(incident) {
      const found = await queried({ IndexName: 'byOwner', KeyConditionExpression: '#owner = :owner', ExpressionAttributeNames: { '#owner': 'owner' }, ExpressionAttributeValues: { ':owner': linkOwner(incident) } });
      return found.map((item) => String(item['pk']).slice(2));
    },

    async quarantine(limit, after) {
      const places = await firstOf(['quarantine'], limit, after);
      const found = await items(places);
      const held = places.flatMap((place) => { const item = found.get(keyName(place)); return item ? [readMessage(item)] : []; });
      // What may be kept for hours only lies beside its message.
      const expiring = held.filter(({ message }) => message.keep);
      const whole = expiring.length > 0 ? await messages(expiring) : new Map<string, StoredMessage>();
      return { messages: held.map((one) => whole.get(`${one.thread}/${one.id}`) ?? one), next: nextAfter(places, limit) };
    },

    async case(number) {
      const found = await db.send(new GetCommand({ TableName: table, Key: caseKey(number), ConsistentRead: true }));
      return found.Item ? readCase(found.Item) : undefined;
    },

    async file(number) {
      const all = await queried({ ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': caseKey(number).pk } });
      const item = all.find(({ sk }) => sk === 'C');
      if (!item) return undefined;
      const of = (prefix: string): Item[] => all.filter(({ sk }) => String(sk).startsWith(prefix));
      return { item: readCase(item), events: of('E#').map(eventIn), notes: of('N#').map(noteIn), waiting: of('W#').map(waitingIn) };
    },

    async thread(thread) {
      const entries = await queried({ ConsistentRead: true, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': `T#${thread}` } });
      const head = entries.find((item) => item['sk'] === 'H');
      const expiring = entries.filter((item) => /^[AB]#/.test(String(item['sk'])));
      return {
        head: head ? readHead(head) : undefined,
        messages: entries.filter((item) => String(item['sk']).startsWith('M#')).map((item) => withExpiring(readMessage(item), expiring, now())).sort((a, b) => a.at - b.at || a.storedAt - b.storedAt),
      };
    },

    async head(thread) {
      const found = await db.send(new GetCommand({ TableName: table, Key: headKey(thread), ConsistentRead: true }));
      return found.Item ? readHead(found.Item) : undefined;
    },

    message: async (thread, id) => (await messages([{ thread, id }])).get(`${thread}/${id}`),
    async waiting(limit) {
      const found = await queried({ IndexName: 'byOwner', KeyConditionExpression: '#owner = :owner', ExpressionAttributeNames: { '#owner': 'owner' }, ExpressionAttributeValues: { ':owner': WAITING_OWNER }, Limit: limit });
      const whole = await items(found as unknown as Key[]);
      // The index may be a moment behind.
      return found.flatMap((key) => { const item = whole.get(keyName(key as unknown as Key)); return item && item['state'] === 'waiting' ? [waitingIn(item)] : []; });
    },

    act: async (act) => writeAct(table, act),

    planAgain: async (thread, id, at) => (await unlessRefused(db.send(new UpdateCommand({
      TableName: table, Key: messageKey(thread, id), ConditionExpression: '#sending.#state IN (:failed, :bounced, :unknown)', UpdateExpression: 'SET #sending.#state = :planned, #sending.changedAt = :at, #sending.reason = :none',
      ExpressionAttributeNames: { '#sending': 'sending', '#state': 'state' }, ExpressionAttributeValues: { ':failed': 'failed', ':bounced': 'bounced', ':unknown': 'unknown', ':planned': 'planned', ':at': at, ':none': null },
    })))) === undefined,
  };
}
