import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseNumbers, cases } from '../shared/aws/cases.ts';
import { queue } from '../shared/aws/queues.ts';
import { references } from '../shared/aws/references.ts';
import { reservations } from '../shared/aws/reservations.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { sendings } from '../shared/aws/sendings.ts';
import { settings } from '../shared/aws/settings.ts';
import { uploads } from '../shared/aws/uploads.ts';
import { fieldsOf, SubmissionId } from '../shared/channels/form/door.ts';
import { FormSettings } from '../shared/channels/form/facts.ts';
import { clientOf, languageAskedFor } from '../shared/channels/form/visitor.ts';
import { doneAnswer, donePage, formPage, troubleText } from '../shared/channels/form/page.ts';
import type { PageView, Trouble } from '../shared/channels/form/page.ts';
import { CallerEnvironment, FormEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey, keyedId } from '../shared/domain/ids.ts';
import type { Language } from '../shared/domain/message.ts';
import { REFERENCE } from '../shared/domain/reference.ts';
import { acceptForm } from '../shared/steps/accept-form.ts';
import type { AcceptFormDeps, FormTrouble } from '../shared/steps/accept-form.ts';
import { coldStart, logOf, now } from './entry.ts';
import { JSON_TYPE, bodyOf, foreignOrigin, pageHeaders, problem, tryLater } from './visitors.ts';

type Answer = APIGatewayProxyStructuredResultV2;

export interface FormDeps extends AcceptFormDeps {
  /** The page's style and script. */
  style: string;
  script: string;
  /** Where files are sent to. */
  filesOrigin: string;
  newSubmission: () => string;
}

const STATUS: Partial<Record<Trouble, number>> = { tooMany: 429, failed: 503 };

/** The form's door over HTTP: the page, its script, leave to upload, and the submission itself, from the script or from the browser alone. */
export function create(deps: FormDeps) {
  const step = acceptForm(deps);
  const headers = headersOf(deps);

  async function viewOf(event: APIGatewayProxyEventV2, language: Language): Promise<Omit<PageView, 'submission'>> {
    return { language, settings: await deps.settings(), limits: deps.limits, embedded: event.queryStringParameters?.['embedded'] !== undefined, style: deps.style, reference: referenceIn(event.queryStringParameters?.['ref']) };
  }

  async function show(event: APIGatewayProxyEventV2): Promise<Answer> {
    const language = languageAskedFor(event.queryStringParameters?.['lang'], event.headers['accept-language']);
    return { statusCode: 200, headers, body: formPage({ ...(await viewOf(event, language)), submission: deps.newSubmission() }) };
  }

  // What was typed stays in the page whatever went wrong.
  async function showAgain(event: APIGatewayProxyEventV2, fields: Record<string, unknown>, trouble: { key: Trouble; values: Record<string, string> }): Promise<Answer> {
    const language = languageAskedFor(fields['lang'] ?? event.queryStringParameters?.['lang'], event.headers['accept-language']);
    const typed = Object.fromEntries(['name', 'email', 'subject', 'text'].map((name) => [name, typeof fields[name] === 'string' ? fields[name] : '']));
    const submission = SubmissionId.safeParse(fields['submission']).data ?? deps.newSubmission();
    return { statusCode: STATUS[trouble.key] ?? 400, headers, body: formPage({ ...(await viewOf(event, language)), submission, typed, trouble, reference: referenceIn(fields['ref']) }) };
  }

  // From a browser without our script: the answer is a page.
  async function submitByPage(event: APIGatewayProxyEventV2, fields: Record<string, unknown>): Promise<Answer> {
    try {
      const done = await step.submit({ ...fields, files: [] }, clientOf(event.requestContext.http.sourceIp));
      if ('trouble' in done) return await showAgain(event, fields, done.trouble);
      return { statusCode: 200, headers, body: donePage(await viewOf(event, done.submission.language), done.reserved, done.confirmedTo) };
    } catch (error) {
      deps.log('error', 'form.failed', { error });
      return showAgain(event, fields, { key: 'failed', values: {} });
    }
  }

  async function submitByScript(event: APIGatewayProxyEventV2, fields: Record<string, unknown>): Promise<Answer> {
    const done = await step.submit(fields, clientOf(event.requestContext.http.sourceIp));
    const language = languageAskedFor(fields['lang'], event.headers['accept-language']);
    return 'trouble' in done ? refusal(language, done.trouble) : { statusCode: 201, headers: JSON_TYPE, body: JSON.stringify(doneAnswer(language, await deps.settings(), done.reserved, done.confirmedTo)) };
  }

  async function uploads(event: APIGatewayProxyEventV2, fields: Record<string, unknown>): Promise<Answer> {
    const given = await step.uploads(fields, clientOf(event.requestContext.http.sourceIp));
    return 'trouble' in given ? refusal(languageAskedFor(fields['lang'], event.headers['accept-language']), given.trouble) : { statusCode: 200, headers: JSON_TYPE, body: JSON.stringify(given) };
  }

  async function post(event: APIGatewayProxyEventV2): Promise<Answer> {
    const from = foreignOrigin(event.headers['origin'], event.requestContext.domainName);
    if (from !== null && !deps.limits.origins.includes(from)) return problem(403, 'foreignOrigin');
    const type = event.headers['content-type'] ?? '';
    const byPage = /^application\/x-www-form-urlencoded\b/i.test(type) && event.rawPath === '/form';
    const body = bodyOf(event);
    if (!body) return byPage ? showAgain(event, {}, { key: 'textTooLong', values: { max: String(deps.limits.textCharacters) } }) : problem(413, 'tooLarge');
    const fields = fieldsOf(body, type);
    if (!fields) return problem(400, 'badRequest');
    const answer = byPage ? await submitByPage(event, fields) : await (event.rawPath === '/form' ? submitByScript : uploads)(event, fields);
    return from === null ? answer : { ...answer, headers: { ...answer.headers, 'Access-Control-Allow-Origin': from, Vary: 'Origin' } };
  }

  return middy<APIGatewayProxyEventV2, Answer>()
    .onError(({ error }) => {
      deps.log('error', 'form.failed', { error });
      return tryLater(error);
    })
    .handler(async (event: APIGatewayProxyEventV2): Promise<Answer> => {
      if (event.requestContext.http.method === 'POST') return post(event);
      if (event.rawPath !== '/form/embed.js') return show(event);
      return { statusCode: 200, headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'public, max-age=300', 'X-Content-Type-Options': 'nosniff', 'Cross-Origin-Resource-Policy': 'cross-origin' }, body: deps.script };
    });
}

