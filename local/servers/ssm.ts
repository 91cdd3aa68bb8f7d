import { forOwnCallers, readBody, serveLoopback, type Reply } from './loopback.ts';

export interface Parameters {
  url: string;
  set(name: string, value: string, type: 'String' | 'StringList' | 'SecureString'): void;
  close(): Promise<void>;
}

interface Request { Name?: string; Names?: string[]; Path?: string; Recursive?: boolean; WithDecryption?: boolean }
interface Stored { value: string; type: string; at: number }

const reply = (status: number, body: unknown): Reply => ({ status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) });

/** The parameter store, read-only from outside: its values come from the template and from the local constants. */
export async function startParameters(region: string, failed: (error: unknown) => void): Promise<Parameters> {
  const stored = new Map<string, Stored>();
  const shown = (name: string, { value, type, at }: Stored, decrypt: boolean | undefined): unknown => ({
    Name: name,
    Type: type,
    Value: type === 'SecureString' && !decrypt ? Buffer.from(value).toString('base64') : value,
    Version: 1,
    LastModifiedDate: at / 1_000,
    ARN: `arn:aws:ssm:${region}:000000000000:parameter${name.startsWith('/') ? '' : '/'}${name}`,
    DataType: 'text',
  });
  const actions: Record<string, (request: Request) => Reply> = {
    GetParameter({ Name = '', WithDecryption }) {
      const found = stored.get(Name);
      return found ? reply(200, { Parameter: shown(Name, found, WithDecryption) }) : reply(400, { __type: 'ParameterNotFound', message: `There is no parameter ${Name}.` });
    },
    GetParameters({ Names = [], WithDecryption }) {
      if (Names.length > 10) return reply(400, { __type: 'ValidationException', message: 'At most ten names.' });
      const known = Names.flatMap((name) => {
        const found = stored.get(name);
        return found ? [shown(name, found, WithDecryption)] : [];
      });
      return reply(200, { Parameters: known, InvalidParameters: Names.filter((name) => !stored.has(name)) });
    },
    GetParametersByPath({ Path = '/', Recursive, WithDecryption }) {
      const prefix = Path.endsWith('/') ? Path : `${Path}/`;
      const below = [...stored].filter(([name]) => name.startsWith(prefix) && (Recursive || !name.slice(prefix.length).includes('/')));
      return reply(200, { Parameters: below.map(([name, found]) => shown(name, found, WithDecryption)) });
    },
  };
  const server = await serveLoopback(0, forOwnCallers(async (request) => {
    const action = String(request.headers['x-amz-target'] ?? '').replace(/^AmazonSSM\./, '');
    const carryOut = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!carryOut) return reply(400, { __type: 'UnknownOperationException', message: `The local engine does not know the action ${action} of the parameter store.` });
    return carryOut(JSON.parse((await readBody(request, 1 << 20)).toString('utf8')) as Request);
  }), failed);
  return {
    url: server.url,
    set: (name, value, type) => {
      stored.set(name, { value, type, at: Date.now() });
    },
    close: () => server.close(),
  };
}
