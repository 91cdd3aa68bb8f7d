import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** What stands behind a command. `--help` prints how it is used; what it does not know ends it with 2 and one line that says so. */
export function readOptions<T extends ParseArgsConfig & { options: { help: { type: 'boolean' } } }>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  const read = parsed(config);
  if ((read.values as { help?: boolean }).help) {
    console.log(usage);
    process.exit(0);
  }
  return read;
}

function parsed<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (problem) {
    const { code, message } = problem as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw problem;
    // Node goes on to explain how arguments are written.
    console.error(`${message.split(/\.? (?:To specify|Did you|To )|\n/)[0]!.replace(/\.$/, '')}. --help says what there is.`);
    process.exit(2);
  }
}
