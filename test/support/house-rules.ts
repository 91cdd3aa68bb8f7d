import { posix } from 'node:path';
import { importsOf, readSource, type SourceText } from './source-text.ts';

export interface SourceFile {
  path: string;
  source: string;
}

/** Who may import whom, one way. A room may always import itself; a channel only itself, `channels` is the list and the contract. */
const MAY_IMPORT: Record<string, string[]> = {
  domain: [],
  errors: [],
  log: [],
  config: [],
  ports: ['domain'],
  'api-shapes': ['domain'],
  text: ['domain'],
  channels: ['domain', 'errors', 'channel'],
  channel: ['domain', 'errors', 'ports', 'text', 'channels', 'channel/meta'],
  steps: ['domain', 'ports', 'channels', 'channel', 'text', 'errors', 'log', 'api-shapes'],
  aws: ['ports', 'domain', 'errors', 'config', 'log'],
  functions: ['steps', 'aws', 'channels', 'channel', 'config', 'errors', 'log', 'ports', 'domain', 'api-shapes'],
  infra: ['config', 'channels', 'channel'],
  local: ['config', 'errors', 'domain', 'channels', 'channel', 'log'],
  // The journey itself, over ports in memory: what breaks it is looked for without an engine.
  'local/faults': ['steps', 'ports', 'aws', 'domain', 'channels', 'channel', 'errors', 'log'],
  'local/commands': ['local', 'local/faults', 'infra', 'steps', 'aws', 'domain', 'config', 'errors', 'ports', 'log', 'api-shapes', 'channels', 'channel'],
  // The composer counts as X counts, by X's own rule.
  web: ['api-shapes', 'domain', 'channel/x'],
};

// `channel/<name>` is one platform's folder; the files beside the folders are `channels`.
function roomOf(path: string): string | undefined {
  const channel = /^shared\/channels\/([^/]+)\//.exec(path);
  if (channel) return `channel/${channel[1]}`;
  const ownRoom = /^local\/(?:commands|faults)(?=\/)/.exec(path);
  if (ownRoom) return ownRoom[0];
  const [top, second] = path.split('/') as [string, string?];
  return top === 'shared' ? second?.replace(/\.ts$/, '') : top;
}

function mayImport(from: string, to: string): boolean {
  if (from === 'test' || from === to) return true;
  const family = (room: string): string => (room.startsWith('channel/') ? 'channel' : room);
  const allowed = MAY_IMPORT[family(from)] ?? [];
  return allowed.includes(to) || (family(from) !== 'channel' && allowed.includes(family(to)));
}

/** Packages that only some rooms may use, by the beginning of their name. */
const PACKAGES: [prefix: string, where: RegExp][] = [
  ['@aws-sdk/', /^(?:shared\/aws|local|test)\/|^infra\/preflight-aws\.ts$/],
  ['aws-cdk-lib', /^(?:infra|test)\//],
  ['@middy/', /^functions\//],
  ['mailparser', /^(?:shared\/channels\/email|local|test)\//],
  ['nodemailer', /^(?:shared\/channels\/email|test)\//],
];
const PURE = /^shared\/(?:domain|steps|text)\//;
const PURE_MAY_USE = ['zod', 'node:crypto', 'node:url'];

function importProblems({ path }: SourceFile, text: SourceText): string[] {
  const problems: string[] = [];
  for (const wanted of importsOf(text)) {
    if (wanted.startsWith('.')) {
      const target = posix.join(posix.dirname(path), wanted);
      const [from, to] = [roomOf(path), roomOf(target)];
      if (!/\.(?:ts|tsx|mjs|json|css)$/.test(wanted)) problems.push(`imports ${wanted} without its ending`);
      if (!from || !to || (!mayImport(from, to) && !wanted.endsWith('.json'))) problems.push(`${from} may not import ${to} (${wanted})`);
      continue;
    }
    for (const [prefix, where] of PACKAGES) if (wanted.startsWith(prefix) && !where.test(path)) problems.push(`${wanted} has no place here`);
    if (PURE.test(path) && !PURE_MAY_USE.includes(wanted)) problems.push(`${wanted} in a pure room`);
  }
  return problems;
}

/** What must not stand in the code of some rooms, and why. */
const FORBIDDEN: { pattern: RegExp; where: RegExp; except?: RegExp; because: string }[] = [
  { pattern: /\bprocess\s*\.\s*env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](?:node:)?process/, where: /./, except: /^(?:infra|local|test)\/|^shared\/config\.ts$/, because: 'the environment is read in shared/config.ts' },
  { pattern: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(]))|\bperformance\s*\.\s*now\b/, where: /^shared\/(?:domain|steps)\//, because: 'the clock is given as `now`' },
  { pattern: /\bMath\s*\.\s*random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/, where: /^shared\/(?:domain|steps)\//, because: 'chance is given from outside' },
  { pattern: /\bfetch\s*\(/, where: /^shared\//, except: /^shared\/channels\/[^/]+\/api\.ts$|^shared\/aws\//, because: 'platforms are called in their channel’s api.ts' },
  { pattern: /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}|\.catch\(\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*\{\s*\}\s*,?\s*\)/, where: /./, because: 'a failure that nobody hears of' },
  { pattern: /\bjest\s*\.\s*(?:mock|unstable_mockModule)\b/, where: /^test\//, because: 'a fake is passed in, modules are not replaced' },
];

function codeProblems({ path }: SourceFile, { bare }: SourceText): string[] {
  return FORBIDDEN.filter(({ pattern, where, except }) => where.test(path) && !except?.test(path) && pattern.test(bare)).map(({ because }) => because);
}

const LONGEST = 250;
const FORBIDDEN_NAMES = /(?:^|\/)(?:utils?|helpers?|common|types?|interfaces?|dtos?)(?:\/|\.[a-z]+$)/i;

function shapeProblems({ path, source }: SourceFile, { bare, comments }: SourceText): string[] {
  const problems: string[] = [];
  const lines = source.trimEnd().split('\n').length;
  if (lines > LONGEST) problems.push(`${lines} lines, ${LONGEST} are the most`);
  if (FORBIDDEN_NAMES.test(path)) problems.push('a name that says nothing about what the file holds');
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(posix.basename(path))) problems.push('file names are in kebab-case');
  if (path.endsWith('/index.ts') && path !== 'shared/channels/index.ts' && bare.replace(/\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*;?/g, '').trim() === '') problems.push('an index that only re-exports');
  if (comments.some((comment) => /^\/[/*]+\s*[-=*#~]{4,}/m.test(comment))) problems.push('a comment banner');
  if (comments.some((comment) => /\b(?:TODO|FIXME|XXX)\b(?!.*#\d)/.test(comment))) problems.push('a TODO without an issue number');
  return problems;
}

/** What of the house's rules a file breaks, in words; nothing when it keeps them. */
export function problemsOf(file: SourceFile): string[] {
  const text = readSource(file.source);
  return [...importProblems(file, text), ...codeProblems(file, text), ...shapeProblems(file, text)].map((problem) => `${file.path}: ${problem}`);
}
