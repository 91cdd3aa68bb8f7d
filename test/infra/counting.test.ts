import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Synthesised } from './synthesised.ts';

let stack: Synthesised;
beforeAll(() => { stack = new Synthesised({ alarmEmail: 'ops@company.example' }); }, 180_000);
afterAll(() => stack.remove());

const READERS = ['tally', 'tell'];
const mapping = (name: string) => stack.of('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties).find(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${stack.functions().get(name)!.id}"`))!;
const filters = (name: string): unknown[] => (mapping(name)['FilterCriteria'] as { Filters: { Pattern: string }[] }).Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown);
const actions = (name: string): string[] => stack.allowed(name).map(({ action }) => action);

describe('counting', () => {
  it('reads new messages of customers from the table’s stream, and nothing that it writes itself', () => {
    expect(JSON.stringify(mapping('tally')['EventSourceArn'])).toContain('StreamArn');
    expect(filters('tally')).toEqual([{ eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'M#' }] } }, NewImage: { direction: { S: ['in'] } } } }]);
  });

  it('leaves messages and cases, new or changed, to what tells consoles', () => {
    expect(JSON.stringify(mapping('tell')['EventSourceArn'])).toContain('StreamArn');
    expect(filters('tell')).toEqual([{ prefix: 'M#' }, 'C'].map((sk) => ({ eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: [sk] } } } })));
  });

  it.each(READERS)('%s halves what fails, gives up at last, and puts aside what it gave up, with an alarm', (name) => {
    expect(mapping(name)).toMatchObject({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 20, StartingPosition: 'TRIM_HORIZON' });
    const aside = (mapping(name)['DestinationConfig'] as { OnFailure: { Destination: { 'Fn::GetAtt': [string] } } }).OnFailure.Destination['Fn::GetAtt'][0];
    expect(stack.resources[aside]!.Type).toBe('AWS::SQS::Queue');
    const alarms = stack.of('AWS::CloudWatch::Alarm').filter(([, { Properties }]) => JSON.stringify(Properties['Dimensions'] ?? []).includes(`"${aside}"`));
    expect(alarms).toHaveLength(1);
  });

  it.each(READERS)('%s raises an alarm when it falls behind, before the stream forgets', (name) => {
    const late = stack.of('AWS::CloudWatch::Alarm').filter(([, { Properties }]) => Properties['MetricName'] === 'IteratorAge' && JSON.stringify(Properties['Dimensions']).includes(stack.functions().get(name)!.id));
    expect(late.map(([, { Properties }]) => Number(Properties['Threshold']))).toEqual([600_000]);
  });

  it.each(['tally', 'evaluate'])('%s reads the addresses of webhooks and no other secret, and publishes to its own topic alone', (name) => {
    const parameters = stack.allowed(name).filter(({ action }) => action.startsWith('ssm:')).flatMap(({ resources }) => resources);
    expect(parameters.map((resource) => /:parameter(\/[^"]+)"/.exec(resource)?.[1])).toEqual(['/moked/local/alerts']);
    const topics = stack.allowed(name).filter(({ action }) => action.startsWith('sns:')).flatMap(({ resources }) => resources);
    expect(topics).toHaveLength(1);
    expect(actions(name)).not.toContain('dynamodb:Scan');
  });

  it('only what reads the stream may', () => {
    expect([...stack.functions().keys()].filter((name) => actions(name).includes('dynamodb:GetRecords')).sort()).toEqual(READERS);
  });

  it('evaluate runs every minute', () => {
    const { id } = stack.functions().get('evaluate')!;
    const rules = stack.of('AWS::Events::Rule').filter(([, { Properties }]) => JSON.stringify(Properties['Targets']).includes(`"${id}"`));
    expect(rules.map(([, { Properties }]) => Properties['ScheduleExpression'])).toEqual(['rate(1 minute)']);
  });
});

describe('what was given up', () => {
  const DEAD = ['moked-local-inbound-dead', 'moked-local-mail-dead', 'moked-local-outbox-dead', 'moked-local-tally-dead', 'moked-local-tell-dead'];
  const queueNames = (resources: string[]): string[] => stack.of('AWS::SQS::Queue').filter(([id]) => resources.some((resource) => resource.includes(`"${id}"`))).map(([, { Properties }]) => String(Properties['QueueName'])).sort();
  const reaches = (name: string, action: string): string[] => queueNames(stack.allowed(name).filter((one) => one.action === action).flatMap(({ resources }) => resources));

  it('is every dead-letter queue that the deployment has, and api may look into these, take out of these, and no others', () => {
    expect(stack.of('AWS::SQS::Queue').map(([, { Properties }]) => String(Properties['QueueName'])).filter((name) => name.endsWith('-dead')).sort()).toEqual(DEAD);
    for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility']) expect([action, reaches('api', action)]).toEqual([action, DEAD]);
  });

  it('goes back to the queue of its step, and to nothing else', () => {
    expect(reaches('api', 'sqs:SendMessage')).toEqual(['moked-local-inbound', 'moked-local-mail', 'moked-local-outbox']);
  });

  it('is named to api, each by its own address', () => {
    const { environment } = stack.functions().get('api')!;
    const named = Object.fromEntries(Object.entries(environment).filter(([name]) => name.endsWith('_DEAD')).map(([name, value]) => [name, queueNames([JSON.stringify(value)])]));
    expect(named).toEqual(Object.fromEntries(['INBOUND', 'MAIL', 'OUTBOX', 'TALLY', 'TELL'].map((name) => [`MOKED_${name}_DEAD`, [`moked-local-${name.toLowerCase()}-dead`]])));
  });

  it('is looked into by nobody else', () => {
    const others = [...stack.functions().keys()].filter((name) => name !== 'api');
    expect(others.flatMap((name) => reaches(name, 'sqs:ReceiveMessage')).sort()).toEqual(['moked-local-inbound', 'moked-local-mail', 'moked-local-outbox']);
  });
});
