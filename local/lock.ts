import { DatabaseSync } from 'node:sqlite';

/**
 * An exclusive lock on a path, held by the operating system: it ends with the process, also after `kill -9`, so there is
 * no stale lock to clean up. Undefined when another process holds it for longer than `waitMilliseconds`.
 */
export function takeLock(path: string, waitMilliseconds = 0): { release(): void } | undefined {
  const lock = new DatabaseSync(path);
  try {
    lock.exec(`PRAGMA busy_timeout = ${waitMilliseconds}`);
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (/locked|busy/.test((error as Error).message)) return undefined;
    throw error;
  }
  return { release: () => lock.close() };
}
