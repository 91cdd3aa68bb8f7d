import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desk } from '../shared/aws/desk.ts';
import { downloads } from '../shared/aws/downloads.ts';
import { incidents } from '../shared/aws/incidents.ts';
import { queue } from '../shared/aws/queues.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { sendings } from '../shared/aws/sendings.ts';
import { settings } from '../shared/aws/settings.ts';
import { uploads } from '../shared/aws/uploads.ts';
import { fieldsOf } from '../shared/channels/form/door.ts';
import { FormSettings } from '../shared/channels/form/facts.ts';
import { clientOf, languageAskedFor } from '../shared/channels/form/visitor.ts';
import { CallerEnvironment, StatusEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey, keyedId } from '../shared/domain/ids.ts';
import type { Language } from '../shared/domain/message.ts';
import { addDetails, askForLink, rate, saySolved, uploadsFor } from '../shared/steps/status-acts.ts';
import type { Acted, ActTrouble } from '../shared/steps/status-acts.ts';
import { fileAddress, openCase, pageOf, pageOfMiss } from '../shared/steps/status.ts';
import type { OpenedCase, StatusDeps } from '../shared/steps/status.ts';
import { actTroubleText } from '../shared/steps/status-words.ts';
import { coldStart, logOf, now } from './entry.ts';
import { JSON_TYPE, bodyOf, foreignOrigin, pageHeaders, problem, tryLater } from './visitors.ts';

type Answer = APIGatewayProxyStructuredResultV2;
type Fields = Record<string, unknown>;
type Done = 'added' | 'saidYes' | 'saidNo' | 'rated';

export interface StatusDoorDeps extends StatusDeps {
  script: string;
  /** Where files are sent to. */
  filesOrigin: string;
}

const STATUS: Partial<Record<ActTrouble['key'] | 'failed', number>> = { tooMany: 429, failed: 503, notOver: 409 };
const DONE = new Set<string>(['added', 'saidYes', 'saidNo', 'rated'] satisfies Done[]);

/** What can be done on the page of a case: where it is sent, what says that it is done, and beside which field it is said what is wrong. */
const ACTS: Record<string, { done: Done; where: 'details' | 'notYet' | 'rating'; act: (deps: StatusDeps, opened: OpenedCase, fields: Fields, client: string) => Promise<Acted> }> = {
  details: { done: 'added', where: 'details', act: addDetails },
  'not-yet': { done: 'saidNo', where: 'notYet', act: async (deps, opened, fields, client) => addDetails(deps, opened, fields, client, true) },
  solved: { done: 'saidYes', where: 'details', act: async (deps, opened, _, client) => saySolved(deps, opened, client) },
  rating: { done: 'rated', where: 'rating', act: rate },
};

const textIn = (fields: Fields, name: string): string => { const value = fields[name]; return typeof value === 'string' ? value : ''; };

