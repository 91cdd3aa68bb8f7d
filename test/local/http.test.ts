import { request } from 'node:http';
import { connect } from 'node:net';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { runningEngine, type EngineCard } from '../../local/data-directory.ts';
import { lambda, makeAssembly } from '../support/assembly.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { SIGNED } from './signed.ts';

const API = `
export const handler = async (event) => {
  if (event.rawPath === '/throws') throw new Error('on purpose');
  if (event.rawPath === '/plain') return { hello: 'שלום' };
  if (event.rawPath === '/binary') return { statusCode: 201, isBase64Encoded: true, body: Buffer.from([0, 255, 1]).toString('base64'), headers: { 'Content-Type': 'image/png' }, cookies: ['a=1; Secure', 'b=2'] };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
};`;
const att = (logicalId: string): unknown => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

describe('the HTTP API on a laptop', () => {
  let engine: TestEngine;
  let assembly = '';
  let card: EngineCard;

  beforeAll(async () => {
    const route = (RouteKey: string): { Type: string; Properties: Record<string, unknown> } => ({ Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey, Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] } } });
    assembly = makeAssembly({
      Resources: {
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'moked', ProtocolType: 'HTTP' } },
        Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
        Function: lambda('door', { HOME_ADDRESS: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } }),
        Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0', IntegrationUri: att('Function') } },
        Default: route('$default'), Any: route('ANY /any/{proxy+}'), One: route('GET /cases/{id}'), Fixed: route('GET /cases/open'),
      },
      Outputs: { Address: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
    }, { door: API });
    engine = await startEngine({ assembly });
    card = runningEngine(engine.ready.data)!;
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
  });

  const event = async (path: string, init: RequestInit = {}): Promise<Record<string, unknown>> => (await (await fetch(new URL(path, engine.ready.api), init)).json()) as Record<string, unknown>;

  it('hands a text body over as text', async () => {
    expect(await event('/hooks?a=1&a=2&b=%D7%A9', { method: 'POST', body: '{"שלום":1}', headers: { cookie: 'x=1; y=2', 'X-Signature': 'abc' } })).toMatchObject({
      version: '2.0', routeKey: '$default', rawPath: '/hooks', rawQueryString: 'a=1&a=2&b=%D7%A9', queryStringParameters: { a: '1,2', b: 'ש' }, cookies: ['x=1', 'y=2'],
      headers: { 'x-signature': 'abc' }, body: '{"שלום":1}', isBase64Encoded: false, requestContext: { http: { method: 'POST', path: '/hooks' } },
    });
  });

  it('hands a body that is not UTF-8 over byte by byte', async () => {
    const bytes = Buffer.from([0xf9, 0xec, 0xe5, 0xed, 0]);
    const { body, isBase64Encoded } = await event('/hooks', { method: 'POST', body: bytes });
    expect([isBase64Encoded, Buffer.from(String(body), 'base64').equals(bytes)]).toEqual([true, true]);
  });

  it.each([
    ['GET', '/cases/open', 'GET /cases/open', undefined],
    ['GET', '/cases/%D7%A9', 'GET /cases/{id}', { id: 'ש' }],
    ['POST', '/cases/12', '$default', undefined],
    ['PUT', '/any/where/else', 'ANY /any/{proxy+}', { proxy: 'where/else' }],
  ])('%s %s takes the route %s', async (method, path, routeKey, pathParameters) => {
    const received = await event(path, { method });
    expect([received['routeKey'], received['pathParameters']]).toEqual([routeKey, pathParameters]);
  });

  it('answers with bytes, headers and cookies as the function says', async () => {
    const response = await fetch(new URL('/binary', engine.ready.api));
    expect([response.status, response.headers.get('content-type'), response.headers.getSetCookie(), [...new Uint8Array(await response.arrayBuffer())]]).toEqual([201, 'image/png', ['a=1; Secure', 'b=2'], [0, 255, 1]]);
  });

  it('answers with JSON what has no status code', async () => {
    expect(await event('/plain')).toEqual({ hello: 'שלום' });
  });

  it('says nothing about a function that throws', async () => {
    const response = await fetch(new URL('/throws', engine.ready.api));
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it('refuses a body of more than ten megabytes before it has been read', async () => {
    const { port } = new URL(engine.ready.api);
    const first = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(`POST /hooks HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10485761\r\n\r\nbegins`));
      socket.once('data', (chunk) => resolve(chunk.toString().split('\r\n')[0] ?? ''));
      socket.once('error', reject);
    });
    expect(first).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('knows its own address', () => {
    expect(card.outputs).toEqual({ Address: engine.ready.api });
  });

  it.each(['api', 'sqs', 's3', 'ses', 'ssm'])('refuses a request to %s under a foreign name', async (which) => {
    const url = which === 'api' ? card.api : card.endpoints[which as 'sqs'];
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(url, { method: 'POST', headers: { host: `evil.example:${new URL(url).port}` } }, (response) => resolve(response.statusCode)).on('error', reject).end();
    });
    expect(status).toBe(421);
  });

  it('signs a login that its own published keys verify', async () => {
    const { payload } = await jwtVerify(engine.ready.token, createRemoteJWKSet(new URL(`${card.api}/engine/oidc/jwks.json`)), { issuer: `${card.api}/engine/oidc`, audience: 'moked-console' });
    expect(payload).toMatchObject({ sub: 'local-agent', name: 'דנה', email: 'dana@company.example', roles: ['admin'] });
  });

  it('publishes where its keys are', async () => {
    expect(await event('/engine/oidc/.well-known/openid-configuration')).toMatchObject({ issuer: `${card.api}/engine/oidc`, jwks_uri: `${card.api}/engine/oidc/jwks.json` });
  });

  it('keeps the deployment key and the login settings where functions look for them', async () => {
    const response = await fetch(card.endpoints.ssm, { method: 'POST', headers: { ...SIGNED, 'x-amz-target': 'AmazonSSM.GetParameters' }, body: JSON.stringify({ Names: ['/moked/local/key', '/moked/local/oidc', '/moked/local/other'], WithDecryption: true }) });
    const { Parameters, InvalidParameters } = (await response.json()) as { Parameters: { Value: string }[]; InvalidParameters: string[] };
    expect([Parameters[0]?.Value, JSON.parse(Parameters[1]?.Value ?? '{}'), InvalidParameters]).toEqual(['local-deployment-key-not-secret', { issuer: `${card.api}/engine/oidc`, audience: 'moked-console', rolesClaim: 'roles' }, ['/moked/local/other']]);
  });
});
