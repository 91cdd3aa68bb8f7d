import type { Api, ChannelFacts } from '../channels/channel.ts';
import type { Http, Tools } from '../channels/handing.ts';
import { alertsDue, lagOf } from '../domain/health.ts';
import type { AccountState, ConnectionCheck, Finding } from '../domain/health.ts';
import { connectionId } from '../domain/ids.ts';
import type { Log } from '../log.ts';
import type { Alerts, ChannelState, Clock, Connection } from '../ports.ts';
import type { Notices } from '../ports/notices.ts';
import { connectionAlert } from '../text/alerts.ts';

export interface CheckedPlatform { facts: ChannelFacts; api: () => Promise<Api<never>>; connection: Connection<unknown> }

export interface HealthDeps {
  platforms: CheckedPlatform[];
  state: ChannelState;
  notices: Pick<Notices, 'open' | 'settle'>;
  alerts: Alerts;
  http: Http;
  now: Clock;
  log: Log;
}

/**
 * Looks at every connected platform: does it still answer us, do its deliveries still come, how long do its tokens live.
 * What has stopped delivering to us is asked to go on; people hear of each finding once. What one platform does never
 * keeps the others from being looked at.
 */
export function health(deps: HealthDeps) {
  return async (): Promise<ConnectionCheck[]> => {
    const done = await Promise.allSettled(deps.platforms.map(async (platform) => checkOne(deps, platform)));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return done.map((one) => (one as PromiseFulfilledResult<ConnectionCheck>).value);
  };
}

async function checkOne(deps: HealthDeps, { facts, api, connection }: CheckedPlatform): Promise<ConnectionCheck> {
  const { state, now, log } = deps;
  const before = await state.check(facts.name);
  let connected = true;
  let accounts: AccountState[] = [];
  let findings: Finding[];
  let current: string | undefined;
  try {
    const settings = await connection.settings();
    connected = settings !== undefined;
    current = connectionId(settings);
    ({ accounts, findings } = settings === undefined ? { accounts, findings: [] } : await look(deps, facts, await api(), settings as never));
  } catch (error) {
    log('error', 'connection.unusable', { channel: facts.name, error });
    findings = [{ key: 'settingsWrong', values: {} }];
  }
  findings = [...findings, ...await noticed(deps, facts.name, current)];
  const { tell, told } = alertsDue(findings, before, now());
  for (const [key, finding] of tell) {
    // What could not be told is not remembered as told: the next look tries again.
    try {
      await deps.alerts.raise({ key: `${facts.name}:${key}`, channel: facts.name, values: finding.values, ...connectionAlert(finding, facts.name) });
      told[key] = now();
    } catch (error) {
      log('error', 'alert.failed', { channel: facts.name, key, error });
    }
  }
  const check = { channel: facts.name, checkedAt: now(), connected, accounts, findings, told };
  await state.putCheck(check);
  return check;
}

// What was taken from us is found until the channel is connected anew; what a person asked for, until it is done.
async function noticed({ notices, now }: HealthDeps, channel: string, current: string | undefined): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { id, connection, finding } of await notices.open(channel)) {
    if (connection !== undefined && current !== undefined && connection !== current) await notices.settle(id, now());
    else found.push(finding);
  }
  return found;
}

async function look({ state, http, now, log }: HealthDeps, facts: ChannelFacts, api: Api<never>, settings: never): Promise<Pick<ConnectionCheck, 'accounts' | 'findings'>> {
  const tools: Tools<never> = { settings, http, now };
  const accounts: AccountState[] = [];
  const findings: Finding[] = [];
  for (const { inbox } of api.accounts(settings)) {
    const cursor = api.poll ? await state.cursor(facts.name, inbox) : null;
    accounts.push({ inbox, lastEventAt: await state.lastEvent(facts.name, inbox), fetchedAt: cursor?.movedAt ?? null });
    const lag = cursor && lagOf({ inbox, ...cursor }, facts.pollMinutes ?? 1, now());
    if (lag) findings.push(lag);
    if (cursor?.cursor) findings.push(...api.standing?.(settings, cursor.cursor, now()) ?? []);
  }
  let told: Finding[];
  try {
    told = await api.health(tools);
  } catch (error) {
    log('warn', 'connection.unreachable', { channel: facts.name, error });
    told = [{ key: 'unreachable', values: {} }];
  }
  for (const finding of told) findings.push(finding.key === 'unsubscribed' ? await subscribeAgain(api, tools, finding, { log, channel: facts.name }) : finding);
  return { accounts, findings };
}

// Meta stops delivering after an hour of failures and says nothing; what was written meanwhile is fetched by polling.
async function subscribeAgain(api: Api<never>, tools: Tools<never>, finding: Finding, { log, channel }: { log: Log; channel: string }): Promise<Finding> {
  const account = finding.values['account'];
  if (!api.subscribe || account === undefined) return finding;
  try {
    await api.subscribe(tools, account);
  } catch (error) {
    log('error', 'subscription.refused', { channel, error });
    return finding;
  }
  log('warn', 'subscription.renewed', { channel });
  return { key: 'resubscribed', values: finding.values };
}
