import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { forOwnCallers, readBody, serveLoopback, type Reply } from './loopback.ts';

export interface Parameters {
  url: string;
  set(name: string, value: string, type: 'String' | 'StringList' | 'SecureString', renewed?: (kept: string) => string): void;
  close(): Promise<void>;
}

interface Request { Value?: string; Type?: string; Overwrite?: boolean; Name?: string; Names?: string[]; Path?: string; Recursive?: boolean; WithDecryption?: boolean }
interface Stored { value: string; type: string; at: number }

const reply = (status: number, body: unknown): Reply => ({ status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) });

/** The parameter store. Its values come from the template and the local constants; what is put from outside lies in `file` and wins over both. */
export async function startParameters(region: string, file: string, failed: (error: unknown) => void): Promise<Parameters> {
  // Null: somebody has removed it, and no later start puts it back.
  const given = new Map<string, Stored | null>(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, Stored | null][]) : []);
  const stored = new Map<string, Stored>([...given].flatMap(([name, kept]) => (kept ? [[name, kept] as const] : [])));
  const save = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify([...given]), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
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
    PutParameter({ Name = '', Value = '', Type = 'String', Overwrite }) {
      if (!/^(?:\/[\w.-]+)+$/.test(Name) || Value === '') return reply(400, { __type: 'ValidationException', message: 'A name like /a/b and a value are needed.' });
      if (stored.has(Name) && !Overwrite) return reply(400, { __type: 'ParameterAlreadyExists', message: 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.' });
      for (const each of [given, stored]) each.set(Name, { value: Value, type: Type, at: Date.now() });
      save();
      return reply(200, { Version: 1, Tier: 'Standard' });
    },
    DeleteParameter({ Name = '' }) {
      if (!stored.delete(Name)) return reply(400, { __type: 'ParameterNotFound', message: `There is no parameter ${Name}.` });
      given.set(Name, null);
      save();
      return reply(200, {});
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
    set: (name, value, type, renewed = (kept) => kept) => {
      const kept = given.get(name);
      if (kept !== null) stored.set(name, kept ? { ...kept, value: renewed(kept.value) } : { value, type, at: Date.now() });
    },
    close: () => server.close(),
  };
}
