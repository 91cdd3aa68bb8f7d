import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CREDENTIALS } from '../../local/credentials.ts';
import { localParameters } from '../../local/local-parameters.ts';
import { startParameters, type Parameters } from '../../local/servers/ssm.ts';
import { storedParameter } from '../../shared/aws/store-connection.ts';

const NAME = '/moked/local/channels/facebook';
const PRESENT = { appSecret: 'local-facebook-secret', api: 'http://127.0.0.1:5002', accounts: [{ id: 'PAGE1', token: 'local-facebook-token' }] };

describe('the parameters of a laptop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moked-parameters-'));
  let parameters: Parameters;
  afterEach(async () => {
    await parameters.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lead a channel that somebody connected to the stand-in of this start, and keep everything else of it', async () => {
    const file = join(folder, 'parameters.json');
    const connected = { appSecret: 'a-secret-of-their-own', api: 'http://127.0.0.1:5001', accounts: [{ id: '77', token: 'a-token' }] };
    writeFileSync(file, JSON.stringify([[NAME, { value: JSON.stringify(connected), type: 'SecureString', at: 1 }]]));
    parameters = await startParameters('eu-west-1', file, () => undefined);
    for (const { name, value, type, renewed } of localParameters('http://127.0.0.1:1/engine/oidc', [{ channel: 'facebook', settings: PRESENT }, { channel: 'x', settings: PRESENT }])) parameters.set(name, value, type, renewed);
    Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey, AWS_ENDPOINT_URL_SSM: parameters.url });
    const read = async (name: string): Promise<unknown> => JSON.parse(await storedParameter(name).read() ?? 'null');
    expect(await read(NAME)).toEqual({ ...connected, api: PRESENT.api });
    expect(await read('/moked/local/channels/x')).toEqual(PRESENT);
  });
});
