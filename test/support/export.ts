import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runningEngine } from '../../local/data-directory.ts';
import { exportFrom } from '../../local/commands/export-lines.ts';
import type { Exported } from '../../local/commands/export-lines.ts';
import type { MessageLine, OutgoingLine } from '../../shared/steps/export.ts';

const COMMAND = fileURLToPath(new URL('../../local/commands/export.ts', import.meta.url));

/** The export as a person runs it. */
export async function runExport(options: string[]): Promise<{ out: string; code: number | string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, ...options], { maxBuffer: 256 << 20, env: { ...process.env, NODE_OPTIONS: '' } }, (error, out, errors) => {
      resolve({ out, errors, code: error?.code ?? 0 });
    });
  });
}

const found = new Map<string, Exported>();
// Stories ask often while they wait: a process each time would cost more than all the rest of them.
function exportOf(data: string): Exported {
  const known = found.get(data);
  if (known) return known;
  const card = runningEngine(data);
  if (!card) throw new Error(`no engine is running on ${data}`);
  const opened = exportFrom({ card });
  found.set(data, opened);
  return opened;
}

export const exportMessages = async (data: string): Promise<MessageLine[]> => exportOf(data).messages();
export const exportOutgoing = async (data: string): Promise<OutgoingLine[]> => exportOf(data).outgoing();
export const exportCases = async (data: string): ReturnType<Exported['cases']> => exportOf(data).cases();
