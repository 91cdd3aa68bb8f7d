import chromiumPackage from '@sparticuz/chromium';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { builtBefore, filesBelow } from '../../infra/built-before.ts';
import { buildWithVite } from '../../infra/console-pages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A Chromium: the machine's own, else the one from npm. It never skips: what keeps it from starting is the error. */
export async function startBrowser(): Promise<Browser> {
  const installed = process.env['MOKED_CHROMIUM'] === 'npm' ? undefined : INSTALLED.find((path) => existsSync(path));
  const executablePath = installed ?? await chromiumPackage.executablePath();
  return chromium.launch({ executablePath, args: [...(installed ? ['--no-sandbox', '--disable-gpu'] : chromiumPackage.args)], headless: true });
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

/** A page that is signed in, in a context of its own: nothing kept from another test. */
export async function openConsole(browser: Browser, server: { url: string; token: string }, { hash = '/inbox/open', language = 'he', width = 1440, height = 900, theme = 'light' }: { hash?: string; language?: 'he' | 'en'; width?: number; height?: number; theme?: 'light' | 'dark' } = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
  // As if chosen on an earlier day. Frames without an origin of their own keep nothing.
  if (language === 'en') await context.addInitScript(() => { if (self === top && !localStorage.getItem('language')) localStorage.setItem('language', 'en'); });
  const page = await context.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) foreign.push(request.url()); });
  // What the page's own policy stops never leaves.
  page.on('requestfailed', (request) => { if (/csp/i.test(request.failure()?.errorText ?? '') && foreign.includes(request.url())) foreign.splice(foreign.indexOf(request.url()), 1); });
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${server.url}/?token=${server.token}#${hash}`);
  return { page, foreign, complaints };
}
