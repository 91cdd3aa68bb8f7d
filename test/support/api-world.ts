import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { create } from '../../functions/api.ts';
import type { ApiDeps } from '../../functions/api-routes.ts';
import { consoleFiles } from '../../functions/console-files.ts';
import { signIn, signInDoor } from '../../functions/sign-in.ts';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { showCaseNumber } from '../../shared/domain/case-number.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { Settings } from '../../shared/domain/settings.ts';
import { names, waitsForApproval } from '../../shared/steps/people.ts';
import { record } from '../../shared/steps/record.ts';
import { tell } from '../../shared/steps/tell.ts';
import type { Told } from '../../shared/steps/tell.ts';
import { KEYS, SUNDAY_MORNING } from './make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryChannelState } from '../../local/faults/memory-channel-state.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';
import { linkingByWords } from '../../shared/steps/incident-links.ts';
import { MemoryIncidents } from './memory-incidents.ts';
import { MemoryPosts } from './memory-posts.ts';
import { MemoryDocuments, MemoryPresence } from './memory-office.ts';
import { MemoryFacts } from './memory-facts.ts';
import { MemoryContacts, MemoryTelling } from './memory-telling.ts';
import type { Issuer } from './oidc.ts';

export interface Answer<T = unknown> { status: number; body: T; headers: Record<string, unknown> }
export interface Call { token?: string | undefined; body?: unknown; raw?: string; base64?: boolean }

/** The API over the memory of the tests, called as the gateway calls it. */
export function apiWorld(issuer: Issuer, more: Partial<ApiDeps> = {}) {
  const table = new MemoryCases();
  const outbox: Outgoing[] = [];
  const clock = { now: SUNDAY_MORNING };
  const settings: Settings = structuredClone(DEFAULT_SETTINGS);
  const objects = new Map<string, string>();
  const office = { documents: new MemoryDocuments(), presence: new MemoryPresence() };
  const shared = { settings: async () => settings, keys: KEYS, now: () => clock.now, nextNumber: caseNumbers(table, KEYS.number), outbox: { send: async (entries: Outgoing[]) => { outbox.push(...entries); } }, log: () => undefined };
  const oidc = { issuer: issuer.issuer, audience: 'moked-console', rolesClaim: 'roles', scope: 'openid profile', clientId: 'console' };
  const telling = new MemoryTelling(() => clock.now);
  const people = new MemoryContacts(table);
  const facts = new MemoryFacts(telling);
  const store = new MemoryDesk(table);
  const incidents = new MemoryIncidents();
  const channels = new MemoryChannelState(table.lastEvents);
  const deps: ApiDeps = {
    ...shared, ...office, store, channels, careAddresses: ['care@company.example'], contacts: people, incidents, telling, search: telling, facts, newKey: () => 'a-key-of-the-test', console: consoleFiles('web'),
    files: { html: async (key) => objects.get(key) ?? '', download: async (key, name) => `https://bucket.example/${key}?name=${name}` },
    nameOf: async () => names(office), waits: async (agent) => waitsForApproval(office, agent), posts: new MemoryPosts(), signIn: signIn(oidc), door: signInDoor(oidc), ...more,
  };
  const api = create(deps);
  const known = new Set<string>();
  // What the table's stream brings `tell`: everything that is there, new where it was not before.
  const tellAll = async (): Promise<void> => {
    const told: Told[] = [
      ...[...table.messages.values()].map((message) => ({ kind: 'message' as const, message: structuredClone(message), isNew: !known.has(message.id) })),
      ...[...table.cases.values()].map((item) => ({ kind: 'case' as const, item: structuredClone(item), isNew: !known.has(item.number) })),
    ];
    for (const one of told) known.add(one.kind === 'case' ? one.item.number : one.message.id);
    await tell({ telling, search: telling, contacts: people, link: linkingByWords({ ...deps, incidents }), keys: KEYS, now: shared.now, log: shared.log })(told.filter(({ isNew, kind }) => isNew || kind === 'case'), `batch-${known.size}-${clock.now}`);
  };

  async function call<T = unknown>(method: string, path: string, { token, body, raw, base64 = false }: Call = {}): Promise<Answer<T>> {
    const [rawPath = '/', rawQueryString = ''] = path.split('?');
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const event = {
      version: '2.0', routeKey: '$default', rawPath, rawQueryString, headers: { host: '127.0.0.1', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      requestContext: { http: { method, path: rawPath, sourceIp: '127.0.0.1', protocol: 'HTTP/1.1', userAgent: 'test' }, domainName: '127.0.0.1', stage: '$default' },
      isBase64Encoded: base64, ...(text === undefined ? {} : { body: text }),
    } as unknown as APIGatewayProxyEventV2;
    const answer = await api(event, {} as Context) as APIGatewayProxyStructuredResultV2;
    const given = answer.isBase64Encoded ? Buffer.from(answer.body ?? '', 'base64').toString('utf8') : (answer.body ?? '');
    const headers = answer.headers ?? {};
    return { status: answer.statusCode ?? 0, headers, body: (String(headers['content-type'] ?? '').includes('json') ? JSON.parse(given) : given) as T };
  }

  return {
    table, store, outbox, clock, settings, objects, office, channels, incidents, telling, facts, people, tellAll, call,
    /** Records a customer's message; answers with its case number as people read it. */
    async receive(message: InboundMessage): Promise<string> {
      await record({ ...shared, store: table })([JSON.stringify(message)]);
      const number = [...table.messages.values()].find(({ id }) => id === message.id)?.case;
      return number ? showCaseNumber(number) : '';
    },
  };
}
