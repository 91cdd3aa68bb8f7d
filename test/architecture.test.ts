import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemsOf, type SourceFile } from './support/house-rules.ts';

const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['shared', 'functions', 'infra', 'local', 'web', 'test'];

function filesOf(room: string): SourceFile[] {
  if (!existsSync(join(ROOT, room))) return [];
  return readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|tsx)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path).split(sep).join('/'), source: readFileSync(path, 'utf8') }));
}

describe('the house', () => {
  it.each(ROOMS)('keeps its rules in %s', (room) => {
    expect(filesOf(room).flatMap(problemsOf)).toEqual([]);
  });
});

// Each rule beside a file that breaks it and the words it is caught with.
const BROKEN: [rule: string, path: string, source: string, caught: string][] = [
  ['the domain imports nothing', 'shared/domain/a.ts', "import { TEXTS } from '../text/render.ts';", 'domain may not import text'],
  ['a re-export is an import', 'shared/domain/a.ts', "export { x } from '../errors.ts';", 'domain may not import errors'],
  ['a late import is one', 'shared/steps/a.ts', "const m = await import('../aws/clients.ts');", 'steps may not import aws'],
  ['a step does not know AWS', 'shared/steps/a.ts', "import { queue } from '../aws/queues.ts';", 'steps may not import aws'],
  ['AWS does not know the steps', 'shared/aws/a.ts', "import { record } from '../steps/record.ts';", 'aws may not import steps'],
  ['a channel does not know another', 'shared/channels/x/a.ts', "import { y } from '../facebook/door.ts';", 'channel/x may not import channel/facebook'],
  ['the console does not know the steps', 'web/a.ts', "import { record } from '../shared/steps/record.ts';", 'web may not import steps'],
  ['the template does not know the code it deploys', 'infra/a.ts', "import { send } from '../shared/steps/send.ts';", 'infra may not import steps'],
  ['the engine runs bundles, not sources', 'local/a.ts', "import { handler } from '../functions/send.ts';", 'local may not import functions'],
  ['the fault simulation knows no engine', 'local/faults/a.ts', "import { engine } from '../engine.ts';", 'local/faults may not import local'],
  ['the engine does not know the fault simulation', 'local/a.ts', "import { story } from './faults/story.ts';", 'local may not import local/faults'],
  ['nothing imports tests', 'shared/steps/a.ts', "import { plan } from '../../test/text/plans.ts';", 'steps may not import test'],
  ['imports name the whole file', 'shared/steps/a.ts', "import { x } from './b';", 'without its ending'],
  ['the AWS SDK stays in its room', 'functions/a.ts', "import { SQSClient } from '@aws-sdk/client-sqs';", 'has no place here'],
  ['a type of the AWS SDK does too', 'shared/channels/x/a.ts', "import type { SQSClient } from '@aws-sdk/client-sqs';", 'has no place here'],
  ['the parser of mail stays in its room', 'functions/a.ts', "import { simpleParser } from 'mailparser';", 'has no place here'],
  ['a pure room reads no files', 'shared/domain/a.ts', "import { readFileSync } from 'node:fs';", 'in a pure room'],
  ['the environment is read in one place', 'shared/aws/a.ts', 'const t = process.env.TABLE;', 'the environment is read'],
  ['destructuring it is reading it', 'functions/a.ts', 'const { TABLE } = process.env;', 'the environment is read'],
  ['rules get the time', 'shared/domain/a.ts', 'const t = Date.now();', 'the clock is given'],
  ['steps get the time', 'shared/steps/a.ts', 'const t = new Date();', 'the clock is given'],
  ['rules throw no dice', 'shared/domain/a.ts', 'const t = Math.random();', 'chance is given'],
  ['steps make no ids of chance', 'shared/steps/a.ts', "import { randomUUID } from 'node:crypto';\nconst id = randomUUID();", 'chance is given'],
  ['platforms are called in one place', 'shared/steps/a.ts', "await fetch('https://graph.example');", 'platforms are called'],
  ['no failure is swallowed', 'functions/a.ts', 'try { go(); } catch (error) {}', 'nobody hears of'],
  ['a comment does not hear of it', 'functions/a.ts', 'try { go(); } catch {\n  // never mind\n}', 'nobody hears of'],
  ['a promise’s failure is not swallowed', 'local/a.ts', 'await go().catch(() => {});', 'nobody hears of'],
  ['modules are not replaced in tests', 'test/steps/a.test.ts', "jest.mock('../../shared/aws/clients.ts');", 'modules are not replaced'],
  ['a file can be read at one sitting', 'web/a.ts', 'x;\n'.repeat(251), '251 lines'],
  ['a name says what is in it', 'shared/aws/utils.ts', 'export const x = 1;', 'a name that says nothing'],
  ['a folder’s name does too', 'web/helpers/date.ts', 'export const x = 1;', 'a name that says nothing'],
  ['file names are in kebab-case', 'shared/steps/acceptMail.ts', 'export const x = 1;', 'kebab-case'],
  ['an index holds something', 'shared/steps/index.ts', "export * from './send.ts';\nexport { record } from './record.ts';", 'only re-exports'],
  ['comments are no ornaments', 'shared/steps/a.ts', '// ------------ sending\nx;', 'a comment banner'],
  ['what is left to do has a number', 'shared/steps/a.ts', '// TODO later\nx;', 'without an issue number'],
];

describe('a broken rule is caught', () => {
  it.each(BROKEN)('%s', (_, path, source, caught) => {
    expect(problemsOf({ path, source })).toEqual([expect.stringContaining(caught)]);
  });
});

const KEPT: [what: string, path: string, source: string][] = [
  ['a rule named in a comment', 'shared/domain/a.ts', '// not Date.now(), not Math.random(), not process.env\n/* import x from "../aws/a.ts" */\nx;'],
  ['a rule named in a string', 'shared/domain/a.ts', 'const words = "Date.now() process.env" + \'import x from\' + `new Date() ${x} Math.random()`;'],
  ['an import named in a string', 'shared/domain/a.ts', 'const words = "import y from \'../aws/a.ts\'";'],
  ['a rule named in a pattern', 'shared/domain/a.ts', 'const seen = /Date.now()["\'`]/.test(x); const y = a / b / c;'],
  ['a Date of a given time', 'shared/domain/a.ts', 'new Date(now).toISOString();'],
  ['a slash in a class', 'shared/steps/a.ts', 'const p = /[/"]/; // "'],
  ['an address in a string', 'shared/steps/a.ts', "const a = 'https://company.example'; x;"],
  ['a failure that is told', 'functions/a.ts', 'try { go(); } catch (error) { log(error); }'],
  ['a failure that gives another value', 'web/a.ts', 'const said = await answer.json().catch(() => undefined);'],
  ['the list of channels', 'shared/channels/index.ts', "export * from './email/facts.ts';"],
  ['a family’s shared part', 'shared/channels/facebook/door.ts', "import { verify } from '../meta/verify.ts';"],
];

describe('what keeps the rules raises no alarm', () => {
  it.each(KEPT)('%s', (_, path, source) => {
    expect(problemsOf({ path, source })).toEqual([]);
  });

  it('code inside a template is still code', () => {
    expect(problemsOf({ path: 'shared/domain/a.ts', source: 'const a = `at ${{ x: Date.now() }.x} // `;' })).toHaveLength(1);
  });
});
