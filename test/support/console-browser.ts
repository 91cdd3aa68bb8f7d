import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildConsole, startBrowser, watch } from './browser.ts';
import type { Opened } from './browser.ts';
import { startConsole } from './console-server.ts';
import type { ConsoleServer, Handlers } from './console-server.ts';

/** What a machine may take that is busy with other things; nobody waits so long on an idle one. */
const PATIENCE_MS = 60_000;

export interface Look { language?: 'he' | 'en'; width?: number; height?: number; theme?: 'light' | 'dark' }

export interface ConsoleInBrowser<W> {
  readonly browser: Browser;
  readonly server: ConsoleServer;
  readonly world: W;
  /** A page of its own, signed in, as if this language had been chosen on an earlier day. */
  open: (hash?: string, how?: Look | Look['language']) => Promise<Page>;
  /** The same, with what it asked and what it complained of. */
  look: (hash?: string, how?: Look | Look['language']) => Promise<Opened>;
  /** A page that nothing was opened in. */
  newPage: () => Promise<Page>;
  /** A world anew: no page is open, nothing is kept. Before each test, unless the world is for the file. */
  begin: () => Promise<void>;
  /** What was asked of this route so far, in its order. */
  bodiesOf: (route: string) => unknown[];
}

/**
 * In every page of the tests, what waits for a person to change their mind, and what vanishes by itself, waits until `passes`:
 * a slow machine takes nothing away, and nobody waits for it. All of that is timers of five seconds and more that ring once.
 */
function holdLongTimers(): void {
  const held = new Map<number, { work: () => void; ms: number }>();
  const [begin, stop] = [globalThis.setTimeout, globalThis.clearTimeout];
  let last = 1e9;
  Object.assign(globalThis, {
    setTimeout: (work: (...given: unknown[]) => void, ms = 0, ...rest: unknown[]) => {
      if (ms < 5_000) return begin(work, ms, ...rest);
      held.set(++last, { work: () => { work(...rest); }, ms });
      return last;
    },
    clearTimeout: (timer: number) => { if (!held.delete(timer)) stop(timer); },
    timePasses: (most: number) => {
      for (const [timer, { work, ms }] of held) if (ms <= most && held.delete(timer)) work();
    },
  });
}

/** In this page, what waits for so long or less waits no longer. */
export async function passes(page: Page, milliseconds: number): Promise<void> {
  await page.evaluate((most) => { (globalThis as unknown as { timePasses: (most: number) => void }).timePasses(most); }, milliseconds);
}

/**
 * The console in a browser, for the tests of one file: one browser, one server, a page for each test. A test begins in a
 * world of its own and finds nothing that another has kept, unless the world is for the whole file.
 */
export function consoleInBrowser<W extends { handlers: Handlers }>(makeWorld: (now: number) => W, { worldFor = 'test' }: { worldFor?: 'test' | 'file' } = {}): ConsoleInBrowser<W> {
  let [browser, context, keeper, built, server, world]: [Browser?, BrowserContext?, Page?, ReturnType<typeof buildConsole>?, ConsoleServer?, W?] = [];
  const begin = async (): Promise<void> => {
    for (const page of context!.pages()) if (page !== keeper) await page.close();
    await context!.setOffline(false);
    await keeper!.evaluate(() => localStorage.clear());
    world = makeWorld(Date.now());
    server!.begin(world.handlers);
  };
  beforeAll(async () => {
    built = buildConsole();
    server = await startConsole(built.folder);
    browser = await startBrowser();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(holdLongTimers);
    // As long as one page of this origin is open, the next need no process of their own and compile nothing again.
    keeper = await context.newPage();
    await keeper.goto(`${server.url}/nothing`);
    if (worldFor === 'file') await begin();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    built?.remove();
  });
  if (worldFor === 'test') beforeEach(begin);

  const look: ConsoleInBrowser<W>['look'] = async (hash = '/inbox/open', how = {}) => {
    const { language = 'he', width = 1440, height = 900, theme = 'light' } = typeof how === 'string' ? { language: how } : how;
    await keeper!.evaluate((chosen) => { if (chosen === 'en') localStorage.setItem('language', chosen); else localStorage.removeItem('language'); }, language);
    const { url, token } = server!;
    const page = await context!.newPage();
    if (width !== 1440 || height !== 900) await page.setViewportSize({ width, height });
    if (theme === 'dark') await page.emulateMedia({ colorScheme: 'dark' });
    const opened = watch(page, url);
    await page.goto(`${url}/?token=${token}#${hash}`);
    return opened;
  };
  return {
    get browser() { return browser!; }, get server() { return server!; }, get world() { return world!; },
    begin, look, open: async (hash, how) => (await look(hash, how)).page, newPage: async () => context!.newPage(),
    bodiesOf: (route) => server!.calls.filter((call) => call.route === route).map(({ body }) => body),
  };
}
