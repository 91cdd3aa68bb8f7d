import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Answers with the console's file of this path, undefined when there is none. `accepts`: which encodings the browser reads. */
export type ConsoleFiles = (path: string, accepts?: string) => Response | undefined;

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

// Files go into the bucket by themselves.
const policy = (filesOrigin: string): string => `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ${["'self'", filesOrigin].join(' ').trim()}; frame-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

// A mail in its own design needs styles in the mark-up. It stands in a frame without an origin, under a policy of its own:
// no network at all, or pictures only once the reader has asked for them.
const framePolicy = (images: string): string => `default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src ${images}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts`;
const FRAMES: Record<string, string> = { '/frame.html': framePolicy('data:'), '/frame-images.html': framePolicy('data: https:') };

function headersOf(path: string, type: string, filesOrigin: string): Record<string, string> {
  const frame = FRAMES[path];
  return {
    'Content-Type': type, 'Content-Security-Policy': frame ?? policy(filesOrigin), 'X-Frame-Options': frame ? 'SAMEORIGIN' : 'DENY',
    // A file whose name says what it holds never changes; a page is asked for anew, since it names them.
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff', 'Strict-Transport-Security': 'max-age=31536000', 'X-Robots-Tag': 'noindex',
    'Cross-Origin-Opener-Policy': 'same-origin', 'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
    // The frame has no origin of its own, so that its script comes to it from elsewhere.
    ...(path.startsWith('/assets/') ? { 'Access-Control-Allow-Origin': '*' } : {}),
  };
}

/** The files of one folder, read once: there are few, and no path of a request reaches the disk. `filesOrigin`: where answers' files are uploaded to. */
export function consoleFiles(folder: string, filesOrigin = ''): ConsoleFiles {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => TYPES[extname(name)]);
  const files = new Map(names.map((name) => [`/${name.replaceAll('\\', '/')}`, readFileSync(join(folder, name))]));
  // No gateway compresses for us. Each file is compressed when it is first asked for.
  const compressed = new Map<Buffer, Buffer>();
  const smaller = (bytes: Buffer): Buffer => {
    const known = compressed.get(bytes) ?? gzipSync(bytes, { level: 9 });
    compressed.set(bytes, known);
    return known;
  };
  return (path, accepts = '') => {
    const name = path === '/' ? '/index.html' : path;
    const bytes = files.get(name === '/frame-images.html' ? '/frame.html' : name);
    if (!bytes) return undefined;
    const headers = headersOf(name, TYPES[extname(name)]!, filesOrigin);
    if (extname(name) === '.woff2' || !/\bgzip\b/.test(accepts)) return new Response(new Uint8Array(bytes), { headers });
    return new Response(new Uint8Array(smaller(bytes)), { headers: { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } });
  };
}
