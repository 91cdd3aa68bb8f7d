// By itself jest gives each test file a world of its own, into which all that it imports is read, compiled and run anew. That was
// most of the work of a run. Here Node reads the modules, and those that several files of a worker import are there once.
import { createRequire, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { give } from './jest-globals.mjs';

const require = createRequire(import.meta.url);
const { default: circus } = require('jest-circus/runner');
const FRAMEWORK = join(dirname(require.resolve('jest-circus/runner')), 'jestAdapterInit.js');
const GLOBALS = new URL('jest-globals.mjs', import.meta.url).href;
const OURS = new URL('../..', import.meta.url).href;
// What these rooms test holds nothing between two calls. Everywhere else a file starts servers of its own, and clients of AWS,
// which are made once, must find them: our modules are each file's alone, packages are shared by all.
const SHARE_OURS = /test[\\/](?:domain|text|steps|channels)[\\/]/;
let alone = 0;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
    const found = next(specifier, context);
    const owner = context.parentURL?.split('?')[1];
    return owner && found.url.startsWith(OURS) && !found.url.includes('/node_modules/') ? { ...found, url: `${found.url}?${owner}` } : found;
  },
});

/** Jest's test runner (https://jestjs.io/docs/configuration#testrunner-string): its own, but for where modules come from. */
export default async function plainModules(globalConfig, config, environment, runtime, testPath, send) {
  if (globalConfig.watch || globalConfig.watchAll) throw new Error('Modules stay as they were first read: start jest anew instead of letting it watch.');
  const address = pathToFileURL(testPath).href + (SHARE_OURS.test(testPath) ? '' : `?${++alone}`);
  // What the framework knows of one file, it has to forget for the next.
  delete require.cache[FRAMEWORK];
  delete globalThis[Symbol.for('EVENT_HANDLERS')];
  const own = {
    requireInternalModule: require,
    requireModule: require,
    setGlobalsForRuntime: give,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: () => import(address),
    enterTestCode: () => undefined,
    leaveTestCode: () => undefined,
  };
  return circus(globalConfig, config, environment, Object.create(runtime, Object.getOwnPropertyDescriptors(own)), testPath, send);
}
