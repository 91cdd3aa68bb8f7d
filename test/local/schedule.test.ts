import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startClock } from '../../local/resources/schedule.ts';
import { lambda, makeAssembly } from '../support/assembly.ts';
import { runStart, startEngine, type TestEngine } from '../support/engine.ts';

const rule = (more: Record<string, unknown> = {}): { Type: string; Properties: Record<string, unknown> } => ({
  Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)', State: 'ENABLED', Targets: [{ Arn: { 'Fn::GetAtt': ['Sweeper', 'Arn'] }, Id: 'Target0' }], ...more },
});
const SWEEPER = 'export const handler = async (event) => { console.log("ran", event.source, event["detail-type"], event.resources[0]); if (process.env.FAILS) throw new Error("no"); };';

describe('what runs by the clock', () => {
  let engine: TestEngine;
  let assembly = '';
  beforeAll(async () => {
    assembly = makeAssembly({ Resources: { Sweeper: lambda('sweeper'), Breaker: lambda('breaker', { FAILS: '1' }), Hourly: rule(), Other: rule({ Targets: [{ Arn: { 'Fn::GetAtt': ['Breaker', 'Arn'] }, Id: 'Target0' }] }) } }, { sweeper: SWEEPER, breaker: SWEEPER });
    engine = await startEngine({ assembly });
  });
  afterAll(async () => {
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
  });

  it('can be run at once, by its function\'s name', async () => {
    const answer = await engine.api('/engine/schedules/sweeper', { method: 'POST' });
    expect([answer.status, (await engine.state()).functions['sweeper']?.invocations]).toEqual([200, 1]);
  });

  it('says when it failed', async () => {
    expect((await engine.api('/engine/schedules/breaker', { method: 'POST' })).status).toBe(502);
  });

  it('is not run by strangers, nor by another name', async () => {
    const statuses = await Promise.all([engine.api('/engine/schedules/sweeper', { method: 'POST', headers: { authorization: 'Bearer x' } }), engine.api('/engine/schedules/api', { method: 'POST' })]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 404]);
  });

  it.each([
    ['an expression that it cannot read', { ScheduleExpression: 'every now and then' }, 'cannot read the schedule every now and then'],
    ['a target with an input of its own', { Targets: [{ Arn: { 'Fn::GetAtt': ['Sweeper', 'Arn'] }, Id: 'x', Input: '{}' }] }, 'does not carry out Input of a target'],
    ['a rule for events', { EventPattern: { source: ['x'] } }, 'does not carry out EventPattern'],
  ])('refuses %s', async (_what, more, expected) => {
    const wrong = makeAssembly({ Resources: { Sweeper: lambda('sweeper'), Hourly: rule(more) } }, { sweeper: SWEEPER });
    const run = await runStart(['--quiet', '--port', '0', '--smtp-port', '0', '--data', `${wrong}-data`, '--assembly', wrong]);
    run.child.kill('SIGKILL');
    for (const path of [wrong, `${wrong}-data`]) rmSync(path, { recursive: true, force: true });
    expect([run.code, run.errors]).toEqual([1, expect.stringContaining(expected)]);
  });

  it.each(['rate(1 minute)', 'rate(5 minutes)', 'rate(1 hour)', 'cron(0 6 ? * SUN-THU *)', 'cron(0/15 8-17 * * ? *)'])('reads %s', (expression) => {
    const stop = startClock(expression, () => undefined);
    expect(stop).toBeInstanceOf(Function);
    stop();
  });
});