/** The customer's status page over HTTP. Looking changes nothing, whoever looks; whatever changes something is a POST from the page itself. */
export function create(deps: StatusDoorDeps) {
  const headers = { ...pageHeaders({ style: deps.style, filesOrigin: deps.filesOrigin, shownWithin: ["'none'"] }), 'Cross-Origin-Opener-Policy': 'same-origin', 'Permissions-Policy': 'camera=(), geolocation=(), microphone=()' };
  const page = (statusCode: number, body: string): Answer => ({ statusCode, headers, body });
  const languageOf = (event: APIGatewayProxyEventV2): Language => languageAskedFor(event.queryStringParameters?.['lang'], event.headers['accept-language']);
  const miss = async (event: APIGatewayProxyEventV2): Promise<Answer> => page(404, await pageOfMiss(deps, languageOf(event), { invalid: true }));

  async function show(event: APIGatewayProxyEventV2, token: string, what: string): Promise<Answer> {
    const opened = await openCase(deps, token);
    if (!opened) return miss(event);
    if (what === '') {
      const done = event.queryStringParameters?.['done'] ?? '';
      return page(200, pageOf(deps, token, opened, { done: DONE.has(done) ? done as Done : null }));
    }
    const file = what.startsWith('file/') ? await fileAddress(deps, opened, what.slice('file/'.length)) : undefined;
    return file === undefined ? miss(event) : { statusCode: 303, headers: { Location: file, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }, body: '' };
  }

  async function act(event: APIGatewayProxyEventV2, token: string, what: string, fields: Fields, byScript: boolean): Promise<Answer> {
    const opened = await openCase(deps, token);
    const asked = ACTS[what];
    if (!opened || (!asked && what !== 'uploads')) return byScript ? problem(404, 'notFound') : miss(event);
    const { item, own: { language } } = opened;
    const client = clientOf(event.requestContext.http.sourceIp);
    if (!asked) {
      const given = await uploadsFor(deps, opened, fields, client);
      return 'trouble' in given ? refusal(given.trouble, language) : { statusCode: 200, headers: JSON_TYPE, body: JSON.stringify(given) };
    }
    const outcome = await asked.act(deps, opened, fields, client).catch((error: unknown): Acted => {
      deps.log('error', 'status.failed', { error, caseNumber: item.number });
      return { trouble: { key: 'failed', values: {} } };
    });
    if (outcome === 'done') return byScript ? { statusCode: 201, headers: JSON_TYPE, body: '{}' } : seeOther(`/s/${token}?done=${asked.done}`);
    if (byScript) return refusal(outcome.trouble, language);
    const said = { text: actTroubleText(language, outcome.trouble), where: asked.where, typed: textIn(fields, 'text') };
    return page(STATUS[outcome.trouble.key] ?? 400, pageOf(deps, token, opened, { trouble: said, ...(/^[\w-]{22,64}$/.test(textIn(fields, 'submission')) ? { submission: textIn(fields, 'submission') } : {}) }));
  }

  async function ask(event: APIGatewayProxyEventV2, fields: Fields): Promise<Answer> {
    const language = languageOf(event);
    const outcome = await askForLink(deps, fields, clientOf(event.requestContext.http.sourceIp), language);
    if (outcome === 'done') return page(200, await pageOfMiss(deps, language, { asked: true }));
    const { key } = outcome.trouble;
    const where = key === 'numberInvalid' ? 'number' : key === 'addressInvalid' ? 'email' : null;
    return page(STATUS[key] ?? 400, await pageOfMiss(deps, language, { typed: { number: textIn(fields, 'number').slice(0, 40), email: textIn(fields, 'email').slice(0, 254) }, trouble: { text: actTroubleText(language, outcome.trouble), where } }));
  }

  async function post(event: APIGatewayProxyEventV2, token: string, what: string): Promise<Answer> {
    if (foreignOrigin(event.headers['origin'], event.requestContext.domainName) !== null || event.headers['sec-fetch-site'] === 'cross-site') return problem(403, 'foreignOrigin');
    const type = event.headers['content-type'] ?? '';
    const body = bodyOf(event);
    if (!body) return problem(413, 'tooLarge');
    const fields = fieldsOf(body, type);
    if (!fields) return problem(400, 'badRequest');
    if (token === 'link' && what === '') return ask(event, fields);
    return act(event, token, what, fields, !/^application\/x-www-form-urlencoded\b/i.test(type));
  }

  async function answer(event: APIGatewayProxyEventV2): Promise<Answer> {
    const { method } = event.requestContext.http;
    const [, token = '', what = ''] = /^\/s(?:\/([^/]*)(?:\/(.*))?)?$/.exec(event.rawPath) ?? [];
    if (method === 'POST') return post(event, token, what);
    if (method !== 'GET' && method !== 'HEAD') return { ...problem(405, 'methodNotAllowed'), headers: { ...JSON_TYPE, Allow: 'GET, HEAD, POST' } };
    if (token === 'page.js' && what === '') return { statusCode: 200, headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'public, max-age=300', 'X-Content-Type-Options': 'nosniff' }, body: deps.script };
    if (token === '') return page(200, await pageOfMiss(deps, languageOf(event)));
    return show(event, token, what);
  }

  return middy<APIGatewayProxyEventV2, Answer>()
    .onError(({ error }) => {
      deps.log('error', 'status.failed', { error });
      return tryLater(error);
    })
    .handler(async (event: APIGatewayProxyEventV2): Promise<Answer> => {
      const given = await answer(event);
      return event.requestContext.http.method === 'HEAD' ? { ...given, body: '' } : given;
    });
}

const seeOther = (location: string): Answer => ({ statusCode: 303, headers: { Location: location, 'Cache-Control': 'no-store' }, body: '' });

function refusal(trouble: ActTrouble, language: Language): Answer {
  const said = problem(STATUS[trouble.key] ?? 400, trouble.key, { ...trouble.values, text: actTroubleText(language, trouble) });
  return trouble.key === 'tooMany' ? { ...said, headers: { ...said.headers, 'Retry-After': '3600' } } : said;
}

async function awsDeps(): Promise<StatusDoorDeps> {
  const environment = readEnvironment(StatusEnvironment);
  const { AWS_REGION, AWS_ENDPOINT_URL_S3 } = readEnvironment(CallerEnvironment);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  const id = deriveKey(key, 'id');
  const { MOKED_TABLE: table, MOKED_BUCKET: bucket } = environment;
  const caps = sendings(table, (address) => keyedId(id, 'cap', address));
  const files = uploads({ room: 'form', bucket, region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_S3 });
  // Built and laid beside the handler by infra/status.ts; the form's style first.
  const beside = (name: string): string => readFileSync(join(import.meta.dirname, 'status', name), 'utf8');
  return {
    store: desk(table, now), incidents: incidents(table), files, filesOrigin: files.origin, download: downloads({ bucket, region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_S3, now }),
    inbound: queue(environment.MOKED_INBOUND_QUEUE), outbox: queue(environment.MOKED_OUTBOX_QUEUE), settings: settings(table, now, logOf('status')),
    takeTurn: ({ what, client, id: turn, perHour, now: at }) => caps.takeCap({ address: `status.${what}.${client}`, perHour, perDay: perHour * 8, id: turn, now: at }),
    limits: FormSettings.parse({}), careAddresses: environment.MOKED_CARE_ADDRESSES.split(',').filter(Boolean), keys: { id, status: deriveKey(key, 'status') }, whom: environment.MOKED_STATUS_FOR,
    style: beside('form.css') + beside('status.css'), script: beside('page.js'), newSubmission: () => randomBytes(16).toString('base64url'), now, log: logOf('status'),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
