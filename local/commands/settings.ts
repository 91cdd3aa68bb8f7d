// `npm run -s settings`: shows what an administrator has set, or sets it from a JSON file. Nothing half-valid is stored.
import { readFileSync } from 'node:fs';
import { settings, storeSettings } from '../../shared/aws/settings.ts';
import { GivenSettings } from '../../shared/domain/settings-check.ts';
import { connectTo, runningEngine } from '../data-directory.ts';
import { readOptions } from './options.ts';
import { sayNotInForce } from './not-in-force.ts';

const USAGE = `npm run -s settings -- [FILE.json] [--data DIR | --stage STAGE]
  Without a file: prints the settings in force. With one: sets what the file names and keeps the rest.
  {"company":{"he":"…","en":"…"},"calendar":{…},"promiseMinutes":{…},"urgentPhone":"…","privacyLink":"https://…", …}
  Functions read them anew within a minute.`;

const { values, positionals } = readOptions(USAGE, { allowPositionals: true, options: { data: { type: 'string', default: '.moked' }, stage: { type: 'string' }, help: { type: 'boolean' } } });
const engine = values.stage ? undefined : runningEngine(values.data);
if (!values.stage && !engine) {
  console.error(`No engine is running on ${values.data}. Start it with npm start, or name its directory with --data.`);
  process.exit(3);
}
if (engine) connectTo(engine);
const table = `moked-${values.stage ?? 'local'}`;
const before = await settings(table, () => Date.now(), sayNotInForce)();
const [file] = positionals;
if (!file) {
  console.log(JSON.stringify(before, null, 2));
  process.exit(0);
}

function readChange(path: string): object {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    console.error(error instanceof SyntaxError ? `${path} is not JSON: ${error.message}` : `${path} could not be read: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
  console.error(`${path} holds no settings: a JSON object is expected.`);
  process.exit(2);
}

// One level down as well: a company's English name alone leaves the Hebrew one as it is.
const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const change = Object.fromEntries(Object.entries(readChange(file)).map(([name, value]) => {
  const there: unknown = before[name as keyof typeof before];
  return [name, isGroup(value) && isGroup(there) ? { ...there, ...value } : value];
}));
const wanted = GivenSettings.safeParse({ ...before, ...change });
if (!wanted.success) {
  for (const issue of wanted.error.issues) console.error(`${issue.path.join('.') || 'settings'}: ${issue.message}`);
  console.error('Nothing was changed.');
  process.exit(2);
}
await storeSettings(table, wanted.data);
console.log(`Set in ${table}. The functions follow within a minute.`);
