// What `npm run -s doctor` looks at, on AWS and on a laptop. It reads, and changes nothing.
import { SESClient } from '@aws-sdk/client-ses';
import { parameterPrefix } from '../../infra/deployment.ts';
import { isSandboxed } from '../../infra/preflight.ts';
import { quotaOf, verificationOf } from '../../infra/preflight-aws.ts';
import { channelState } from '../../shared/aws/channel-state.ts';
import { connectionName } from '../../shared/aws/connections.ts';
import { storedParameter } from '../../shared/aws/store-connection.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';
import type { ConnectionCheck } from '../../shared/domain/health.ts';
import { problemsIn, type Values } from '../connect-settings.ts';
import { domainSeen, type Names } from '../doctor/dns.ts';
import { alarmsSeen, apiSeen, identitySeen, isPaused, logsSeen, looked, mappingsSeen, queuesSeen, ruleSeen, schedulesSeen, tableSeen, wantedRule, waysInSeen } from '../doctor/look.ts';
import type { LaptopSeen } from '../doctor/laptop-checks.ts';
import type { SecretSeen, StageSeen } from '../doctor/seen.ts';
import type { Services } from '../doctor/services.ts';
import { ofType, stackNamed } from '../doctor/stack.ts';
import type { EngineCard } from '../data-directory.ts';

/** Whether each channel's settings are there and fit: the names of fields that do not, never a value. */
export async function secretsSeen(prefix: string, read: (name: string) => Promise<string | undefined> = async (name) => storedParameter(name).read()): Promise<SecretSeen[]> {
  return Promise.all(PLATFORMS.map(async ({ facts: { name: channel, settings } }): Promise<SecretSeen> => {
    const text = await read(connectionName(prefix, channel));
    if (text === undefined) return { channel, is: 'absent', problems: [] };
    const problems = problemsOf(text, settings);
    return { channel, is: problems.length === 0 ? 'fits' : 'wrong', problems };
  }));
}

function problemsOf(text: string, settings: Parameters<typeof problemsIn>[0]): string[] {
  try {
    return problemsIn(settings, JSON.parse(text) as Values);
  } catch (error) {
    // The failure's own message would quote the secret.
    if (error instanceof SyntaxError) return ['it is not JSON'];
    throw error;
  }
}

async function checksIn(table: string): Promise<ConnectionCheck[]> {
  const state = channelState(table);
  return (await Promise.all(PLATFORMS.map(async ({ facts }) => state.check(facts.name)))).filter((check) => check !== undefined);
}

/** Looks at a stage on AWS; undefined when there is none of that name. */
export async function lookAtStage(stage: string, { region, now, services, names }: { region: string; now: number; services: Services; names?: Names }): Promise<StageSeen | undefined> {
  const stack = await stackNamed(`moked-${stage}`, services);
  if (!stack) return undefined;
  const ses = new SESClient({ region });
  const prefix = parameterPrefix(stage);
  const table = stack.outputs['TableName'] ?? stack.name;
  const rule = wantedRule(stack);
  const domain = rule.recipients[0]?.split('@')[1] ?? '';
  const [identity, quota, ruleThere, dns, waysIn, queues, mappings, schedules, key, secrets, health, alarms, tableThere, logs, api] = await Promise.all([
    looked(verificationOf(ses, domain).then(async (verification) => identitySeen(ses, domain, verification))),
    looked(Promise.all([quotaOf(ses), isPaused(ses)]).then(([given, paused]) => ({ ...given, isSandboxed: isSandboxed(given.mailsPerDay), isPaused: paused }))),
    looked(ruleSeen(ses, rule.name)),
    looked(domainSeen(domain, names)),
    looked(waysInSeen(stack, region, services)),
    looked(queuesSeen(stack, region, now, services)),
    looked(mappingsSeen(stack, services)),
    looked(schedulesSeen(stack, services)),
    looked(storedParameter(`${prefix}/key`).read().then((value) => value !== undefined)),
    looked(secretsSeen(prefix)),
    looked(checksIn(table)),
    looked(alarmsSeen(stack, services)),
    looked(tableSeen(table, region)),
    looked(logsSeen(stack, services)),
    looked(apiSeen(stack.outputs['ConsoleUrl'] ?? '')),
  ]);
  return {
    stage, region, now, stack: { status: stack.status, changedAt: stack.changedAt, resources: stack.resources.length }, careAddresses: rule.recipients, wantedRule: rule, alarmsExpected: ofType(stack, 'AWS::CloudWatch::Alarm').length,
    identity, quota, rule: ruleThere, dns, waysIn, queues, mappings, schedules, key, secrets, health, alarms, table: tableThere, logs, api,
  };
}

interface State { queues: Record<string, { visible: number; inFlight: number; deadLetters: boolean }>; functions: Record<string, { invocations: number; errors: number; timeouts: number }> }

/** Looks at the engine that runs here: what has a meaning on a laptop. */
export async function lookAtLaptop(card: EngineCard, now: number): Promise<LaptopSeen> {
  const prefix = parameterPrefix('local');
  const [state, key, secrets, health, api] = await Promise.all([
    looked(fetch(new URL('/engine/state', card.api), { headers: { authorization: `Bearer ${card.token}` } }).then(async (answer) => (await answer.json()) as State)),
    looked(storedParameter(`${prefix}/key`).read().then((value) => value !== undefined)),
    looked(secretsSeen(prefix)),
    looked(checksIn('moked-local')),
    looked(apiSeen(`${card.api}/`)),
  ]);
  const queues = 'seen' in state ? { seen: Object.entries(state.seen.queues).map(([name, { visible, deadLetters }]) => ({ name, waiting: visible, oldestSeconds: null, isDeadLetters: deadLetters })) } : state;
  const functions = 'seen' in state ? { seen: Object.entries(state.seen.functions).map(([name, counts]) => ({ name, ...counts })) } : state;
  return { stage: 'local', now, pid: card.pid, smtp: card.smtp, queues, functions, key, secrets, health, api };
}
