import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { create, type FormDeps } from '../../functions/form.ts';
import { FormSettings } from '../../shared/channels/form/facts.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Reservation } from '../../shared/domain/reservation.ts';
import type { Reference } from '../../shared/ports/references.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { KEYS, SUNDAY_MORNING } from './make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { countTurns } from './turns.ts';

export const SUBMISSION = 'q3Jm0Tn1S0yJ8mX2v5bZkA';

/** The form's function over fakes. Caps are sets, as in the table. */
export function formWorld({ settings = {}, ...given }: Partial<Omit<FormDeps, 'settings'>> & { settings?: Partial<Settings> } = {}) {
  const store = new MemoryCases();
  const queued: InboundMessage[] = [];
  const reserved = new Map<string, Reservation>();
  /** Bytes of what has been uploaded, by submission and place. */
  const uploaded = new Map<string, number>();
  /** References as `send` left them, by their keys. */
  const offered = new Map<string, Reference & { usedBy?: string }>();
  const turns = countTurns();
  const clock = { now: SUNDAY_MORNING };
  const deps: FormDeps = {
    reservations: {
      find: async (key) => reserved.get(key),
      claim: async (key, reservation) => { if (!reserved.has(key)) reserved.set(key, reservation); return reserved.get(key)!; },
    },
    references: {
      use: async (key, by, now) => {
        const there = offered.get(key);
        if (!there || there.until <= now) return undefined;
        const { caseNumber, thread } = there;
        return { caseNumber, thread, first: (there.usedBy ??= by) === by, status: store.cases.get(caseNumber)?.status ?? 'open' };
      },
    },
    files: {
      ticket: async (submission, place, maximumBytes) => ({ url: 'https://bucket.example/', fields: { key: `uploads/form/${submission}/${place}`, maximum: String(maximumBytes) } }),
      keep: async (submission, place) => { const size = uploaded.get(`${submission}/${place}`); return size === undefined ? undefined : { key: `parts/form/${submission}/${place}`, size }; },
    },
    inbound: { send: async (entries) => { queued.push(...entries); } },
    settings: async () => ({ ...DEFAULT_SETTINGS, ...settings }),
    takeTurn: async (turn) => turns(turn),
    nextNumber: caseNumbers(store, KEYS.number),
    limits: FormSettings.parse({}), careAddresses: ['care@company.example', 'support@company.example'],
    style: 'body{margin:0}', script: 'void 0', filesOrigin: 'https://bucket.example', newSubmission: () => SUBMISSION,
    idKey: KEYS.id, now: () => clock.now, log: () => undefined, ...given,
  };
  const handle = create(deps);
  const call = async (method: string, path: string, fields: { body?: Buffer | string; headers?: Record<string, string>; query?: Record<string, string>; from?: string; base64?: boolean } = {}): Promise<APIGatewayProxyStructuredResultV2 & { body: string; headers: Record<string, string> }> => {
    const body = fields.body === undefined ? undefined : Buffer.from(fields.body);
    const event = {
      rawPath: path, headers: { host: 'care.company.example', ...fields.headers }, queryStringParameters: fields.query,
      requestContext: { domainName: 'care.company.example', http: { method, path, sourceIp: fields.from ?? '198.51.100.7' } },
      ...(body === undefined ? {} : { body: body.toString(fields.base64 ? 'base64' : 'utf8') }), isBase64Encoded: fields.base64 === true,
    } as unknown as APIGatewayProxyEventV2;
    return await handle(event, {} as Context) as never;
  };
  const typed = (fields: Record<string, unknown>) => ({ submission: SUBMISSION, lang: 'en', name: 'Dana', email: 'dana@customer.example', subject: 'My order', text: 'Where is my order?', website: '', ...fields });
  return {
    store, queued, reserved, offered, uploaded, clock, call,
    /** As the page's script sends it. */
    send: async (fields: Record<string, unknown> = {}, from?: string) => {
      const answer = await call('POST', '/form', { body: JSON.stringify(typed(fields)), headers: { 'content-type': 'application/json' }, ...(from ? { from } : {}) });
      return { status: answer.statusCode, headers: answer.headers, said: JSON.parse(answer.body) as { number: string; when: string; email: string | null; text: string; dueAt: number; error: { key: string; values: Record<string, string> } } };
    },
    /** As a browser sends it by itself. */
    sendPage: async (fields: Record<string, string> = {}) => call('POST', '/form', { body: String(new URLSearchParams(typed(fields))), headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  };
}
