import type * as z from 'zod';
import type { Secrets } from '../ports.ts';
import { readParameter } from './read-parameter.ts';

/** Named secrets under one prefix, read once while a function lives. An error names the parameter, never its value. */
export function parameter(name: string): () => Promise<string> {
  let read: Promise<string> | undefined;
  return () => (read ??= readParameter(name).then(
    (value) => {
      if (value === undefined) throw new Error(`parameter ${name} is missing`);
      return value;
    },
  ).catch((error: unknown) => {
    read = undefined;
    throw error;
  }));
}

const MINUTES_KEPT = 5;

/**
 * What an administrator has stored to connect a platform, read again every few minutes, so that a new token works without
 * a deployment. Undefined: not connected. Throws when it is there and does not fit, naming the fields, never a value.
 */
export function connection(name: string, shape: z.ZodType, now: () => number): () => Promise<unknown> {
  let kept: { until: number; settings: Promise<unknown> } | undefined;
  return async () => {
    if (kept && now() < kept.until) return kept.settings;
    kept = { until: now() + MINUTES_KEPT * 60_000, settings: readConnection(name, shape) };
    try {
      return await kept.settings;
    } catch (error) {
      kept = undefined;
      throw error;
    }
  };
}

async function readConnection(name: string, shape: z.ZodType): Promise<unknown> {
  let stored: string;
  try {
    stored = (await parametersClient().send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter?.Value ?? '';
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw new Error(`parameter ${name} could not be read`, { cause: error });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(stored);
  } catch {
    throw new Error(`parameter ${name} is no JSON`);
  }
  const read = shape.safeParse(parsed);
  if (read.success) return read.data;
  throw new Error(`parameter ${name}: ${[...new Set(read.error.issues.map((issue) => issue.path.join('.')))].join(', ')} missing or not valid`);
}

export function secrets(prefix: string): Secrets {
  return { key: parameter(`${prefix}/key`) };
}