const referenceIn = (value: unknown): string | null => (typeof value === 'string' && REFERENCE.test(value) ? value : null);

function refusal(language: Language, trouble: FormTrouble): Answer {
  const answer = problem(STATUS[trouble.key] ?? 400, trouble.key, { ...trouble.values, text: troubleText(language, trouble) });
  return trouble.key === 'tooMany' ? { ...answer, headers: { ...answer.headers, 'Retry-After': '3600' } } : answer;
}

const headersOf = ({ style, limits, filesOrigin }: FormDeps): Record<string, string> => pageHeaders({ style, filesOrigin, shownWithin: ["'self'", ...limits.origins] });

async function awsDeps(): Promise<FormDeps> {
  const environment = readEnvironment(FormEnvironment);
  const { AWS_REGION, AWS_ENDPOINT_URL_S3 } = readEnvironment(CallerEnvironment);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  const idKey = deriveKey(key, 'id');
  const caps = sendings(environment.MOKED_TABLE, (address) => keyedId(idKey, 'cap', address));
  const files = uploads({ room: 'form', bucket: environment.MOKED_BUCKET, region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_S3 });
  const listed = (text: string): string[] => text.split(',').map((part) => part.trim().toLowerCase()).filter(Boolean);
  // Built and laid beside the handler by infra/form.ts.
  const beside = (name: string): string => readFileSync(join(import.meta.dirname, 'form', name), 'utf8');
  return {
    reservations: reservations(environment.MOKED_TABLE),
    references: references(environment.MOKED_TABLE),
    files, filesOrigin: files.origin,
    inbound: queue(environment.MOKED_INBOUND_QUEUE),
    settings: settings(environment.MOKED_TABLE, now, logOf('form')),
    takeTurn: ({ what, client, id, perHour, now: at }) => caps.takeCap({ address: `form.${what}.${client}`, perHour, perDay: perHour * 8, id, now: at }),
    nextNumber: caseNumbers(cases(environment.MOKED_TABLE), deriveKey(key, 'number')),
    limits: FormSettings.parse({ origins: listed(environment.MOKED_FORM_ORIGINS) }),
    careAddresses: listed(environment.MOKED_CARE_ADDRESSES),
    style: beside('form.css'), script: beside('embed.js'),
    newSubmission: () => randomBytes(16).toString('base64url'),
    idKey, now, log: logOf('form'),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
