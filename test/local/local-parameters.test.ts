import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { DeleteParameterCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CREDENTIALS } from '../../local/credentials.ts';
import { localParameters, STAND_INS } from '../../local/local-parameters.ts';
import { startParameters, type Parameters } from '../../local/servers/ssm.ts';

const NAME = '/moked/local/channels/facebook';
const PRESENT = { appSecret: 'local-facebook-secret', api: 'http://127.0.0.1:5002', accounts: [{ id: 'PAGE1', token: 'local-facebook-token' }] };

describe('the parameters of a laptop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moked-parameters-'));
  let parameters: Parameters;
  const file = join(folder, 'parameters.json');
  afterEach(async () => {
    await parameters.close();
    rmSync(file, { force: true });
  });
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

  async function start(): Promise<void> {
    parameters = await startParameters('eu-west-1', file, () => undefined);
    for (const { name, value, type, renewed } of localParameters('http://127.0.0.1:1/engine/oidc', [{ channel: 'facebook', settings: PRESENT }, { channel: 'x', settings: PRESENT }])) parameters.set(name, value, type, renewed);
  }
  // A client of its own for each start: the address is another one every time.
  const client = (): SSMClient => new SSMClient({ region: 'eu-west-1', credentials: CREDENTIALS, endpoint: parameters.url });
  const read = async (name: string): Promise<unknown> => {
    const { Parameters = [] } = await client().send(new GetParametersCommand({ Names: [name], WithDecryption: true }));
    return JSON.parse(Parameters[0]?.Value ?? 'null');
  };

  it('lead a channel that somebody connected to the stand-in of this start, and keep everything else of it', async () => {
    const connected = { appSecret: 'a-secret-of-their-own', api: 'http://127.0.0.1:5001', accounts: [{ id: '77', token: 'a-token' }] };
    writeFileSync(file, JSON.stringify([[NAME, { value: JSON.stringify(connected), type: 'SecureString', at: 1 }]]));
    await start();
    expect(await read(NAME)).toEqual({ ...connected, api: PRESENT.api });
    expect(await read('/moked/local/channels/x')).toEqual(PRESENT);
    expect(await read(STAND_INS)).toMatchObject({ facebook: { api: PRESENT.api } });
  });

  it('that somebody has removed stay away over every later start, until they are put again', async () => {
    await start();
    await client().send(new DeleteParameterCommand({ Name: NAME }));
    await parameters.close();
    await start();
    expect(await read(NAME)).toBeNull();
    await client().send(new PutParameterCommand({ Name: NAME, Value: '{"again":true}', Type: 'SecureString' }));
    await parameters.close();
    await start();
    expect(await read(NAME)).toMatchObject({ again: true });
  });
});
