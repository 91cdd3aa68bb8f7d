import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { currentAssembly, readAssembly } from '../../local/assembly.ts';
import { moduleFor } from '../../local/resources/registry.ts';
import { WITHOUT_MEANING } from '../../local/resources/without-meaning.ts';
import { lambda, makeAssembly, type Resources } from '../support/assembly.ts';
import { runStart } from '../support/engine.ts';

async function errorOf(Resources: Resources, functions: Record<string, string> = {}): Promise<string> {
  const assembly = makeAssembly({ Resources }, functions);
  const data = `${assembly}-data`;
  const run = await runStart(['--quiet', '--port', '0', '--smtp-port', '0', '--data', data, '--assembly', assembly]);
  run.child.kill('SIGKILL');
  for (const path of [assembly, data]) rmSync(path, { recursive: true, force: true });
  return run.code === 1 ? run.errors.trim() : `it started, or ended with ${run.code}`;
}

describe('what the local engine knows', () => {
  it('covers every type of the product', () => {
    const { template } = currentAssembly();
    const types = new Map(Object.entries(template.Resources).map(([logicalId, { Type }]) => [Type, logicalId]));
    const unknown = [...types].filter(([type, logicalId]) => {
      try {
        return !moduleFor(type, logicalId);
      } catch (error) {
        return (error as Error).message.includes(type);
      }
    });
    expect([types.size > 5, unknown]).toEqual([true, []]);
  });

  it('gives a reason for each type that means nothing on a laptop', () => {
    expect(Object.entries(WITHOUT_MEANING).filter(([, reason]) => reason.length < 8)).toEqual([]);
  });

  it('refuses a template with a type that it does not know, naming type and resource', async () => {
    expect(await errorOf({ Feed: { Type: 'AWS::Kinesis::Stream' } })).toBe(
      'The template has AWS::Kinesis::Stream (Feed), which the local engine does not know: give it a module in local/resources, or name it in without-meaning.ts with the reason.',
    );
  });

  it('refuses a property whose meaning it would lose', async () => {
    expect(await errorOf({ Ordered: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } })).toBe('AWS::SQS::Queue Ordered: the local engine does not carry out FifoQueue.');
  });

  it('says when a bundle does not hold its handler', async () => {
    expect(await errorOf({ Reader: lambda('reader', {}, { Handler: 'other.handler' }) }, { reader: '' })).toBe('AWS::Lambda::Function Reader: its bundle has no file for the handler other.handler.');
  });

  it('says when a directory is no synthesised app', () => {
    expect(() => readAssembly('/nowhere')).toThrow('/nowhere is not a synthesised app: it has no manifest.json.');
  });
});
