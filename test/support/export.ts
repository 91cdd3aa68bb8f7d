import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MessageLine, OutgoingLine } from '../../shared/steps/export.ts';

const COMMAND = fileURLToPath(new URL('../../local/commands/export.ts', import.meta.url));

async function run<T>(data: string, what: string): Promise<T[]> {
  const { out, code, errors } = await runExport(['--data', data, what]);
  if (code !== 0) throw new Error(`the export ended with ${code}: ${errors}`);
  return out.split('\n').filter(Boolean).map((line) => JSON.parse(line) as T);
}

/** The export as a person runs it. */
export async function runExport(options: string[]): Promise<{ out: string; code: number | string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, ...options], { maxBuffer: 256 << 20, env: { ...process.env, NODE_OPTIONS: '' } }, (error, out, errors) => {
      resolve({ out, errors, code: error?.code ?? 0 });
    });
  });
}

export const exportMessages = async (data: string): Promise<MessageLine[]> => run(data, '--messages');
export const exportOutgoing = async (data: string): Promise<OutgoingLine[]> => run(data, '--outgoing');
export const exportCases = async (data: string): Promise<{ caseNumber: string; status: string; relatedTo: string | null; acknowledgement: { state: string } | null }[]> => run(data, '--cases');
