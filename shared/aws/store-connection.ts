import { DeleteParameterCommand, GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings, once } from './client-settings.ts';

const parametersClient = /* @__PURE__ */ once(() => new SSMClient(clientSettings));

/** One parameter as a person at a shell reads and writes it, with that shell's own credentials. */
export function storedParameter(name: string): { read(): Promise<string | undefined>; write(value: string): Promise<void>; remove(): Promise<void> } {
  const unlessMissing = async <T>(call: Promise<T>): Promise<T | undefined> => {
    try {
      return await call;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  };
  return {
    read: async () => (await unlessMissing(parametersClient().send(new GetParameterCommand({ Name: name, WithDecryption: true }))))?.Parameter?.Value,
    // Many accounts' tokens can be more than the 4 KB of a standard parameter.
    write: async (value) => { await parametersClient().send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true, Tier: 'Intelligent-Tiering' })); },
    remove: async () => { await unlessMissing(parametersClient().send(new DeleteParameterCommand({ Name: name }))); },
  };
}
