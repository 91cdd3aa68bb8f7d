import { beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createHmac } from 'node:crypto';
import { create, handler } from '../../functions/privacy.ts';
import { connectionId } from '../../shared/domain/ids.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { Connection } from '../../shared/ports.ts';
import type { Signing } from '../../shared/steps/privacy.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { MemoryNotices } from '../support/memory-notices.ts';

const SECRET = 'app-secret';
const SIGNING: Signing = { appSecret: SECRET, previousAppSecret: null, accounts: [{ id: 'PAGE1' }, { id: 'PAGE2' }] };
const DANA = { algorithm: 'HMAC-SHA256', user_id: '218471', issued_at: 1 };

let notices: MemoryNotices;
let stored: Signing | undefined;
let renewed: (Signing | undefined)[];
let logged: string[];

beforeEach(() => {
  [notices, stored, renewed, logged] = [new MemoryNotices(), SIGNING, [], []];
});

function signed(payload: object, secret = SECRET): string {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${createHmac('sha256', secret).update(text).digest('base64url')}.${text}`;
}

type Told = APIGatewayProxyStructuredResultV2 & { body: string; headers: Record<string, string> };

async function call(method: string, path: string, { body = '', headers = {}, lang }: { body?: string; headers?: Record<string, string>; lang?: string } = {}): Promise<Told> {
  const connection: Connection<Signing> = { settings: async () => stored, renewed: async () => renewed.shift() };
  const answer = await create({
    notices, connections: new Map([['facebook', connection]]), settings: async () => ({ ...DEFAULT_SETTINGS, company: { he: 'חברה <ב>', en: 'Acme & Co' } }), idKey: KEYS.id, now: () => SUNDAY_MORNING, log: (_level, name) => logged.push(name),
  })({
    rawPath: path, headers: { host: 'care.company.example', ...headers }, body: Buffer.from(body).toString('base64'), isBase64Encoded: true, ...(lang ? { queryStringParameters: { lang } } : {}),
    requestContext: { domainName: 'care.company.example', http: { method } },
  } as unknown as APIGatewayProxyEventV2, {} as Context);
  return answer as Told;
}

const ask = async (payload: object = DANA, secret?: string): Promise<Told> => call('POST', '/privacy/facebook/deletion', { body: new URLSearchParams({ signed_request: signed(payload, secret) }).toString() });
const codeOf = ({ body }: Told): string => (JSON.parse(body) as { confirmation_code: string }).confirmation_code;

describe('somebody asks Facebook that we erase them', () => {
  it('and Facebook hears a code, and where its state is shown', async () => {
    const answer = await ask();
    expect([answer.statusCode, answer.headers['Content-Type'], JSON.parse(answer.body)]).toEqual([200, 'application/json', { url: `https://care.company.example/privacy/deletions/${codeOf(answer)}`, confirmation_code: expect.stringMatching(/^[\w-]{22}$/) }]);
  });

  it('and it stays in front of the administrator, with the id that Facebook gave, until it is done', async () => {
    const code = codeOf(await ask());
    expect(await notices.open('facebook')).toMatchObject([{ finding: { key: 'deletionRequested', values: { request: code, person: '218471', network: 'facebook' } } }]);
  });

  it('twice, and it is one request under one code; another person has another', async () => {
    const codes = [codeOf(await ask()), codeOf(await ask({ ...DANA, issued_at: 2 })), codeOf(await ask({ ...DANA, user_id: '218472' }))];
    expect([codes[0] === codes[1], codes[0] === codes[2], (await notices.open('facebook')).length]).toEqual([true, false, 2]);
  });

  it('and the code tells nobody who they are', async () => {
    const code = codeOf(await ask());
    expect((await call('GET', `/privacy/deletions/${code}`)).body).not.toContain('218471');
  });

  it('under a secret that was changed a moment ago, and is believed', async () => {
    renewed = [{ ...SIGNING, appSecret: 'new-secret' }];
    expect((await ask(DANA, 'new-secret')).statusCode).toBe(200);
  });
});

