import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Synthesised } from './synthesised.ts';

let stack: Synthesised;
beforeAll(() => { stack = new Synthesised(); }, 180_000);
afterAll(() => stack.remove());

const holds = (name: string, part: string): boolean => stack.ingredients(name).some((path) => path.includes(`node_modules/${part}/`));

// The SDK's commands and the permissions they ask for, where the names differ.
const ACTIONS: Record<string, string[]> = {
  SendMessageBatch: ['sqs:SendMessage'],
  ChangeMessageVisibilityBatch: ['sqs:ChangeMessageVisibility'],
  TransactWriteItems: ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  GetObject: ['s3:GetObject', 's3:ListBucket'],
  HeadObject: ['s3:GetObject', 's3:ListBucket'],
  CopyObject: ['s3:GetObject', 's3:PutObject'],
  ListObjectsV2: ['s3:ListBucket'],
};
const SERVICES: Record<string, string> = { dynamodb: 'dynamodb', s3: 's3', ses: 'ses', sqs: 'sqs', ssm: 'ssm' };

const CONSUMING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility', 'logs:CreateLogStream', 'logs:PutLogEvents'];
// What the clients bring along uncalled: their endpoint discovery, sessions and paginators.
const IN_EVERY_BUNDLE = ['dynamodb:DescribeEndpoints', 'dynamodb:Query', 'dynamodb:Scan', 's3:CreateSession'];

const allowed = (name: string): string[] => stack.allowed(name).map(({ action }) => action);

function usable(name: string): Set<string> {
  const commands = stack.ingredients(name).map((path) => /@aws-sdk\/client-([a-z0-9]+)\/.*\/commands\/(\w+)Command\.js$/.exec(path)).filter((found) => found !== null);
  // Parameters are read, and topics written to, without the SDK's client.
  const own = [['shared/aws/read-parameter.ts', 'ssm:GetParameter'], ['shared/aws/topic.ts', 'sns:Publish']].flatMap(([file, action]) => (stack.ingredients(name).some((path) => path.endsWith(file!)) ? [action!] : []));
  return new Set([...own, ...commands.flatMap(([, service, command]) => ACTIONS[command!] ?? [`${SERVICES[service!]}:${command}`])]);
}

describe('the bundles', () => {
  it('mail brings the worker that parses beside its handler', () => {
    expect(stack.deployed('mail')).toEqual(expect.arrayContaining(['mail.mjs', 'parse-worker.mjs']));
  });

  it('what reads the HTML of mails is loaded in the worker alone, and in no function', () => {
    for (const reader of ['htmlparser2', 'mailparser']) expect(stack.ingredients('mail', 'parse-worker').some((path) => path.includes(`node_modules/${reader}/`))).toBe(true);
    expect([...stack.functions().keys()].filter((name) => holds(name, 'htmlparser2'))).toEqual([]);
  });

  it('only what answers customers, and what alerts the team, carries a client that can send mail', () => {
    expect([...stack.functions().keys()].filter((name) => holds(name, '@aws-sdk/client-ses')).sort()).toEqual(['evaluate', 'health', 'send', 'tally']);
  });

  it('api hands out the console that lies beside it', () => {
    const assets = (kind: string): unknown => expect.stringMatching(new RegExp(`^console/assets/index-[\\w-]+\\.${kind}$`));
    expect(stack.deployed('api')).toEqual(expect.arrayContaining(['console/index.html', 'console/frame.html', assets('css'), assets('js'), expect.stringMatching(/hebrew-400.*\.woff2$/)]));
  });

  it('form hands out its style, and one script of ten kilobytes at most that any page can load', () => {
    expect(stack.deployed('form')).toEqual(expect.arrayContaining(['form/embed.js', 'form/form.css']));
    const script = readFileSync(`${stack.directory}/bundles/form/form/embed.js`, 'utf8');
    expect([script.length < 10_240, script]).toEqual([true, expect.stringMatching(/^"use strict";\(\(\)=>|^\(\(\)=>/)]);
  });

  it('status hands out its style with the form’s, and a script as small', () => {
    expect(stack.deployed('status')).toEqual(expect.arrayContaining(['status/form.css', 'status/page.js', 'status/status.css']));
    expect(readFileSync(`${stack.directory}/bundles/status/status/page.js`, 'utf8').length).toBeLessThan(10_240);
  });

  it('what is deployed holds no list of its ingredients', () => {
    for (const name of stack.functions().keys()) expect(stack.deployed(name).filter((file) => file.endsWith('meta.json'))).toEqual([]);
  });

  it('each is the asset that its function runs', () => {
    for (const [name, { resource }] of stack.functions()) {
      const asset = (resource.Properties['Code'] as { S3Key: string }).S3Key.replace('.zip', '');
      // Megabytes: jest would compare them byte by byte, for a minute.
      expect([name, readFileSync(`${stack.directory}/asset.${asset}/${name}.mjs`).equals(readFileSync(`${stack.directory}/bundles/${name}/${name}.mjs`))]).toEqual([name, true]);
    }
  });

  it.each(['mail', 'record', 'send', 'api', 'form', 'status', 'evaluate', 'health', 'remind'])('%s is allowed nothing that its code has no call for', (name) => {
    const able = usable(name);
    expect(allowed(name).filter((action) => !CONSUMING.includes(action) && !able.has(action))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['mail', []],
    // Where a thread leaves its case, its transaction only puts.
    ['record', ['dynamodb:ConditionCheckItem']],
    // It reads answers' files; what else the bucket's adapter can do is for others.
    ['send', ['s3:PutObject']],
    // The store of cases, of which it only takes numbers; a transaction of its own never deletes or only checks.
    // Of the same store it only takes numbers.
    ['form', ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem']],
    // What it changes of a case goes in a transaction that puts and updates.
    ['status', ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem']],
    ['api', ['dynamodb:BatchWriteItem', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem']],
    // Merging customers is for people.
    ['tell', ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem']],
    ['remind', ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem']],
  ])('%s is allowed every call in its code, but for %j', (name, without) => {
    const able = allowed(name);
    expect([...usable(name)].filter((action) => !able.includes(action) && !IN_EVERY_BUNDLE.includes(action)).sort((a, b) => a.localeCompare(b))).toEqual(without);
  });
});
