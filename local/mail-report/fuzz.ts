import type { InboundMessage } from '../../shared/domain/message.ts';
import type { ReadWhole } from './measure.ts';
import { mutate } from './mutate.ts';

export interface Fuzzed {
  mutations: number;
  /** Read from the raw bytes only, since the parser refused them. */
  minimal: number;
  slowestMilliseconds: number;
  broken: { seed: number; mail: string; why: string }[];
}

/** What the queue takes, with room for its envelope. */
const HEAVIEST = 200_000;
const SLOWEST_MS = 10_000;
const IN_WORKER_EVERY = 10;

/** Why a message may not go on, null when it may: too heavy for the queue, or a line end where one line is promised. */
export function faultOf(message: InboundMessage): string | null {
  if (Buffer.byteLength(JSON.stringify(message)) > HEAVIEST) return 'heavier than the queue takes';
  const lines = [message.subject, message.author.name ?? '', message.author.id, ...message.attachments.map(({ name }) => name ?? ''), ...message.repairs, ...message.sender.evidence];
  return lines.some((line) => /[\r\n\0]/.test(line)) ? 'a line end in what is one line' : null;
}

/** Reads seeded mutations of some mails, every tenth in the parser's own thread: each must become a message that may go on. */
export async function fuzz(given: { mails: { name: string; raw: Buffer }[]; mutations: number; seed: number; read: ReadWhole; readInWorker: ReadWhole }): Promise<Fuzzed> {
  const fuzzed: Fuzzed = { mutations: given.mutations, minimal: 0, slowestMilliseconds: 0, broken: [] };
  for (let at = 0; at < given.mutations; at++) {
    const seed = given.seed + at;
    const { name, raw } = given.mails[seed % given.mails.length]!;
    const began = performance.now();
    let why: string | null;
    try {
      const { message } = await (at % IN_WORKER_EVERY === 0 ? given.readInWorker : given.read)(mutate(raw, seed), 'someone@customer.example');
      why = faultOf(message);
      if (message.repairs.some((repair) => repair.startsWith('minimal:'))) fuzzed.minimal++;
      if (message.repairs.some((repair) => repair === 'minimal:unread' || repair === 'minimal:parser')) why = 'our own code failed';
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    const took = Math.round(performance.now() - began);
    if (took > SLOWEST_MS) why ??= `took ${took} ms`;
    fuzzed.slowestMilliseconds = Math.max(fuzzed.slowestMilliseconds, took);
    if (why) fuzzed.broken.push({ seed, mail: name, why: why.slice(0, 500) });
  }
  return fuzzed;
}