describe('what nobody of ours signed', () => {
  const form = (value: string): string => new URLSearchParams({ signed_request: value }).toString();
  it.each([
    ['another secret', form(signed(DANA, 'other'))], ['an empty secret', form(signed(DANA, ''))], ['another algorithm', form(signed({ ...DANA, algorithm: 'none' }))], ['no person', form(signed({ algorithm: 'HMAC-SHA256' }))],
    ['no field', 'a=b'], ['nothing', ''], ['another text under the same signature', form(`${signed(DANA).split('.')[0]}.${signed({ ...DANA, user_id: '1' }).split('.')[1]}`)], ['far too much', form('x'.repeat(70_000))],
  ])('%s: hears 401 and nothing else, and changes nothing', async (_what, body) => {
    for (const act of ['deletion', 'deauthorise']) expect(await call('POST', `/privacy/facebook/${act}`, { body })).toMatchObject({ statusCode: 401, body: '' });
    expect([notices.kept.size, logged]).toEqual([0, ['knock.untrusted', 'knock.untrusted']]);
  });

  it('is refused alike for a channel that is not connected, or that there is not', async () => {
    stored = undefined;
    const body = form(signed(DANA, ''));
    expect([(await ask()).statusCode, (await call('POST', '/privacy/facebook/deletion', { body })).statusCode, (await call('POST', '/privacy/x/deletion', { body: form(signed(DANA)) })).statusCode]).toEqual([401, 401, 401]);
  });
});

describe('access is taken from us', () => {
  const removed = async (): Promise<Told> => call('POST', '/privacy/facebook/deauthorise', { body: `signed_request=${signed(DANA)}` });

  it('and every account of the channel is called disconnected, once, until it is connected anew', async () => {
    expect([(await removed()).statusCode, (await removed()).statusCode]).toEqual([200, 200]);
    expect((await notices.open('facebook')).map(({ finding, connection }) => [finding, connection])).toEqual(['PAGE1', 'PAGE2'].map((account) => [{ key: 'disconnected', values: { account } }, connectionId(SIGNING)]));
  });
});

describe('the page of a request', () => {
  it('says in the language of its reader how it stands', async () => {
    const path = `/privacy/deletions/${codeOf(await ask())}`;
    const [hebrew, english, chosen] = [await call('GET', path, { headers: { 'accept-language': 'he-IL,en;q=0.5' } }), await call('GET', path), await call('GET', path, { lang: 'he' })];
    expect([hebrew.statusCode, hebrew.body]).toEqual([200, expect.stringMatching(/lang="he" dir="rtl"[\s\S]*הבקשה התקבלה אצל <bdi>חברה &lt;ב&gt;<\/bdi> ב<bdi>יום ראשון, 22 בנובמבר, בשעה 10:00[\s\S]*הבקשה בטיפול/)]);
    expect(english.body).toMatch(/lang="en" dir="ltr"[\s\S]*<bdi>Acme &amp; Co<\/bdi> received this request on <bdi>Sunday 22 November, 10:00/);
    expect(chosen.body).toBe(hebrew.body);
  });

  it('says that it is done, once somebody has seen to it', async () => {
    const code = codeOf(await ask());
    await notices.settle(`deletion#${code}`, SUNDAY_MORNING + 3_600_000);
    expect((await call('GET', `/privacy/deletions/${code}`)).body).toMatch(/It was completed on <bdi>Sunday 22 November, 11:00/);
  });

  it.each(['AAAAAAAAAAAAAAAAAAAAAA', '%3Cscript%3E', '<script>'])('says nothing of a code under which nobody asked: %s', async (code) => {
    const answer = await call('GET', `/privacy/deletions/${code}`);
    expect([answer.statusCode, answer.body]).toEqual([404, expect.stringContaining('This link is not known.')]);
    expect(answer.body).not.toContain('script');
  });

  it('runs no script, is in no frame and no search', async () => {
    const { headers } = await call('GET', '/privacy/deletions/x');
    expect([headers['Content-Security-Policy'], headers['X-Robots-Tag']]).toEqual([expect.stringMatching(/^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/), 'noindex']);
  });

  it('touches neither network nor environment when it is loaded', () => {
    expect(handler).toBeInstanceOf(Function);
  });
});
