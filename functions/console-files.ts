import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Answers with the console's file of this path, undefined when there is none. */
export type ConsoleFiles = (path: string) => Response | undefined;

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

// Styles may stand in the page because mails are shown in sandboxed frames, which inherit this policy and bring their own.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The files of one folder, read once: there are few, and no path of a request reaches the disk. */
export function consoleFiles(folder: string): ConsoleFiles {
  const files = new Map(readdirSync(folder).filter((name) => TYPES[extname(name)]).map((name) => [`/${name}`, readFileSync(join(folder, name))]));
  return (path) => {
    const name = path === '/' ? '/index.html' : path;
    const bytes = files.get(name);
    if (!bytes) return undefined;
    return new Response(new Uint8Array(bytes), {
      headers: {
        'Content-Type': TYPES[extname(name)]!, 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache', 'Referrer-Policy': 'no-referrer',
        'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY', 'Strict-Transport-Security': 'max-age=31536000', 'X-Robots-Tag': 'noindex',
      },
    });
  };
}
