import type * as z from 'zod';
import type { Log } from '../log.ts';
import type { Clock, Connection } from '../ports.ts';
import { readParameter } from './read-parameter.ts';

const KEPT_MS = 5 * 60_000;
/** Forged signatures must not become a flood of reads. */
const AGAIN_MS = 30_000;

export const connectionName = (prefix: string, channel: string): string => `${prefix}/channels/${channel}`;

/**
 * What connecting a channel has given us, kept in one parameter of its own. What does not fit is an error that names the
 * fields, never their values. While the store cannot be read, what was read before stays in force.
 */
export function connection<S>(given: { prefix: string; channel: string; settings: z.ZodType<S>; now: Clock; log: Log; read?: (name: string) => Promise<string | undefined> }): Connection<S> {
  const { prefix, channel, settings, now, log, read = readParameter } = given;
  let kept: { at: number; text: string | undefined; value: S | undefined } | undefined;
  let triedAt = -Infinity;

  async function fetched(): Promise<S | undefined> {
    triedAt = now();
    try {
      const text = await read(connectionName(prefix, channel));
      kept = { at: triedAt, text, value: kept && kept.text === text ? kept.value : text === undefined ? undefined : parsed(text, settings, channel) };
    } catch (error) {
      if (!kept) throw error;
      log('error', 'connection.unreadable', { channel, error });
    }
    return kept.value;
  }

  return {
    settings: async () => (kept && (now() - kept.at < KEPT_MS || now() - triedAt < AGAIN_MS) ? kept.value : fetched()),
    async renewed() {
      if (now() - triedAt < AGAIN_MS) return undefined;
      const before = kept?.text;
      const value = await fetched();
      return kept?.text === before ? undefined : value;
    },
  };
}

function parsed<S>(text: string, settings: z.ZodType<S>, channel: string): S {
  const json = jsonIn(text);
  if (json === undefined) throw new Error(`the settings of ${channel} are not JSON`);
  const read = settings.safeParse(json);
  if (read.success) return read.data;
  throw new Error(`the settings of ${channel} do not fit: ${[...new Set(read.error.issues.map(({ path }) => path.join('.') || 'everything'))].join(', ')}`);
}

// The failure's own message would quote the secret.
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
