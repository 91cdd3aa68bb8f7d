import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A command whose reader leaves before it has said a word, as `| head` may. */
export async function readByNobody(command: string, options: string[]): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(`../../local/commands/${command}.ts`, import.meta.url)), ...options], { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  const [code] = await once(child, 'close') as [number | null];
  return { code, errors };
}
