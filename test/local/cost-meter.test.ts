import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localFunction, type Invocation } from '../../local/invoker.ts';

const directory = mkdtempSync(join(tmpdir(), 'moked-meter-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const BURNT_MS = 120;
// It works until the processor says that it has, however slow the machine is.
const BURN = `const burn = (milliseconds) => { const from = process.threadCpuUsage().user; while (process.threadCpuUsage().user - from < milliseconds * 1000) Math.sqrt(2); };`;

describe('the processor time of a function', () => {
  it('holds what its own threads take, which are kept between events, and not what was taken before', async () => {
    writeFileSync(join(directory, 'nested.mjs'), `import { parentPort } from 'node:worker_threads'; ${BURN} parentPort.on('message', (milliseconds) => { burn(milliseconds); parentPort.postMessage('done'); });`);
    writeFileSync(join(directory, 'index.mjs'), `import { Worker } from 'node:worker_threads'; import { once } from 'node:events'; ${BURN}
      let nested;
      export const handler = async ({ own = 0, beside = 0 }) => {
        burn(own);
        nested ??= new Worker(new URL('./nested.mjs', import.meta.url));
        const done = once(nested, 'message');
        nested.postMessage(beside);
        await done;
      };`);
    const seen: Invocation[] = [];
    const warned: string[] = [];
    const made = localFunction({
      name: 'moked-local-try', arn: 'arn', file: join(directory, 'index.mjs'), exportName: 'handler', timeoutSeconds: 120, memoryMb: 256, environment: {}, logFile: join(directory, 'log'), warn: (line) => warned.push(line), metered: (invocation) => seen.push(invocation),
    });
    try {
      for (const event of [{}, { own: BURNT_MS }, { beside: BURNT_MS }, {}]) await made.invoke(event);
    } finally {
      await made.stop();
    }
    const [loading, first, own, beside, last] = seen;
    expect([warned, loading!.event, first!.event, last!.name]).toEqual([[], null, '{}', 'moked-local-try']);
    expect([own!.cpuMs >= BURNT_MS, beside!.cpuMs >= BURNT_MS, last!.cpuMs < BURNT_MS]).toEqual([true, true, true]);
  });
});
