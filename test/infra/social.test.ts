import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PLATFORMS } from '../../shared/channels/index.ts';
import { Synthesised } from './synthesised.ts';

let stack: Synthesised;
beforeAll(() => { stack = new Synthesised({ alarmEmail: 'ops@company.example' }); }, 180_000);
afterAll(() => stack.remove());

const NAMES = PLATFORMS.map(({ facts }) => facts.name);
const webhooks = NAMES.map((name) => `webhook-${name}`);
const pollers = NAMES.map((name) => `poll-${name}`);
const parametersOf = (name: string): string[] => stack.allowed(name).filter(({ action }) => action.startsWith('ssm:')).flatMap(({ resources }) => resources).map((resource) => /:parameter\/moked\/local\/([^"]+)"/.exec(resource)![1]!).sort();
const actionsOf = (name: string): string[] => stack.allowed(name).map(({ action }) => action).filter((action) => !action.startsWith('logs:')).sort();

describe('the webhooks', () => {
  it.each(NAMES)('%s has a door of its own, at its own address', (name) => {
    const { id } = stack.functions().get(`webhook-${name}`)!;
    const integrations = stack.of('AWS::ApiGatewayV2::Integration').filter(([, one]) => JSON.stringify(one.Properties['IntegrationUri']).includes(`"${id}"`)).map(([key]) => key);
    const routes = stack.of('AWS::ApiGatewayV2::Route').filter(([, one]) => integrations.some((key) => JSON.stringify(one.Properties['Target']).includes(`"${key}"`)));
    expect(routes.map(([, one]) => one.Properties['RouteKey'])).toEqual([`ANY /webhooks/${name}`]);
  });

  it.each(NAMES)('%s reads its own secret and the deployment\'s key, adds to inbound, and does nothing else', (name) => {
    expect([parametersOf(`webhook-${name}`), actionsOf(`webhook-${name}`)]).toEqual([[`channels/${name}`, 'key'], ['sqs:SendMessage', 'ssm:GetParameter']]);
  });

  it.each(webhooks)('%s is loaded in a moment: one client, nothing that calls platforms or reads mail', (name) => {
    const sources = stack.ingredients(name);
    expect(new Set(sources.flatMap((path) => /@aws-sdk\/(client-[a-z0-9]+|credential-provider-\w+|nested-clients)\//.exec(path)?.[1] ?? []))).toEqual(new Set(['client-sqs']));
    expect(sources.filter((path) => /node_modules\/(?:axios|twitter-api-v2|mailparser|nodemailer|hono)\/|\/api\.ts$/.test(path))).toEqual([]);
    expect(statSync(join(stack.directory, 'bundles', name, `${name}.mjs`)).size).toBeLessThan(420_000);
  });

  it.each(NAMES)('%s holds no other platform\'s code', (name) => {
    const channels = new Set(stack.ingredients(`webhook-${name}`).flatMap((path) => /shared\/channels\/([a-z]+)\//.exec(path)?.[1] ?? []));
    expect([...channels].filter((channel) => channel !== name && channel !== 'meta')).toEqual([]);
  });

  it('answer within the ten seconds after which platforms give up', () => {
    for (const name of webhooks) expect(stack.functions().get(name)!.resource.Properties['Timeout']).toBeLessThanOrEqual(10);
  });

  it('raise an alarm when deliveries are refused again and again, and when one is of no known shape', () => {
    const alarms = stack.of('AWS::CloudWatch::Alarm').map(([, one]) => one.Properties).filter(({ MetricName }) => ['knock.untrusted', 'delivery.unreadable'].includes(String(MetricName)));
    const filters = stack.of('AWS::Logs::MetricFilter').map(([, one]) => one.Properties['FilterPattern']);
    expect(alarms.map(({ MetricName, Threshold, Period }) => [MetricName, Threshold, Period])).toEqual([['knock.untrusted', 20, 900], ['delivery.unreadable', 1, 300]]);
    expect(filters.filter((pattern) => pattern === '{ $.event = "knock.untrusted" }').length).toBe(NAMES.length);
  });
});

describe('the pollers', () => {
  const targetsOf = (expression: string): string[] => stack.of('AWS::Events::Rule').filter(([, rule]) => rule.Properties['ScheduleExpression'] === expression)
    .flatMap(([, rule]) => (rule.Properties['Targets'] as { Arn: { 'Fn::GetAtt': [string] } }[]).map(({ Arn }) => Arn['Fn::GetAtt'][0]));

  it('run every minute, and the look at connections every hour', () => {
    const idOf = (name: string): string => stack.functions().get(name)!.id;
    expect(targetsOf('rate(1 minute)').sort()).toEqual(expect.arrayContaining(pollers.map(idOf)));
    expect(targetsOf('rate(1 hour)')).toContain(idOf('health'));
  });

  it('end before the next one begins', () => {
    for (const name of pollers) expect(stack.functions().get(name)!.resource.Properties['Timeout']).toBeLessThan(60);
  });

  it.each(NAMES)('%s reads its own secret only', (name) => {
    expect(parametersOf(`poll-${name}`)).toEqual([`channels/${name}`, 'key']);
  });

  // The api names the platforms by their facts; what their list can load lies in its bundle and is never loaded there.
  it('carry the library of X only where X is fetched or named', () => {
    expect([...stack.functions().keys()].filter((name) => stack.ingredients(name).some((path) => path.includes('node_modules/twitter-api-v2/'))).sort()).toEqual(['api', 'health', 'poll-x', 'send']);
  });
});

describe('the secrets of all platforms', () => {
  it('are read by what sends and by what looks at connections, and by nobody else', () => {
    const readers = [...stack.functions().keys()].filter((name) => NAMES.every((channel) => parametersOf(name).includes(`channels/${channel}`)));
    expect(readers.sort()).toEqual(['health', 'send']);
    expect(parametersOf('health')).toEqual(['alerts', ...NAMES.map((name) => `channels/${name}`)].sort());
  });

  it('are in no environment and nowhere in the template', () => {
    for (const { environment } of stack.functions().values()) expect(Object.keys(environment).filter((name) => /SECRET|TOKEN/.test(name))).toEqual([]);
    expect(stack.of('AWS::SSM::Parameter').map(([, one]) => one.Properties['Name'])).toEqual(['/moked/local/webhooks']);
  });

  it('in no bundle are found by searching files and other services: Lambda says who a function is', () => {
    for (const name of stack.functions().keys()) expect(stack.ingredients(name).filter((path) => /@aws-sdk\/(?:nested-clients|credential-provider-(?:ini|sso|process|node))\//.test(path))).toEqual([]);
  });

  it('the look at connections alerts one address only', () => {
    const mail = stack.allowed('health').find(({ action }) => action === 'ses:SendRawEmail')!;
    expect(mail.resources.map((resource) => /identity\/([^"]+)"/.exec(resource)?.[1])).toEqual(['company.example', 'ops@company.example']);
  });
});
