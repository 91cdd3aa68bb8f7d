import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { currentAssembly } from '../../local/assembly.ts';
import { lambda, makeAssembly, pipeTo } from '../support/assembly.ts';
import { runStart, startEngine, until } from '../support/engine.ts';
import { runningEngine } from '../../local/data-directory.ts';
import { SIGNED } from './signed.ts';

const room = mkdtempSync(join(tmpdir(), 'moked-start-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

describe('the synthesised app', () => {
  // Stands for the project: an app that counts how often it was synthesised, and for which stage.
  const root = join(room, 'project');
  const APP = `
    import { appendFileSync, writeFileSync } from 'node:fs';
    const out = process.env.CDK_OUTDIR;
    appendFileSync(new URL('../runs', import.meta.url), JSON.parse(process.env.CDK_CONTEXT_JSON).stage + '\\n');
    writeFileSync(out + '/manifest.json', JSON.stringify({ artifacts: { One: { type: 'aws:cloudformation:stack', properties: { templateFile: 'one.template.json' } } } }));
    writeFileSync(out + '/one.template.json', '{"Resources":{}}');`;
  const runs = (): string => readFileSync(join(root, 'runs'), 'utf8');

  it('is made for the stage local when it is missing, and again only when a source or the result has changed', () => {
    mkdirSync(join(root, 'infra'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    writeFileSync(join(root, 'infra/app.ts'), APP);
    const counts = [];
    currentAssembly(root);
    currentAssembly(root);
    counts.push(runs());
    utimesSync(join(root, 'infra/app.ts'), 1, 1);
    currentAssembly(root);
    counts.push(runs());
    writeFileSync(join(root, 'cdk.out/one.template.json'), '{"Resources":{},"Description":"another stage"}');
    currentAssembly(root);
    counts.push(runs());
    expect(counts).toEqual(['local\n', 'local\nlocal\n', 'local\nlocal\nlocal\n']);
  });

  it('is made without what a killed run has copied by half; what a whole run copied stays, for engines that run from it', () => {
    const asset = join(root, 'cdk.out/asset.half');
    const there: boolean[] = [];
    for (const killed of [false, true]) {
      mkdirSync(asset, { recursive: true });
      if (killed) rmSync(join(root, 'cdk.out/.synthesised-from'));
      utimesSync(join(root, 'infra/app.ts'), 2, killed ? 2 : 3);
      currentAssembly(root);
      there.push(existsSync(asset));
    }
    expect(there).toEqual([true, false]);
  });

  it('is reported with its own words when it cannot be made', () => {
    writeFileSync(join(root, 'infra/app.ts'), "throw new Error('no such region');");
    expect(() => currentAssembly(root)).toThrow(/does not synthesise:[^]*no such region/);
  });
});

describe('a start that cannot succeed', () => {
  it.each([
    [['--port', 'many'], '--port wants a port between 0 and 65535, not many.'],
    [['--port', '70000'], '--port wants a port between 0 and 65535, not 70000.'],
    [['--colour', 'red'], "Unknown option '--colour'"],
    [['--port', '0', '--smtp-port', '0', '--data', join(room, 'd'), '--assembly', room], `${room} is not a synthesised app: it has no manifest.json.`],
  ])('%j says why', async (given, message) => {
    const run = await runStart(given);
    expect([run.code, run.errors.startsWith(message)]).toEqual([message.startsWith('Unknown option') ? 2 : 1, true]);
  });

  it('says which database does not answer', async () => {
    const assembly = makeAssembly({ Resources: {} });
    const run = await runStart(['--port', '0', '--smtp-port', '0', '--data', join(room, 'e'), '--assembly', assembly], { MOKED_DYNAMODB: 'http://127.0.0.1:1' });
    rmSync(assembly, { recursive: true, force: true });
    expect([run.code, run.errors.trim()]).toEqual([1, 'MOKED_DYNAMODB names http://127.0.0.1:1, which does not answer as a DynamoDB-compatible server.']);
  });
});

// Hands a mail over as the SDK does: signed with the key of its own environment.
const SENDER = `
export const handler = async (event) => {
  await fetch(process.env.AWS_ENDPOINT_URL_SES, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20261122/eu-west-1/ses/aws4_request, SignedHeaders=host, Signature=0', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action: 'SendRawEmail', Source: 'care@company.example', 'Destinations.member.1': 'a@b.example', 'RawMessage.Data': Buffer.from('From: care@company.example\\r\\n\\r\\n' + event.Records[0].attributes.ApproximateReceiveCount).toString('base64') }),
  });
};`;

describe('a function that hands a mail over', () => {
  it('dies in the middle when asked to, and finds the same work again', async () => {
    const assembly = makeAssembly({ Resources: { ...pipeTo('work', 'Sender', { VisibilityTimeout: 1 }), Sender: lambda('sender') } }, { sender: SENDER });
    const engine = await startEngine({ assembly });
    const { endpoints } = runningEngine(engine.ready.data)!;
    await engine.api('/engine/faults', { method: 'POST', body: '{"ses":"crash-after-capture","count":1}' });
    await fetch(endpoints.sqs, { method: 'POST', headers: { ...SIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' }, body: JSON.stringify({ QueueUrl: `${endpoints.sqs}/000000000000/work`, MessageBody: 'x' }) });
    await until(async () => (await engine.sent()).length === 2, 'it was handed over twice');
    const { functions } = await engine.state();
    const attempts = (await engine.sent()).map(({ raw }) => Buffer.from(raw, 'base64').toString().slice(-1));
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
    expect([attempts, functions['sender']?.errors]).toEqual([['1', '2'], 1]);
  });
});
