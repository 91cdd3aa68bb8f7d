import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { create, type StatusDoorDeps } from '../../functions/status.ts';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { FormSettings } from '../../shared/channels/form/facts.ts';
import type { Case } from '../../shared/domain/case.ts';
import { deriveKey } from '../../shared/domain/ids.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import { statusToken, type LinkRequest } from '../../shared/domain/status-link.ts';
import { merge, unmerge } from '../../shared/steps/desk-merge.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { record } from '../../shared/steps/record.ts';
import { revokeLinks } from '../../shared/steps/revoke-links.ts';
import { KEYS, SUNDAY_MORNING } from './make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';
import { MemoryIncidents } from './memory-incidents.ts';
import { countTurns } from './turns.ts';

export const STATUS_KEY = deriveKey('test-key', 'status');
const AGENT = { id: 'agent-1', name: 'נועה' };

/** The status page's function over the memory that `record` and the desk write. */
export function statusWorld({ settings = {}, ...given }: Partial<Omit<StatusDoorDeps, 'settings'>> & { settings?: Partial<Settings> } = {}) {
  const table = new MemoryCases();
  const store = new MemoryDesk(table);
  const incidents = new MemoryIncidents();
  const queued: InboundMessage[] = [];
  const asked: LinkRequest[] = [];
  const uploaded = new Map<string, number>();
  const turns = countTurns();
  const clock = { now: SUNDAY_MORNING };
  let writes = 0;
  const company = async (): Promise<Settings> => ({ ...DEFAULT_SETTINGS, ...settings });
  const deskDeps: DeskDeps = { store, outbox: { send: async () => undefined }, settings: company, keys: KEYS, nextNumber: caseNumbers(table, KEYS.number), now: () => clock.now };
  const step = record({ ...deskDeps, store: table, keys: KEYS, log: () => undefined });
  const handle = create({
    store: Object.assign(Object.create(store) as MemoryDesk, { act: async (act: Parameters<MemoryDesk['act']>[0]) => { writes++; await store.act(act); } }),
    incidents, inbound: { send: async (entries) => { queued.push(...entries); } }, outbox: { send: async (entries) => { asked.push(...entries); } },
    files: {
      ticket: async (submission, place, maximumBytes) => ({ url: 'https://bucket.example/', fields: { key: `uploads/form/${submission}/${place}`, maximum: String(maximumBytes) } }),
      keep: async (submission, place) => { const size = uploaded.get(`${submission}/${place}`); return size === undefined ? undefined : { key: `parts/form/${submission}/${place}`, size }; },
    },
    download: async (key, name) => `https://bucket.example/${key}?name=${encodeURIComponent(name)}`, settings: company,
    takeTurn: async (turn) => {
      writes++;
      return turns(turn);
    },
    limits: FormSettings.parse({}), careAddresses: ['care@company.example'], keys: { id: KEYS.id, status: STATUS_KEY }, whom: 'trial', style: 'body{margin:0}', script: 'void 0', filesOrigin: 'https://bucket.example',
    newSubmission: () => 'q3Jm0Tn1S0yJ8mX2v5bZkA', now: () => clock.now, log: () => undefined, ...given,
  });
  const call = async (method: string, path: string, fields: { body?: string; headers?: Record<string, string>; query?: Record<string, string>; from?: string } = {}): Promise<APIGatewayProxyStructuredResultV2 & { body: string; headers: Record<string, string> }> => await handle({
    rawPath: path, headers: { host: 'care.company.example', ...fields.headers }, queryStringParameters: fields.query,
    requestContext: { domainName: 'care.company.example', http: { method, path, sourceIp: fields.from ?? '198.51.100.7' } }, ...(fields.body === undefined ? {} : { body: fields.body }), isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2, {} as Context) as never;
  const receive = async (message: InboundMessage): Promise<string> => {
    await step([JSON.stringify(message)]);
    return [...table.messages.values()].find(({ id }) => id === message.id)?.case ?? '';
  };
  return {
    table, store, incidents, desk: deskDeps, queued, asked, uploaded, clock, call, receive, writes: () => writes,
    caseOf: (number: string): Case => table.cases.get(number)!,
    tokenOf: (caseNumber: string, generation = 0): string => statusToken(STATUS_KEY, { caseNumber, generation, issuedAt: clock.now }),
    answer: async (caseNumber: string, text: string, after?: 'resolve' | 'stay', answers?: string) => reply(deskDeps, { caseNumber, text, agent: AGENT, key: `key-${text}`, ...(after ? { after } : {}), ...(answers ? { answers } : {}) }),
    mergeCases: async (from: string, into: string) => merge(deskDeps, { from, into, agent: AGENT, confirmed: true }),
    unmerge: async (number: string) => unmerge(deskDeps, { number, id: store.acts.find(({ what, caseNumber }) => what === 'merged' && caseNumber === number)!.id, agent: AGENT }),
    revoke: async (number: string, version?: string) => revokeLinks(deskDeps, { number, agent: AGENT, ...(version === undefined ? {} : { version }) }),
    /** What lies on the queue is recorded. */
    settle: async () => { for (const message of queued.splice(0)) await receive(message); },
    /** As a browser sends it by itself. */
    press: async (path: string, fields: Record<string, string> = {}, more: { headers?: Record<string, string>; query?: Record<string, string>; from?: string } = {}) => call('POST', path, { ...more, body: String(new URLSearchParams({ submission: 'q3Jm0Tn1S0yJ8mX2v5bZkA', ...fields })), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://care.company.example', ...more.headers } }),
  };
}
