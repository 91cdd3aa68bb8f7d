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

  it('says so when no port is left to it', async () => {
    await expect(startDatabase(folder, 'eu-west-1', undefined, () => undefined, takenBefore(99))).rejects.toThrow('already in use');
    expect(others).toHaveLength(4);
  });
});
