import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Case } from '../domain/case.ts';
import { ACT_OF, MODERATED } from '../domain/moderation.ts';
import { chained } from '../domain/event-chain.ts';
import { Conflict } from '../errors.ts';
import type { Act } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';
import { tableClient } from './clients.ts';
import { caseItem, caseKey, dueOf, eventKey, headItem, linkKey, linkOwner, messageItem, messageKey, namedKey, namedOwner, noteKey, placeOf, WAITING_OWNER, waitingKey } from './items.ts';
import type { Item } from './items.ts';
import { asItWas } from './table.ts';

type Write = NonNullable<NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>[number]>;

/** What others write beside us: it is written over what was read, or by a rule of its own. */
const OWN_RULE = new Set<string>(['acts', 'hv', 'acknowledgement']);
const GUARDED = new Set<string>(['threads', 'hvs', 'mergedInto', 'contact']);

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The update of one case: only what differs, over the acts it was decided on. */
export function caseUpdate(table: string, before: Case, after: Case): Write {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = { ':acts': (before.acts ?? 0) + 1 };
  const sets = ['acts = :acts'];
  const removes: string[] = [];
  const conditions = [before.acts === undefined ? 'attribute_exists(pk) AND attribute_not_exists(acts)' : 'acts = :before'];
  if (before.acts !== undefined) values[':before'] = before.acts;
  const put = (name: string, value: unknown): void => {
    const place = Object.keys(names).length;
    names[`#f${place}`] = name;
    if (value === undefined || (name === 'unansweredSince' && value === null)) removes.push(`#f${place}`);
    else {
      sets.push(`#f${place} = :f${place}`);
      values[`:f${place}`] = value;
    }
    if (!GUARDED.has(name)) return;
    const was = (before as unknown as Record<string, unknown>)[name];
    conditions.push(was === undefined ? `attribute_not_exists(#f${place})` : `#f${place} = :w${place}`);
    if (was !== undefined) values[`:w${place}`] = was;
  };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before, after].map((item) => (item as unknown as Record<string, unknown>)[name]);
    if (!OWN_RULE.has(name) && !same(was, is)) put(name, is);
  }
  if (after.hv !== before.hv) {
    sets.push('hv = :hv');
    conditions.push('hv < :hv');
    values[':hv'] = after.hv;
  }
  const place = placeOf(after);
  if (!same(placeOf(before), place)) {
    put('queue', place.queue);
    put('due', place.due);
  }
  return {
    Update: {
      TableName: table, Key: caseKey(before.number), ConditionExpression: conditions.join(' AND '),
      UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}), ExpressionAttributeValues: values,
    },
  };
}

// What is done to it on its platform at that moment is not written over.
function takenPut(table: string, taken: StoredMessage): Write {
  const { unchanged, names, values } = asItWas(taken as unknown as Item, MODERATED);
  return { Put: { TableName: table, Item: messageItem(taken), ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(#case) AND ${unchanged}`, ExpressionAttributeNames: { ...names, '#case': 'case' }, ...(values ? { ExpressionAttributeValues: values } : {}) } };
}

function waitingPut(table: string, { before, after }: NonNullable<Act['waits']>): Write {
  const Item = { ...waitingKey(after.caseNumber, after.id), ...after, ...(after.state === 'waiting' ? { owner: WAITING_OWNER, due: dueOf(after.at, after.id) } : {}) };
  return { Put: { TableName: table, Item, ...(before ? { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': before.v } } : { ConditionExpression: 'attribute_not_exists(pk)' }) } };
}

function moderationUpdate(table: string, { thread, id, what, before, after }: NonNullable<Act['moderates']>): Write {
  return {
    Update: {
      TableName: table, Key: messageKey(thread, id), ConditionExpression: `attribute_exists(pk) AND ${before ? '#act = :before' : 'attribute_not_exists(#act)'}`, UpdateExpression: 'SET #act = :after',
      ExpressionAttributeNames: { '#act': ACT_OF[what] }, ExpressionAttributeValues: { ':after': after, ...(before ? { ':before': before } : {}) },
    },
  };
}

function writesOf(table: string, { cases, heads, events, opens, message, further = [], taken, note, names = [], links = [], moderates, waits }: Act): Write[] {
  const put = (Item: Record<string, unknown>, ConditionExpression?: string, more: object = {}): Write => ({ Put: { TableName: table, Item, ...(ConditionExpression ? { ConditionExpression } : {}), ...more } });
  return [
    ...heads.map(({ thread, head, expected }) => (expected === null ? put(headItem(thread, head), 'attribute_not_exists(v)') : put(headItem(thread, head), 'v = :expected', { ExpressionAttributeValues: { ':expected': expected } }))),
    ...cases.map(({ before, after }) => caseUpdate(table, before, after)),
    ...(opens ? [put(caseItem(opens), 'attribute_not_exists(pk)')] : []),
    ...[...(message ? [message] : []), ...further].map((one) => put(messageItem(one), 'attribute_not_exists(pk)')),
    ...(taken ? [takenPut(table, taken)] : []),
    ...(note ? [
      put({ ...noteKey(note.caseNumber, note.note.at, note.note.id), ...note.note }, 'attribute_not_exists(pk)'),
      ...note.note.mentions.map((agent) => put({ ...namedKey(note.caseNumber, agent), owner: namedOwner(agent), due: dueOf(note.note.at, note.caseNumber) })),
    ] : []),
    // Without an owner it is found under nobody.
    ...names.map(({ caseNumber, agent, at }) => put({ ...namedKey(caseNumber, agent), ...(at === null ? {} : { owner: namedOwner(agent), due: dueOf(at, caseNumber) }) })),
    ...links.map(({ caseNumber, incident, at }) => put({ ...linkKey(caseNumber, incident), ...(at === null ? {} : { owner: linkOwner(incident), due: dueOf(at, caseNumber) }) })),
    ...(waits ? [waitingPut(table, waits)] : []),
    ...(moderates ? [moderationUpdate(table, moderates)] : []),
    ...events.map(({ caseNumber, event }) => put({ ...eventKey(caseNumber, event.at, event.id), ...event })),
  ];
}

/** The act with its events linked to those before: each is written over the very acts that it follows. */
export function linkedAct(act: Act): Act {
  const latest = new Map<string, string>();
  const events = [...Map.groupBy(act.events, ({ caseNumber }) => caseNumber)].flatMap(([caseNumber, own]) => {
    const before = act.cases.find((one) => one.before.number === caseNumber)?.before;
    if (!before && act.opens?.number !== caseNumber) throw new Error('an event of a case that the act does not write');
    const linked = chained(before?.chain, own.map(({ event }) => event));
    latest.set(caseNumber, linked.chain);
    return linked.events.map((event) => ({ caseNumber, event }));
  });
  const withLatest = <T extends { number: string }>(item: T): T => { const chain = latest.get(item.number); return chain === undefined ? item : { ...item, chain }; };
  return { ...act, events, cases: act.cases.map(({ before, after }) => ({ before, after: withLatest(after) })), ...(act.opens ? { opens: withLatest(act.opens) } : {}) };
}

/** All of an act, or nothing of it. */
export async function writeAct(table: string, act: Act): Promise<void> {
  try {
    await tableClient().send(new TransactWriteCommand({ TransactItems: writesOf(table, linkedAct(act)) }));
  } catch (error) {
    if (error instanceof Error && error.name === 'TransactionCanceledException') throw new Conflict('it changed meanwhile', { cause: error });
    throw error;
  }
}
