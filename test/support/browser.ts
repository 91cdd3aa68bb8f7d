import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions, Page } from 'playwright-core';
import { builtBefore, filesBelow } from '../../infra/built-before.ts';
import { buildWithVite } from '../../infra/console-pages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');
const PACKED = join(PACKAGE, 'bin');
const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
// One process for all pages of the console: what it has compiled once serves the next page too.
const ARGS = ['--no-sandbox', '--disable-gpu', '--process-per-site', '--disable-site-isolation-trials', '--font-render-hinting=none'];

/** A folder of this machine that is filled once; it appears whole, whoever else fills it at the same moment. */
async function unpackedOnce(name: string, fill: (room: string, folder: string) => unknown): Promise<string> {
  const folder = join(tmpdir(), `moked-${name}-${version}`);
  if (existsSync(folder)) return folder;
  const room = mkdtempSync(`${folder}.`);
  try {
    await fill(room, folder);
    renameSync(room, folder);
  } catch (error) {
    rmSync(room, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

const ofNpm = async (): Promise<string> => join(await unpackedOnce('chromium', async (room) => pipeline(createReadStream(join(PACKED, 'chromium.br')), createBrotliDecompress(), createWriteStream(join(room, 'chromium'), { mode: 0o755 }))), 'chromium');

/** For machines that lack what a browser needs besides: libraries and a font. */
async function itsLibraries(): Promise<Record<string, string>> {
  const folder = await unpackedOnce('chromium-libraries', (room, there) => {
    for (const name of ['al2023', 'fonts']) {
      mkdirSync(join(room, name));
      const { status, stderr } = spawnSync('tar', ['-xf', '-', '-C', join(room, name)], { input: brotliDecompressSync(readFileSync(join(PACKED, `${name}.tar.br`))) });
      if (status !== 0) throw new Error(`${name} cannot be unpacked: ${String(stderr)}`);
    }
    writeFileSync(join(room, 'fonts.conf'), `<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts</dir><dir>${there}/fonts</dir><cachedir>${there}/cache</cachedir></fontconfig>`);
  });
  return { ...process.env as Record<string, string>, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') };
}

/** A Chromium: the one that `MOKED_CHROMIUM` names, that of npm, or the machine's own. It never skips: what keeps each from starting is the error. */
export async function startBrowser(): Promise<Browser> {
  const named = process.env['MOKED_CHROMIUM'];
  const ways: (() => Promise<LaunchOptions>)[] = named ? [async () => ({ executablePath: named })] : [
    async () => ({ executablePath: await ofNpm() }),
    async () => ({ executablePath: await ofNpm(), env: await itsLibraries() }),
    ...INSTALLED.filter((path) => existsSync(path)).map((executablePath) => async () => ({ executablePath })),
  ];
  const failures: string[] = [];
  for (const way of ways) {
    try {
      return await chromium.launch({ ...await way(), args: ARGS, headless: true, timeout: 60_000 });
    } catch (error) {
      failures.push(String(error));
    }
  }
  throw new Error(`No Chromium starts here:\n${failures.join('\n')}`);
}

/** The console as it is deployed, in a folder of the test's own; built once for all that ask for the same sources. */
export function buildConsole(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'moked-console-'));
  builtBefore('console', { from: 'web' }, folder, () => {
    buildWithVite(join(ROOT, 'web'), folder);
    return { inputs: [...filesBelow('web'), ...filesBelow('shared')], meta: '{}' };
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Opened { page: Page; /** What the page asked of anybody but its own server. */ foreign: string[]; /** Refusals of the page's policy, errors and warnings. */ complaints: string[] }

/** Everything that may not happen on a page of this server, from now on. */
export function watch(page: Page, url: string): Opened {
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) foreign.push(request.url()); });
  // What the page's own policy stops never leaves.
  page.on('requestfailed', (request) => { if (/csp/i.test(request.failure()?.errorText ?? '') && foreign.includes(request.url())) foreign.splice(foreign.indexOf(request.url()), 1); });
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, foreign, complaints };
}

/** The console of this server, signed in, in a context of its own. */
export async function openConsole(browser: Browser, server: { url: string; token: string }, { hash = '/inbox/open' }: { hash?: string } = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', reducedMotion: 'reduce' });
  context.setDefaultTimeout(60_000);
  const opened = watch(await context.newPage(), server.url);
  await opened.page.goto(`${server.url}/?token=${server.token}#${hash}`);
  return opened;
}
