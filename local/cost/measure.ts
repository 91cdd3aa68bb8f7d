import { customers, type Customer, type Way } from './customers.ts';
import { startMetered, type MeteredEngine } from './metered-engine.ts';
import { loadingOf, usageOf, type FunctionFigures, type Measured } from './recorded-usage.ts';
import { isSecret, Usage } from './usage.ts';

/** Which message: the first of somebody, which opens a case and is acknowledged, or a further one. */
export type Kind = 'new' | 'further';

/** What one message of a kind uses. `fill`: how many messages the function record was handed at a time. */
export interface PerMessage { way: Way; kind: Kind; messages: number; usage: Usage; fill: number; functions: Map<string, FunctionFigures> }

/** What one run of a timer uses: the first of a fresh copy, and any other; and what loading the copy takes. */
export interface TimerRun { name: string; fresh: Usage; warm: Usage; loading: Usage }

export interface MeasureOptions {
  /** Messages of each kind that come together, and that come alone. */
  together: number;
  alone: number;
  cpuFactor: number;
  assembly?: string | undefined;
  warn: (line: string) => void;
  progress: (line: string) => void;
}

export interface Measurements {
  /** Messages that come alone find nobody to share a batch with: the dearest. Together: the cheapest. */
  alone: PerMessage[];
  together: PerMessage[];
  /** By the clock: without any platform, with all of them, and with messages of the last hour in the table. */
  idle: TimerRun[];
  connected: TimerRun[];
  busy: TimerRun[];
}

const WAYS: Way[] = ['mail', 'message'];
/** Compiled code is faster than code that was just loaded, and Lambda's copies live for hours. */
const WARM_UP = 12;

// Secrets are read by the clock, however many messages there are.
const withoutSecrets = (usage: Usage): Usage => usage.all().reduce((rest, { price, quantity, by }) => (isSecret(price) ? rest : rest.add(price, quantity, by)), new Usage());

const perMessage = (measured: Measured, messages: number): Pick<PerMessage, 'messages' | 'usage' | 'fill' | 'functions'> => ({
  messages, usage: new Usage().addAll(withoutSecrets(measured.usage), 1 / messages), fill: (measured.functions.get('record')?.items ?? 0) / Math.max(1, measured.functions.get('record')?.invocations ?? 0), functions: measured.functions,
});

async function messagesOf(engine: MeteredEngine, { together, alone, cpuFactor, progress }: MeasureOptions): Promise<Pick<Measurements, 'alone' | 'together'>> {
  const people = customers(engine.ready);
  const conditions = { cpuFactor, speaksToPlatforms: 'send' };
  const measure = async (work: () => Promise<void>): Promise<Measured> => {
    const { recorded, logBytes } = await engine.during(work);
    return usageOf(recorded, { ...conditions, logBytes });
  };
  const atOnce = async <T>(count: number, act: (at: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, at) => act(at)));
  progress('warming up');
  await engine.during(async () => {
    for (const way of WAYS) {
      const known = await atOnce(WARM_UP, async () => people.begin(way));
      await engine.calm();
      await atOnce(WARM_UP, async (at) => people.goOn(known[at]!));
    }
  });
  const found: Pick<Measurements, 'alone' | 'together'> = { alone: [], together: [] };
  for (const way of WAYS) {
    progress(`${together} of each kind together, ${alone} alone: ${way === 'mail' ? 'mails' : 'private messages'}`);
    let known: Customer[] = [];
    const first = await measure(async () => { known = await atOnce(together, async () => people.begin(way)); });
    const more = await measure(async () => { await atOnce(together, async (at) => people.goOn(known[at]!)); });
    found.together.push({ way, kind: 'new', ...perMessage(first, together) }, { way, kind: 'further', ...perMessage(more, together) });
    for (const kind of ['new', 'further'] as const) {
      const single = await measure(async () => {
        for (let at = 0; at < alone; at++) {
          await (kind === 'new' ? people.begin(way) : people.goOn(known[at % known.length]!));
          await engine.calm();
        }
      });
      found.alone.push({ way, kind, ...perMessage(single, alone) });
    }
  }
  return found;
}

async function timersOf(engine: MeteredEngine, cpuFactor: number): Promise<TimerRun[]> {
  const found: TimerRun[] = [];
  for (const timer of engine.timers) {
    const name = timer.replace(/^moked-[a-z0-9]+-/, '');
    const run = async (): Promise<{ usage: Usage; loading: Usage }> => {
      const { recorded, logBytes } = await engine.duringTimer(timer);
      return { usage: usageOf(recorded, { cpuFactor, speaksToPlatforms: name, logBytes }).usage, loading: loadingOf(recorded.invocations, name, cpuFactor) };
    };
    const { usage: fresh, loading } = await run();
    found.push({ name, fresh, loading, warm: (await run()).usage });
  }
  return found;
}

/** Runs the real thing on this machine and counts: messages of every kind, and what runs by the clock. */
export async function measure(options: MeasureOptions): Promise<Measurements> {
  const { cpuFactor, warn, progress, assembly } = options;
  progress('what runs by the clock, with nothing connected');
  const empty = await startMetered({ connected: false, warn, assembly });
  let idle: TimerRun[];
  try {
    idle = await timersOf(empty, cpuFactor);
  } finally {
    await empty.stop();
  }
  const engine = await startMetered({ connected: true, warn, assembly });
  try {
    progress('what runs by the clock, with every platform connected');
    const connected = await timersOf(engine, cpuFactor);
    const messages = await messagesOf(engine, options);
    progress('what runs by the clock, with messages in the table');
    return { idle, connected, ...messages, busy: await timersOf(engine, cpuFactor) };
  } finally {
    await engine.stop();
  }
}
