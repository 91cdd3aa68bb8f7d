import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { itemBytes, waitedMs, type Call } from '../../local/cost/calls.ts';
import { figuresOf } from '../../local/cost/figures.ts';
import { idleOf, monthOf } from '../../local/cost/idle.ts';
import type { Measurements, PerMessage, TimerRun } from '../../local/cost/measure.ts';
import { usageOf, type Conditions } from '../../local/cost/recorded-usage.ts';
import { Recorder } from '../../local/cost/recorder.ts';
import { report } from '../../local/cost/report.ts';
import { dollars, PRICES, Usage, type PriceName } from '../../local/cost/usage.ts';
import type { Invocation } from '../../local/invoker.ts';

const call = (service: string, action: string, request: unknown, answer: unknown = {}, more: Partial<Call> = {}): Call => ({
  caller: 'LOCALmokedlocalrecordW1', service, action, begunAt: 0, endedAt: 1, request: Buffer.from(JSON.stringify(request)), status: 200, answer: Buffer.from(JSON.stringify(answer)), ...more,
});
const put = (units: number): Call => call('dynamodb', 'PutItem', {}, { ConsumedCapacity: { CapacityUnits: units } });
const invoked = (event: unknown, more: Partial<Invocation> = {}): Invocation => ({ name: 'moked-local-record', memoryMb: 512, event: JSON.stringify(event), cpuMs: 10, ...more });
const CONDITIONS: Conditions = { cpuFactor: 1, speaksToPlatforms: 'send', logBytes: new Map() };
const used = (calls: Call[], invocations: Invocation[] = [], conditions = CONDITIONS): Usage => usageOf({ calls, invocations }, conditions).usage;
const fromQueue = (...bodies: string[]) => ({ Records: bodies.map((body) => ({ body, eventSource: 'aws:sqs' })) });

describe('what recorded calls cost', () => {
  it('follows what is written: one unit more for a message is its price more for a million', () => {
    const usd = (...units: number[]): number => used(units.map(put)).all().reduce((sum, one) => sum + dollars(one) * 1_000_000, 0);
    expect(usd(1, 1, 1) - usd(1, 1)).toBeCloseTo(PRICES['dynamodb.write'].usd, 6);
  });

  it('counts a write that was refused by the size of what is there, and of a new item by its own', () => {
    const refused = (item: unknown, there?: unknown): Call => call('dynamodb', 'PutItem', { Item: item }, { __type: 'x#ConditionalCheckFailedException', ...(there ? { Item: there } : {}) }, { status: 400 });
    expect(used([refused({ pk: { S: 'a' } }, { pk: { S: 'ש'.repeat(1_024) } })]).of('dynamodb.write')).toBe(3);
    expect(used([refused({ pk: { S: 'a' } })]).of('dynamodb.write')).toBe(1);
  });

  it('counts an item in UTF-8, names and all', () => {
    expect(itemBytes({ שם: { S: 'דנה' }, n: { N: '1234' }, list: { L: [{ S: 'ab' }] }, map: { M: { a: { BOOL: true } } } })).toBe(4 + 6 + 1 + 3 + 4 + 3 + 1 + 2 + 3 + 3 + 1 + 1 + 1);
  });

  it('counts a request to a queue for every started 64 KB', () => {
    const batch = (...sizes: number[]): Call => call('sqs', 'SendMessageBatch', { Entries: sizes.map((size) => ({ MessageBody: 'x'.repeat(size) })) });
    expect([used([batch(100, 100)]), used([batch(60_000, 60_000)])].map((usage) => usage.of('sqs.request'))).toEqual([1, 2]);
  });

  it('counts the decryption of a secret, and none for a plain parameter', () => {
    const read = (Type: string): Call => call('ssm', 'GetParameter', { Name: '/moked/local/key' }, { Parameter: { Type } });
    expect([used([read('SecureString')]).of('kms.request'), used([read('String')]).of('kms.request')]).toEqual([1, 0]);
  });

  it('counts what brought an invocation about: the queue\'s own calls, what SES and SNS did before, the gateway', () => {
    const usage = used([], [invoked(fromQueue('{"notificationType":"Received"}', '{"eventType":"Delivery"}', '{"id":1}')), invoked({ requestContext: { http: {} }, body: 'x' })]);
    const count = (...names: PriceName[]): number[] => names.map((name) => usage.of(name));
    expect(count('sqs.request', 'sns.publish', 'ses.receive', 's3.put', 'apiGateway.request', 'lambda.request')).toEqual([1 + 1 + 2, 2, 1, 1, 1, 2]);
  });

  it('bills processor time by the share of a processor that the memory gives, and the waiting as it is', () => {
    const calls = [call('dynamodb', 'GetItem', {}, {}, { begunAt: 0, endedAt: 5 }), call('dynamodb', 'GetItem', {}, {}, { begunAt: 1, endedAt: 6 }), call('dynamodb', 'GetItem', {}, {}, { begunAt: 7, endedAt: 8 })];
    expect(waitedMs(calls)).toBe(10);
    const { functions, usage } = usageOf({ calls, invocations: [invoked({})] }, CONDITIONS);
    expect(functions.get('record')!.billedMs).toBeCloseTo(10 * 1_769 / 512 + 10 + 0.5, 6);
    expect(usage.of('lambda.gbSecond')).toBeCloseTo(functions.get('record')!.billedMs / 2_000, 9);
  });

  it('counts the log, with the lines that Lambda writes itself', () => {
    const [silent, talking] = [new Map<string, number>(), new Map([['record', 1_000_000]])].map((logBytes) => used([], [invoked({})], { ...CONDITIONS, logBytes }).of('logs.gb'));
    expect([silent! > 0, (talking! - silent!) * 1024 ** 3]).toEqual([true, expect.closeTo(1_000_000, 0)]);
  });

  it('does not pass over a service or an action whose price nobody has named', () => {
    expect(() => used([call('kinesis', 'PutRecord', {})])).toThrow('The price of kinesis is not known');
    expect(() => used([call('dynamodb', 'ExecuteStatement', {})])).toThrow('The price of ExecuteStatement on the table is not known');
  });
});

