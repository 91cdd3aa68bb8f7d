import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CREDENTIALS } from '../credentials.ts';
import { runningEngine } from '../data-directory.ts';
import { startEngine, type Ready } from '../engine.ts';
import { BYTES_A_LOG_LINE, type Conditions } from './recorded-usage.ts';
import { Recorder, type Recorded } from './recorder.ts';

const LOOK_MS = 100;
/** The readers of the stream gather for a second. */
const CALM_MS = 2_500;
/** What a timer set going itself is over when it is. */
const CALM_AFTER_TIMER_MS = 300;
const CALM_WITHIN_MS = 180_000;
const CONNECTIONS = /^\/moked\/local\/channels\/(facebook|instagram|x|linkedin)$/;

/** An engine with an empty table and a still clock, all of whose calls are recorded. */
export interface MeteredEngine {
  ready: Ready;
  recorder: Recorder;
  /** Functions that run by the clock. */
  timers: string[];
  /** Resolves when nothing is under way any more. */
  calm(calmFor?: number): Promise<void>;
  /** Runs a timer once, as by the clock. */
  duringTimer(name: string): ReturnType<MeteredEngine['during']>;
  /** Runs `work` and answers with what was recorded until all was calm. */
  during(work: () => Promise<void>, calmFor?: number): Promise<{ recorded: Recorded; logBytes: Conditions['logBytes'] }>;
  stop(): Promise<void>;
}

interface State { queues: Record<string, { visible: number; inFlight: number; delayed: number; deadLetters: boolean }>; schedules: string[]; functions: Record<string, { errors: number }> }

/** `connected`: with platforms, whose APIs are played by this machine; else none was ever connected. */
export async function startMetered({ connected, warn, assembly }: { connected: boolean; warn: (line: string) => void; assembly?: string | undefined }): Promise<MeteredEngine> {
  const data = mkdtempSync(join(tmpdir(), 'moked-cost-'));
  const recorder = new Recorder();
  const engine = await startEngine({ data, port: 0, smtpPort: 0, assembly, empty: true, dynamodb: undefined, metering: recorder, warn, broken: (reason) => { throw new Error(reason); } }).catch((error: unknown) => {
    recorder.close();
    rmSync(data, { recursive: true, force: true });
    throw error;
  });
  const { ready } = engine;
  const token = { authorization: `Bearer ${ready.token}` };
  const stateOf = async (): Promise<State> => (await (await fetch(new URL('/engine/state', ready.api), { headers: token })).json()) as State;
  await settleConnections(runningEngine(data)!.endpoints.ssm, connected ? async (url) => recorder.before('platform', url) : undefined);

  async function calm(calmFor = CALM_MS): Promise<void> {
    const until = Date.now() + CALM_WITHIN_MS;
    let [before, since] = ['', Date.now()];
    while (Date.now() - since < calmFor) {
      if (Date.now() > until) throw new Error(`The engine was not calm within ${CALM_WITHIN_MS / 1_000} seconds: ${before}`);
      await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
      const { queues } = await stateOf();
      const busy = Object.entries(queues).filter(([, { visible, inFlight, delayed, deadLetters }]) => !deadLetters && visible + inFlight + delayed > 0).map(([name]) => name);
      const now = JSON.stringify([recorder.activity(), busy]);
      if (now !== before || busy.length > 0 || recorder.activity().underWay > 0) [before, since] = [now, Date.now()];
    }
    const { queues } = await stateOf();
    const lost = Object.entries(queues).filter(([, { visible, deadLetters }]) => deadLetters && visible > 0).map(([name]) => name);
    if (lost.length > 0) throw new Error(`Something was given up on (${lost.join(', ')}): what was measured would be no journey.`);
  }

  const logs = (): Map<string, number> => new Map(readdirSync(join(data, 'logs')).filter((file) => file.startsWith('moked-')).map((file) => {
    const bytes = readFileSync(join(data, 'logs', file));
    return [file.replace(/^moked-[a-z0-9]+-|\.log$/g, ''), bytes.length + bytes.toString('latin1').split('\n').length * BYTES_A_LOG_LINE];
  }));

  const during: MeteredEngine['during'] = async (work, calmFor) => {
    const before = logs();
    recorder.take();
    await work();
    await calm(calmFor);
    const after = logs();
    return { recorded: recorder.take(), logBytes: new Map([...after].map(([name, bytes]) => [name, bytes - (before.get(name) ?? 0)])) };
  };
  return {
    ready, recorder, calm, during,
    timers: (await stateOf()).schedules,
    duringTimer: async (name) => during(async () => {
      const answer = await fetch(new URL(`/engine/schedules/${name}`, ready.api), { method: 'POST', headers: token });
      if (!answer.ok) throw new Error(`${name} failed when the clock called it (${answer.status}).`);
      await answer.arrayBuffer();
    }, CALM_AFTER_TIMER_MS),
    async stop() {
      await engine.stop();
      recorder.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function parameters(url: string, action: string, request: object): Promise<{ Parameters?: { Name: string; Value: string }[] }> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20260101/local/ssm/aws4_request`;
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${action}`, authorization }, body: JSON.stringify(request) });
  if (!answer.ok) throw new Error(`the parameters answered ${answer.status} to ${action}`);
  return (await answer.json()) as { Parameters?: { Name: string; Value: string }[] };
}

/** Connected platforms are called past the recorder; without one they are disconnected, before any function asks. */
async function settleConnections(url: string, past: ((address: string) => Promise<string>) | undefined): Promise<void> {
  const { Parameters = [] } = await parameters(url, 'GetParametersByPath', { Path: '/moked/local/channels', Recursive: true, WithDecryption: true });
  const known = new Map<string, string>();
  for (const { Name, Value } of Parameters) {
    if (!past) {
      await parameters(url, 'DeleteParameter', { Name });
      continue;
    }
    if (!CONNECTIONS.test(Name)) continue;
    const settings = JSON.parse(Value) as Record<string, unknown>;
    for (const [field, address] of Object.entries(settings)) {
      if (typeof address !== 'string' || !/^http:\/\/127\.0\.0\.1:\d+$/.test(address)) continue;
      known.set(address, known.get(address) ?? await past(address));
      settings[field] = known.get(address);
    }
    await parameters(url, 'PutParameter', { Name, Value: JSON.stringify(settings), Type: 'SecureString', Overwrite: true });
  }
}
