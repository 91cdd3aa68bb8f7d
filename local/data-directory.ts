import { accessSync, constants, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeLock } from './lock.ts';

/** How other commands find and talk to a running engine; `<data>/engine.json`, readable by its owner only. */
export interface EngineCard {
  pid: number;
  api: string;
  smtp: string;
  token: string;
  endpoints: Record<'dynamodb' | 'sqs' | 'sns' | 's3' | 'ses' | 'ssm', string>;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  outputs: Record<string, unknown>;
  /** Physical names by logical id, and the logical ids of each type. */
  names: Record<string, string>;
  byType: Record<string, string[]>;
  /** Each function's environment, by logical id. */
  environments: Record<string, Record<string, string>>;
}

export interface DataDirectory {
  path: string;
  isNew: boolean;
  writeCard(card: EngineCard): void;
  close(): void;
}

const CARD = 'engine.json';

function lockIn(path: string): ReturnType<typeof takeLock> {
  try {
    mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o700 });
    for (const each of [path, join(path, 'logs')]) accessSync(each, constants.R_OK | constants.W_OK | constants.X_OK);
    return takeLock(join(path, 'lock.db'));
  } catch (error) {
    throw new Error(`The data directory ${path} cannot be written to: make it writable, or choose another with --data.`, { cause: error });
  }
}

/**
 * Opens a data directory for one process. Throws one sentence when another engine is running on it, when it cannot be
 * written to, and when its table is gone while its queues are there, unless the table is elsewhere.
 */
export function openDataDirectory(given: string, tableIsElsewhere = false): DataDirectory {
  const path = resolve(given);
  const lock = lockIn(path);
  if (!lock) {
    const holder = runningEngine(path)?.pid;
    throw new Error(`Another engine${holder === undefined ? '' : ` (process ${holder})`} is running on ${path}: stop it, or choose another directory with --data.`);
  }
  const isNew = !readdirSync(path).includes('queues');
  if (!isNew && !tableIsElsewhere && !statSync(join(path, 'table.db'), { throwIfNoEntry: false })?.size) {
    lock.release();
    throw new Error(`The data directory ${path} is not new, but its table.db is missing or empty: put that file back, or choose another directory with --data.`);
  }
  const card = join(path, CARD);
  rmSync(card, { force: true });
  return {
    path,
    isNew,
    writeCard: (content) => {
      writeFileSync(`${card}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${card}.new`, card);
    },
    close: () => {
      rmSync(card, { force: true });
      lock.release();
    },
  };
}

/** The card of the engine that runs on a data directory; undefined when none does. */
export function runningEngine(directory: string): EngineCard | undefined {
  try {
    const card = JSON.parse(readFileSync(join(directory, CARD), 'utf8')) as EngineCard;
    process.kill(card.pid, 0);
    return card;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

/** Points the SDK's clients of this process at a running engine, by the SDK's own variables. */
export function connectTo(card: EngineCard): void {
  for (const [service, address] of Object.entries(card.endpoints)) process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] = address;
  Object.assign(process.env, { AWS_REGION: card.region, AWS_ACCESS_KEY_ID: card.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: card.credentials.secretAccessKey });
}
