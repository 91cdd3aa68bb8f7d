import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Ready } from '../../local/engine.ts';
import { smtpSend, type SmtpAnswer } from './smtp.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// Long enough for a busy machine: whoever is ready sooner waits no longer.
const START_WITHIN_MS = 120_000;
const UNTIL_WITHIN_MS = 90_000;
const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_500;

export interface EngineState {
  queues: Record<string, { visible: number; inFlight: number; delayed: number; deadLetters: boolean }>;
  functions: Record<string, { invocations: number; errors: number; timeouts: number; workers: number }>;
  sent: number;
}

export interface SentLine { id: string; from: string; to: string[]; tags: Record<string, string>; at: string; raw: string }

export interface TestEngine {
  ready: Ready;
  process: ChildProcess;
  kill9(): Promise<void>;
  /** Ends it as SIGTERM does; answers with the exit code. Removes the data directory when the test did not name one. */
  stop(): Promise<number | null>;
  sendMail(raw: Buffer | string, envelope: { from: string; to: string | string[] }): Promise<SmtpAnswer>;
  /** Waits until the function answers something truthy; its failures while waiting count as not yet. */
  until<T>(probe: () => T | Promise<T>, what: string, withinMilliseconds?: number): Promise<NonNullable<T>>;
  /** Waits until all that is expected in the check holds. */
  eventually(check: () => Promise<void>, what: string, withinMilliseconds?: number): Promise<void>;
  /** A request to the API with the local login. */
  api(path: string, init?: RequestInit): Promise<Response>;
  state(): Promise<EngineState>;
  sent(): Promise<SentLine[]>;
}

export interface EngineSettings {
  data?: string;
  /** Without the sample day; true when left out. */
  empty?: boolean;
  assembly?: string;
  env?: NodeJS.ProcessEnv;
  port?: number;
}

export interface EngineRun { code: number | null; ready: Ready | undefined; errors: string; child: ChildProcess; exited: Promise<number | null> }

/** Runs the start command until it is ready or has ended. */
export async function runStart(argumentsGiven: string[], env: NodeJS.ProcessEnv = {}): Promise<EngineRun> {
  const child = spawn(process.execPath, ['--single-threaded-gc', '--disable-warning=ExperimentalWarning', 'local/commands/start.ts', ...argumentsGiven], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-20_000);
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  const ready = new Promise<Ready>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('READY ')) resolve(JSON.parse(line.slice(6)) as Ready);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the engine was not ready within ${START_WITHIN_MS / 1_000} s: ${errors}`));
    }, START_WITHIN_MS);
  });
  try {
    const first = await Promise.race([ready, exited, late]);
    return typeof first === 'object' && first !== null
      ? { code: null, ready: first, errors, child, exited }
      : { code: first, ready: undefined, errors, child, exited };
  } finally {
    clearTimeout(timer);
  }
}

export async function until<T>(probe: () => T | Promise<T>, what: string, withinMilliseconds = UNTIL_WITHIN_MS): Promise<NonNullable<T>> {
  const begun = Date.now();
  let last: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    const waited = Date.now() - begun;
    if (waited > withinMilliseconds) throw new Error(`waited ${withinMilliseconds / 1_000} s until ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, waited / 20))));
  }
}

/** The whole product as a child process on free ports. */
export async function startEngine(settings: EngineSettings = {}): Promise<TestEngine> {
  const data = settings.data ?? mkdtempSync(join(tmpdir(), 'moked-engine-'));
  const run = await runStart([
    '--quiet', '--port', String(settings.port ?? 0), '--smtp-port', '0', '--data', data,
    ...(settings.empty === false ? [] : ['--empty']),
    ...(settings.assembly === undefined ? [] : ['--assembly', settings.assembly]),
  ], settings.env);
  const { ready, child, exited } = run;
  if (!ready) throw new Error(`the engine ended with ${run.code} before it was ready: ${run.errors}`);
  const api = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${ready.token}`);
    return fetch(new URL(path, ready.api), { ...init, headers });
  };
  return {
    ready,
    process: child,
    async kill9() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      if (settings.data === undefined) rmSync(data, { recursive: true, force: true });
      return code;
    },
    sendMail: (raw, envelope) => smtpSend(ready.smtp, raw, envelope),
    until,
    async eventually(check, what, withinMilliseconds) {
      await until(async () => {
        await check();
        return true;
      }, what, withinMilliseconds);
    },
    api,
    state: async () => (await (await api('/engine/state')).json()) as EngineState,
    sent: async () => (await (await api('/engine/sent')).text()).split('\n').filter(Boolean).map((line) => JSON.parse(line) as SentLine),
  };
}
