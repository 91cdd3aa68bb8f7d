import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase, type Database } from '../../local/servers/dynoxide.ts';

const silent = new Set<Socket>();
/** Takes every connection and says nothing. */
const listen = async (host: string): Promise<Server> => new Promise((resolve) => { const server = createServer((socket) => { silent.add(socket); }).listen(0, host, () => resolve(server)); });
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

describe('the database of a laptop', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'moked-database-')); });
  let database: Database | undefined;
  const others: Server[] = [];
  afterEach(async () => {
    await database?.stop();
    database = undefined;
    for (const socket of silent) socket.destroy();
    for (const other of others.splice(0)) other.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As though somebody took the port in between, so many times. */
  const takenBefore = (times: number) => async (host: string): Promise<number> => {
    const server = await listen(host);
    const port = portOf(server);
    if (others.length < times) others.push(server);
    else await new Promise((closed) => { server.close(closed); });
    return port;
  };

  it('starts elsewhere when its port was taken meanwhile, and nobody hears of an end', async () => {
    const ends: string[] = [];
    database = await startDatabase(folder, 'eu-west-1', undefined, (reason) => ends.push(reason), takenBefore(2));
    expect([await database.call('ListTables', {}), others.length, ends]).toEqual([expect.objectContaining({ TableNames: [] }), 2, []]);
  });

  it('tells without being asked whether anything was written', async () => {
    database = await startDatabase(folder, 'eu-west-1', undefined, () => undefined);
    const before = [database.writes(), database.writes()];
    await database.call('CreateTable', { TableName: 'desk', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] });
    const created = database.writes();
    await database.call('PutItem', { TableName: 'desk', Item: { pk: { S: 'פנייה' } } });
    const put = database.writes();
    await database.call('GetItem', { TableName: 'desk', Key: { pk: { S: 'פנייה' } } });
    expect([before[0] === before[1], created === before[1], put === created, database.writes() === put]).toEqual([true, false, false, true]);
  });

  it('says so when no port is left to it', async () => {
    await expect(startDatabase(folder, 'eu-west-1', undefined, () => undefined, takenBefore(99))).rejects.toThrow('already in use');
    expect(others).toHaveLength(4);
  });
});
