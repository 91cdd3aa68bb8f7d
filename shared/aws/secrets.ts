import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Secrets } from '../ports.ts';
import { parametersClient } from './clients.ts';

/** Named secrets under one prefix, read once while a function lives. An error names the parameter, never its value. */
export function parameter(name: string): () => Promise<string> {
  let read: Promise<string> | undefined;
  return () => (read ??= parametersClient().send(new GetParameterCommand({ Name: name, WithDecryption: true })).then(
    (answer) => {
      const value = answer.Parameter?.Value;
      if (!value) throw new Error(`parameter ${name} is empty`);
      return value;
    },
    (error: unknown) => {
      read = undefined;
      throw new Error(`parameter ${name} could not be read`, { cause: error });
    },
  ));
}

export function secrets(prefix: string): Secrets {
  return { key: parameter(`${prefix}/key`) };
}
