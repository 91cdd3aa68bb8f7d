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

export function secrets(prefix: string): Secrets {
  return { key: parameter(`${prefix}/key`) };
}
