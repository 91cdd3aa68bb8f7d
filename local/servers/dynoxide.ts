import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

/** A DynamoDB-compatible server. */
export interface Database {
  url: string;
  /** One API call. Throws an Error whose name is the service's error code. */
  call(operation: string, input: unknown): Promise<Record<string, unknown>>;
  /** To be called once there are tables: writes stay fast however long the stream is. */
  indexStreams(): void;
  /** A number that is another one after every write; undefined where nobody but the server itself can tell. */
  writes(): number | undefined;
  stop(): Promise<void>;
}

// With a stream on, each write looks through all stream records unless these are there.
const STREAM_INDEXES = `
  CREATE INDEX IF NOT EXISTS moked_stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
  CREATE INDEX IF NOT EXISTS moked_stream_shard ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));`;

const OF_STREAMS = new Set(['DescribeStream', 'GetShardIterator', 'GetRecords', 'ListStreams']);

function withFile(path: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = '_stream_records'").get()) work(database);
  } catch (error) {
    if (!/not a database|malformed/.test((error as Error).message)) throw error;
    throw new Error(`${path} cannot be read as a table: put a sound copy back, or choose another directory with --data.`, { cause: error });
  } finally {
    database.close();
  }
}

function clientOf(url: string, region: string): Database['call'] {
  return async (operation, input) => {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${OF_STREAMS.has(operation) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${operation}`,
        'x-amz-date': date,
        authorization: `AWS4-HMAC-SHA256 Credential=local/${date.slice(0, 8)}/${region}/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as { __type?: string; message?: string; Message?: string };
    if (response.ok) return body;
    const error = new Error(`${operation}: ${body.message ?? body.Message ?? response.status}`);
    error.name = body.__type?.split('#').at(-1) ?? 'UnknownError';
    throw error;
  };
}

function binary(): string {
  const missing = 'There is no database for this platform: set MOKED_DYNAMODB=http://… to the address of a DynamoDB-compatible server.';
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(missing);
  const path = fileURLToPath(new URL('dynoxide', import.meta.resolve('@dynoxide/linux-x64/package.json')));
  if (!existsSync(path)) throw new Error(missing);
  return path;
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function untilItAnswers(call: Database['call'], { reason, exited }: Pick<Served, 'reason' | 'exited'>): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const end = reason();
    if (end !== undefined) throw new Error(`The database did not start: ${end}`);
    try {
      // Whoever took the port may keep silent for ever.
      await Promise.race([call('ListTables', {}), exited]);
      if (reason() === undefined) return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error('The database did not answer within 15 seconds.', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}

/**
 * Starts the database on disk, or connects to the one that `elsewhere` names. It answers any web page that finds it,
 * hence the random loopback address and port. `ended` is called when it ends by itself.
 */
export async function startDatabase(directory: string, region: string, elsewhere: string | undefined, ended: (reason: string) => void, choosePort = freePort): Promise<Database> {
  if (elsewhere !== undefined) {
    const call = clientOf(elsewhere, region);
    await call('ListTables', {}).catch((error: unknown) => {
      throw new Error(`MOKED_DYNAMODB names ${elsewhere}, which does not answer as a DynamoDB-compatible server.`, { cause: error });
    });
    return { url: elsewhere, call, indexStreams: () => undefined, writes: () => undefined, stop: async () => undefined };
  }
  const file = join(directory, 'table.db');
  if (existsSync(file)) {
    withFile(file, (database) => {
      // Nobody trims the stream: what was read long ago goes, the last record stays because it carries the sequence.
      database.exec(`${STREAM_INDEXES}
        DELETE FROM _stream_records WHERE created_at < unixepoch() - 86400 AND id NOT IN (SELECT MAX(id) FROM _stream_records GROUP BY table_name)`);
    });
  }
  const { url, stop } = await serve(file, region, ended, choosePort);
  // https://sqlite.org/pragma.html#pragma_data_version: a look at the file costs a thousandth of a call.
  const reader = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const version = reader.prepare('PRAGMA data_version');
  return {
    url, call: clientOf(url, region), indexStreams: () => withFile(file, (database) => database.exec(STREAM_INDEXES)),
    writes: () => (version.get() as { data_version: number }).data_version,
    async stop() {
      reader.close();
      await stop();
    },
  };
}

const STARTS = 4;

interface Served extends Pick<Database, 'url' | 'stop'> { reason: () => string | undefined; exited: Promise<void>; started: () => void }

/** Between choosing a port and listening there somebody else may take it: then it is tried again elsewhere. */
async function serve(file: string, region: string, ended: (reason: string) => void, choosePort: typeof freePort): Promise<Pick<Database, 'url' | 'stop'>> {
  for (let start = 1; ; start++) {
    const host = `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
    const server = serveOn(host, await choosePort(host), file, ended);
    try {
      await untilItAnswers(clientOf(server.url, region), server);
      server.started();
      return server;
    } catch (error) {
      await server.stop();
      if (start === STARTS || !server.reason()?.includes('already in use')) throw error;
    }
  }
}

function serveOn(host: string, port: number, file: string, ended: (reason: string) => void): Served {
  const child = spawn(binary(), ['serve', '--host', host, '--port', String(port), '--db-path', file], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  // The guard's standard input closes when this process ends in any way, also by kill -9; then the database ends too.
  const guard = spawn('sh', ['-c', 'cat >/dev/null; kill -9 "$0" 2>/dev/null', String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  let errors = '';
  let reason: string | undefined;
  let [running, stopping] = [false, false];
  child.stderr.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk.toString()}`.slice(-2_000);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      reason = error.message;
      resolve();
    });
    // All that it said has been read by then.
    child.once('close', (code, signal) => {
      reason = `it ended with ${code ?? signal}. ${errors}`;
      if (running && !stopping) ended(reason);
      resolve();
    });
  });
  return {
    url: `http://${host}:${port}`,
    reason: () => reason,
    exited,
    started: () => { running = true; },
    async stop() {
      stopping = true;
      guard.kill('SIGKILL');
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 1_500);
      await exited;
      clearTimeout(hard);
    },
  };
}
