import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { caseNumbers, cases } from '../../shared/aws/cases.ts';
import { tableClient } from '../../shared/aws/clients.ts';
import { desk } from '../../shared/aws/desk.ts';
import { documents } from '../../shared/aws/documents.ts';
import { incidents } from '../../shared/aws/incidents.ts';
import { caseKey } from '../../shared/aws/items.ts';
import { moderations } from '../../shared/aws/moderations.ts';
import { posts } from '../../shared/aws/posts.ts';
import { presence } from '../../shared/aws/presence.ts';
import { sendings } from '../../shared/aws/sendings.ts';
import { settings } from '../../shared/aws/settings.ts';
import { endedIncident, openedIncident } from '../../shared/domain/incident.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { DeskStore } from '../../shared/ports/desk.ts';
import type { CaseStore, SendingPlace, Sendings } from '../../shared/ports.ts';
import { KEYS, SUNDAY_MORNING, incident, mail } from '../support/make.ts';
import { startTable } from '../support/table-server.ts';
import { casesContract, opened } from './cases.contract.ts';
import { deskContract } from './desk.contract.ts';
import { incidentsContract } from './incidents.contract.ts';
import { officeContract } from './office.contract.ts';
import { platformContract } from './platform.contract.ts';
import { moderationsContract, publicItem } from './moderations.contract.ts';
import { revisionContract } from './revision.contract.ts';
import { postsContract } from './posts.contract.ts';
import { sendingsContract } from './sendings.contract.ts';

const TABLE = 'moked-test';
let server: { stop: () => Promise<void> };
let store: CaseStore;
let people: DeskStore;
let sent: Sendings;

beforeAll(async () => {
  server = await startTable(TABLE);
  store = cases(TABLE);
  people = desk(TABLE);
  sent = sendings(TABLE, (address) => `cap-of-${address}`);
}, 30_000);
afterAll(async () => server.stop());

casesContract('the table', () => ({ store }));
revisionContract('the table', () => ({ store }));
deskContract('the table', () => ({ store, desk: people }));
officeContract('the table', () => ({ documents: documents(TABLE), presence: presence(TABLE) }));
incidentsContract('the table', () => incidents(TABLE));
platformContract('the table', () => ({ store, desk: people, sendings: sent }));

postsContract('the table', () => posts(TABLE));
moderationsContract('the table', () => ({ cases: store, desk: people, moderations: moderations(TABLE), item: async () => publicItem(store) }));

sendingsContract('the table', () => ({
  sendings: sent,
  plan: async (words): Promise<SendingPlace> => {
    const { placement } = opened(mail());
    await store.putCase({ ...placement.put!, acknowledgement: { ...placement.put!.acknowledgement!, ...(words === undefined ? {} : { words }) } });
    return { kind: 'acknowledgement', caseNumber: placement.caseNumber };
  },
  answered: async (place) => {
    if (place.kind !== 'acknowledgement') throw new Error('a case is asked for');
    await tableClient().send(new UpdateCommand({ TableName: TABLE, Key: caseKey(place.caseNumber), UpdateExpression: 'SET answeredAt = :at', ExpressionAttributeValues: { ':at': SUNDAY_MORNING } }));
  },
}));

describe('case numbers from the table', () => {
  it('are unique over several functions that take them at once', async () => {
    const takers = [caseNumbers(store, KEYS.number), caseNumbers(store, KEYS.number), caseNumbers(store, KEYS.number)];
    const numbers = await Promise.all(Array.from({ length: 600 }, async (_, n) => takers[n % 3]!()));
    expect(new Set(numbers).size).toBe(600);
  });
});

describe('stored settings that do not fit', () => {
  it('are logged by their place, once as long as they stay so, and stop nothing', async () => {
    const lines: unknown[][] = [];
    let now = SUNDAY_MORNING;
    const read = settings(TABLE, () => now, (...line) => { lines.push(line); });
    const company = { he: 'קו', en: 'Line' };
    await documents(TABLE).write('settings', { company, capPerHour: -1, urgentPhone: 7 }, (await documents(TABLE).read('settings')).version);
    for (let minute = 0; minute < 3; minute++, now += 60_000) expect(await read()).toEqual({ ...DEFAULT_SETTINGS, company });
    expect(lines).toEqual([['error', 'settings.notInForce', { key: 'capPerHour, urgentPhone', count: 2 }]]);
    await documents(TABLE).write('settings', { company }, (await documents(TABLE).read('settings')).version);
    await read();
    expect(lines).toHaveLength(1);
  });
});

describe('the known fault of the settings', () => {
  it('is that of the open incident that customers are told of, from the next second, and leaves with its end; one that is written down there goes on beside', async () => {
    let now = SUNDAY_MORNING;
    const read = settings(TABLE, () => now, () => undefined);
    const written = { what: { he: 'אתר', en: 'the site' }, nextUpdateAt: SUNDAY_MORNING };
    await documents(TABLE).write('settings', { incident: written }, (await documents(TABLE).read('settings')).version);
    expect((await read()).incident).toEqual(written);
    const told = openedIncident('70', incident({ told: true }), { id: 'o', at: SUNDAY_MORNING, by: 'noa', byName: 'Noa' }, null);
    const write = async (all: Incident[], over?: { incident: Incident; before: Incident }): Promise<boolean> => incidents(TABLE).write({ ...await incidents(TABLE).open(), incidents: all }, over);
    await write([told]);
    now += 1_000;
    expect((await read()).incident).toEqual({ what: told.what, nextUpdateAt: told.nextUpdateAt });
    expect(await read()).toBe(await read());
    await write([], { incident: endedIncident(told, { id: 'e', at: SUNDAY_MORNING, by: 'noa', byName: 'Noa' }), before: told });
    now += 1_000;
    expect((await read()).incident).toEqual(written);
  });
});
