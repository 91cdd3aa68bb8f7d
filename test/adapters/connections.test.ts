import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod';
import { connection } from '../../shared/aws/connections.ts';
import { readParameter, signedHeaders } from '../../shared/aws/read-parameter.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const Settings = z.object({ appSecret: z.string().min(1), accounts: z.array(z.object({ id: z.string(), token: z.string() })) });
const STORED = JSON.stringify({ appSecret: 'first-secret', accounts: [{ id: 'PAGE1', token: 'a-token' }] });

describe('a connection', () => {
  let stored: string | undefined;
  let reads: string[];
  let clock: number;
  let broken: boolean;
  const make = () => connection({
    prefix: '/moked/test', channel: 'facebook', settings: Settings, now: () => clock, log: () => undefined,
    read: async (name) => {
      reads.push(name);
      if (broken) throw new Error('no answer');
      return stored;
    },
  });
  beforeEach(() => {
    [stored, reads, clock, broken] = [STORED, [], SUNDAY_MORNING, false];
  });

  it('is read from its own parameter, once in five minutes', async () => {
    const { settings } = make();
    await settings();
    clock += 299_000;
    expect(await settings()).toMatchObject({ appSecret: 'first-secret' });
    expect(reads).toEqual(['/moked/test/channels/facebook']);
    clock += 2_000;
    await settings();
    expect(reads.length).toBe(2);
  });

  it('is none while nothing is stored', async () => {
    stored = undefined;
    expect(await make().settings()).toBeUndefined();
  });

  it('tells of a secret that was changed, at most every half minute', async () => {
    const { settings, renewed } = make();
    await settings();
    stored = STORED.replace('first', 'second');
    expect(await renewed()).toBeUndefined();
    clock += 31_000;
    expect([await renewed(), await renewed()]).toMatchObject([{ appSecret: 'second-secret' }, undefined]);
    expect([await settings(), reads.length]).toMatchObject([{ appSecret: 'second-secret' }, 2]);
  });

  it('has nothing new when the same is stored', async () => {
    const { settings, renewed } = make();
    await settings();
    clock += 31_000;
    expect(await renewed()).toBeUndefined();
  });

  it('stays in force while the store cannot be read, which is asked again after half a minute', async () => {
    const { settings } = make();
    await settings();
    [clock, broken] = [clock + 400_000, true];
    expect(await settings()).toMatchObject({ appSecret: 'first-secret' });
    await settings();
    expect(reads.length).toBe(2);
    clock += 31_000;
    await settings();
    expect(reads.length).toBe(3);
  });

  it.each([
    ['is not JSON', 'x-secret-x', /are not JSON$/],
    ['lacks a field', JSON.stringify({ appSecret: 'x-secret-x' }), /do not fit: accounts$/],
    ['has a wrong one', JSON.stringify({ appSecret: '', accounts: [{ id: 'x-secret-x' }] }), /do not fit: appSecret, accounts\.0\.token$/],
  ])('that %s is named by its fields, never by its values', async (_what, text, expected) => {
    stored = text;
    const failure = await make().settings().catch((error: unknown) => error as Error);
    expect((failure as Error).message).toMatch(expected);
    expect(JSON.stringify([(failure as Error).message, String((failure as Error).cause)])).not.toContain('x-secret-x');
  });
});

describe('a parameter', () => {
  let answers: ((request: IncomingMessage, response: ServerResponse) => void)[];
  let asked: string[];
  const before = { ...process.env };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); }).on('end', () => {
      asked.push(`${String(request.headers['x-amz-target'])} ${body}`);
      answers.shift()!(request, response);
    });
  });
  const says = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse): void => { response.writeHead(status).end(JSON.stringify(body)); };

  beforeAll(async () => {
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    Object.assign(process.env, { AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'LOCAL', AWS_SECRET_ACCESS_KEY: 'secret' });
  });
  afterAll(() => {
    process.env = before;
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => { [answers, asked] = [[], []]; });

  it('is asked for decrypted', async () => {
    answers = [says(200, { Parameter: { Value: 'ערך' } })];
    expect(await readParameter('/moked/test/key')).toBe('ערך');
    expect(asked).toEqual(['AmazonSSM.GetParameter {"Name":"/moked/test/key","WithDecryption":true}']);
  });

  it('is undefined when there is none', async () => {
    answers = [says(400, { __type: 'com.amazonaws.ssm#ParameterNotFound' })];
    expect(await readParameter('/moked/test/none')).toBeUndefined();
  });

  it.each([
    ['the service is down', says(500, {})],
    ['it says slow down', says(400, { __type: 'ThrottlingException' })],
    ['the connection breaks', (request: IncomingMessage) => { request.socket.destroy(); }],
  ])('is asked for again when %s', async (_what, failure) => {
    answers = [failure, says(200, { Parameter: { Value: 'value' } })];
    expect(await readParameter('/moked/test/key')).toBe('value');
  });

  it('that may not be read fails at once, by its name', async () => {
    answers = [says(400, { __type: 'AccessDeniedException', message: 'User: arn' })];
    await expect(readParameter('/moked/test/key')).rejects.toThrow('parameter /moked/test/key could not be read');
    expect(asked.length).toBe(1);
  });

  it.each([undefined, 'a-session-token'])('is asked for with the signature that the SDK would make (session token: %s)', async (sessionToken) => {
    class Sha256 {
      readonly #hash;
      constructor(key?: unknown) { this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key as string); }
      update(data: unknown): void { this.#hash.update(data as string); }
      async digest(): Promise<Uint8Array> { return this.#hash.digest(); }
      reset(): void { throw new Error('not used'); }
    }
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret/+=', ...(sessionToken ? { sessionToken } : {}) };
    const body = '{"Name":"/moked/prod/key","WithDecryption":true}';
    const at = new Date(SUNDAY_MORNING);
    const ours = signedHeaders({ region: 'eu-west-1', ...credentials }, { host: 'ssm.eu-west-1.amazonaws.com', target: 'AmazonSSM.GetParameter', body, at });
    const theirs = await new SignatureV4({ service: 'ssm', region: 'eu-west-1', credentials, sha256: Sha256, applyChecksum: false }).sign(
      { method: 'POST', protocol: 'https:', hostname: 'ssm.eu-west-1.amazonaws.com', path: '/', query: {}, headers: { 'content-type': 'application/x-amz-json-1.1', host: 'ssm.eu-west-1.amazonaws.com', 'x-amz-target': 'AmazonSSM.GetParameter' }, body },
      { signingDate: at },
    );
    expect(ours['authorization']).toBe(theirs.headers['authorization']);
  });
});