const timer = (name: string): TimerRun => ({ name, fresh: new Usage().add('lambda.request', 1, name).add('kms.request', 2, `${name} GetParameter channels/x`).add('kms.request', 1, `${name} GetParameter key`), warm: new Usage().add('lambda.request', 1, name), loading: new Usage().add('lambda.gbSecond', 1, name) });
const resource = (Type: string, Properties: Record<string, unknown> = {}) => ({ Type, Properties });
const queueWith = (mapping: object) => ({ Q: resource('AWS::SQS::Queue', { QueueName: 'moked-prod-mail' }), M: resource('AWS::Lambda::EventSourceMapping', { EventSourceArn: { 'Fn::GetAtt': ['Q', 'Arn'] }, ...mapping }) });
const MONTH_OF_ONE_POLLER = 730 * 3_600 / 20;

describe('what an idle deployment costs', () => {
  it('is mostly waiting at queues: two requests at a time, five where a maximum keeps Lambda from fewer, none at a stream', () => {
    const requests = (mapping: object): number => idleOf(queueWith(mapping), []).core.of('sqs.request') / MONTH_OF_ONE_POLLER;
    expect([requests({}), requests({ ScalingConfig: { MaximumConcurrency: 2 } }), requests({ StartingPosition: 'TRIM_HORIZON' })]).toEqual([2, 5, 0]);
  });

  it('is a timer\'s runs, a channel\'s secret read every five minutes and the key once; every hour it is loaded anew', () => {
    const [often, rarely] = [monthOf(timer('x'), 1), monthOf(timer('x'), 60)];
    const counts = (usage: Usage): number[] => [usage.of('lambda.request'), usage.of('kms.request'), usage.of('lambda.gbSecond')];
    expect([counts(often), counts(rarely)]).toEqual([[43_800, 2 * 8_760, 0], [730, 3 * 730, 730]]);
  });

  it('counts alarms apart, since only lasting stages have them', () => {
    const { core, watching } = idleOf({ A: resource('AWS::CloudWatch::Alarm'), B: resource('AWS::CloudWatch::Alarm', { Metrics: [{}, {}] }), K: resource('AWS::KMS::Key') }, []);
    expect([watching.of('cloudwatch.alarm'), core.of('kms.key')]).toEqual([3, 1]);
  });

  it('is unknown, and said to be so, with a resource that nobody has priced or a timer that nobody has measured', () => {
    expect(() => idleOf({ V: resource('AWS::EC2::NatGateway') }, [])).toThrow('AWS::EC2::NatGateway (V), whose price is not known');
    expect(() => idleOf({ F: resource('AWS::Lambda::Function', { FunctionName: 'moked-prod-sweep' }), R: resource('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: { 'Fn::GetAtt': ['F', 'Arn'] } }] }) }, [])).toThrow('R runs sweep by the clock, and what that costs was not measured');
  });
});

describe('the figures', () => {
  const of = (way: PerMessage['way'], kind: PerMessage['kind'], units: number): PerMessage => ({ way, kind, messages: 1, usage: new Usage().add('dynamodb.write', units, 'record PutItem').add('ses.receive', way === 'mail' ? 1 : 0, 'mail'), fill: 1, functions: new Map() });
  const kinds = [of('mail', 'new', 8), of('mail', 'further', 4), of('message', 'new', 4), of('message', 'further', 2)];
  const MEASURED: Measurements = { together: kinds, alone: kinds, idle: [], connected: [], busy: [] };
  const figures = figuresOf(MEASURED, queueWith({}), { mailShare: 0.5, cpuFactor: 1, together: 1, alone: 1 });

  it('mix a quarter of new cases into a million messages, and leave SES and S3 apart', () => {
    expect(figures.messages.together!.lines.find(({ price }) => price === 'dynamodb.write')!.quantity).toBeCloseTo(1e6 * (0.25 * 6 + 0.75 * 3), 3);
    expect(figures.messages.together!.usd - figures.messages.together!.counted).toBeCloseTo(50, 6);
    expect(figures.cases.together!.counted).toBeCloseTo(6 * 0.70675, 6);
  });

  it('are printed on a screen, with each target met or missed, and all that was assumed', () => {
    const printed = report(figures);
    expect(printed).toMatch(/A million messages[^]*target 4\.00\)\s+2\.65\s+2\.65\s+met, met[^]*target 8\.00\)\s+4\.24\s+4\.24\s+met, met[^]*Assumed\n/);
    expect(report(figuresOf({ ...MEASURED, alone: kinds.map((one) => ({ ...one, usage: new Usage().addAll(one.usage, 9) })) }, queueWith({}), { mailShare: 0.5, cpuFactor: 1, together: 1, alone: 1 }))).toContain('met, missed');
  });

  it('rest on prices that each say where they are from', () => {
    for (const [name, price] of Object.entries(PRICES)) expect([name, price.usd >= 0, price.per > 0, URL.canParse(price.source), /^\d{4}-\d\d-\d\d$/.test(price.published)]).toEqual([name, true, true, true, true]);
  });
});

describe('the recorder', () => {
  let server: Server;
  let recorder: Recorder;
  let seen: { body: string; host: string | undefined }[] = [];
  beforeEach(async () => {
    [seen, recorder] = [[], new Recorder()];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => { body += chunk.toString(); }).on('end', () => {
        seen.push({ body, host: request.headers.host });
        response.end(JSON.stringify({ ConsumedCapacity: { CapacityUnits: 2 } }));
      });
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  });
  afterEach(() => {
    recorder.close();
    server.closeAllConnections();
    server.close();
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('hands a call on and asks the table what it took', async () => {
    const { dynamodb } = await recorder.between({ dynamodb: url() });
    const answer = await fetch(dynamodb!, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem', authorization: 'AWS4-HMAC-SHA256 Credential=LOCALmokedlocalrecordW1/x' }, body: '{"TableName":"t"}' });
    expect(await answer.json()).toEqual({ ConsumedCapacity: { CapacityUnits: 2 } });
    expect(seen).toEqual([{ body: '{"TableName":"t","ReturnConsumedCapacity":"TOTAL"}', host: url().slice(7) }]);
    const recorded = recorder.take();
    expect([usageOf(recorded, CONDITIONS).usage.of('dynamodb.write'), recorder.activity().calls]).toEqual([2, 0]);
  });

  it('leads queues past itself, which functions know by their own address', async () => {
    const { sqs } = await recorder.between({ sqs: url() });
    expect([recorder.past(`${url()}/000000000000/mail`), recorder.past('https://elsewhere.example/q')]).toEqual([`${sqs}/000000000000/mail`, 'https://elsewhere.example/q']);
  });
});
