import type { Context } from 'hono';
import * as z from 'zod';
import type { ApiError, Stale as StaleAnswer } from '../../shared/api-shapes.ts';
import type { Routes } from '../../shared/api-shapes/routes.ts';
import type { AnswersPreview, Outcome } from '../../shared/api-shapes/desk.ts';
import { readCaseNumber, showCaseNumber } from '../../shared/domain/case-number.ts';
import { Conflict, Invalid, NotFound, Refused, Stale, Untrusted } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { AnswersPlan } from '../../shared/steps/desk-answers.ts';
import type { ManyDone } from '../../shared/steps/desk-edit.ts';
import type { Agent } from '../../shared/steps/desk.ts';
import { comeAgainIn } from '../entry.ts';
import type { SignedIn } from '../sign-in.ts';
import type { ServedRoute } from './roles.ts';

/** What is asked by one call, before anybody has looked at it. */
export interface Asked { agent: SignedIn; path: Record<string, string>; query: Record<string, string>; body: unknown }

/** An answer other than 200. */
export class Answered<T> {
  readonly status: 202 | 304;
  readonly body: T | null;
  constructor(status: 202 | 304, body: T | null) {
    this.status = status;
    this.body = body;
  }
}

export type Handlers<R extends ServedRoute = ServedRoute> = { [K in R]: (asked: Asked) => Promise<Routes[K]['answer'] | Answered<Routes[K]['answer']>> };

/** Reads what was sent by a schema; 400 names the places that do not fit. */
export function fits<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const { issues } = read.error;
  const [only] = issues;
  const limit = issues.length === 1 && only?.code === 'too_big' && only.origin === 'array' ? String(only.maximum) : undefined;
  throw new Invalid([...new Set(issues.map((issue) => issue.path.join('.') || 'body'))], undefined, limit === undefined ? {} : { key: 'tooManyAtOnce', values: { limit } });
}

/** The same for what a step reads by a schema of its own. */
export async function fitting<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof z.ZodError) throw new Invalid([...new Set(error.issues.map((issue) => issue.path.join('.') || 'body'))], 'does not fit', { cause: error });
    throw error;
  }
}

/** A case number as people write it; a mistyped one is refused before anything is looked up. */
export function caseNumber(given: unknown, field = 'number'): string {
  const number = typeof given === 'string' ? readCaseNumber(given) : undefined;
  if (!number) throw new Invalid([field], 'not a case number');
  return number;
}

export const Key = z.string().regex(/^[\w-]{8,64}$/);
export const Id = z.string().regex(/^[\w-]{1,64}$/);
export const Page = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50), after: z.string().max(300).optional() });
export const Numbers = z.array(z.string().max(20)).min(1).max(500);
export const IncidentId = z.string().regex(/^[1-9]\d{0,8}$/);
export const Version = z.string().regex(/^\d+(\.\d+)+(~[\w-]{1,20})?$/).max(500);
/** Over which version of each case: what its agent saw of it. */
export const Versions = z.record(z.string().max(20), Version).refine((given) => Object.keys(given).length <= 500).optional();

export const caseNumbers = (given: string[]): string[] => given.map((number) => caseNumber(number, 'numbers'));
export const versionsOf = (given: Record<string, string> | undefined) => (given ? { versions: new Map(Object.entries(given).map(([number, version]) => [caseNumber(number, 'versions'), version])) } : {});

export const asShown = (outcome: ManyDone): Outcome => ({ done: outcome.done.map(showCaseNumber), refused: outcome.refused.map((one) => ({ ...one, number: showCaseNumber(one.number) })) });
export const asPreview = ({ cannot, sample, versions, ...rest }: AnswersPlan): AnswersPreview => ({
  ...rest, versions: Object.fromEntries(versions.map(({ number, version }) => [showCaseNumber(number), version])), cannot: cannot.map((one) => ({ ...one, number: showCaseNumber(one.number) })), sample: sample && { ...sample, number: showCaseNumber(sample.number) },
});

/** The agent as the steps know one: leads and administrators may a little more. */
export function actorOf({ id, name, roles }: SignedIn): Agent {
  return { id, name, actor: roles.includes('admin') ? 'admin' : roles.includes('lead') ? 'lead' : 'agent' };
}

export function problem(c: Context, status: 400 | 403 | 404 | 409 | 422 | 500 | 503, key: string, values: Record<string, string> = {}): Response {
  return c.json({ error: { key, values } } satisfies ApiError, status, { 'Cache-Control': 'no-store' });
}

/** Each failure as its answer: a key of the console's texts, never prose, never what was sent. */
export function failure(log: Log, error: Error, c: Context): Response {
  if (error instanceof Untrusted) return c.body(null, 401);
  if (error instanceof Invalid) return problem(c, 400, error.key, { fields: error.fields.join(', '), ...error.values });
  if (error instanceof NotFound) return problem(c, 404, 'notFound');
  if (error instanceof Stale) return c.json({ error: { key: error.key, values: error.values }, version: error.version, changed: error.changed as StaleAnswer['changed'] } satisfies StaleAnswer, 409, { 'Cache-Control': 'no-store' });
  if (error instanceof Conflict) return problem(c, 409, 'changedMeanwhile');
  if (error instanceof Refused) return problem(c, 422, error.reason);
  const seconds = comeAgainIn(error);
  if (seconds !== undefined) {
    log('warn', 'request.tryLater', { error });
    c.header('Retry-After', String(seconds));
    return problem(c, 503, 'tryLater', { seconds: String(seconds) });
  }
  log('error', 'request.failed', { error });
  return problem(c, 500, 'ourFault');
}
