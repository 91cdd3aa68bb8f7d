/** Jest's environment (https://jestjs.io/docs/configuration#testenvironment-string) that is no world of its own, but the worker's. */
export default class PlainWorld {
  global = globalThis;
  fakeTimers = null;
  fakeTimersModern = null;
  // No module is replaced in these tests, so that there is nothing to restore.
  moduleMocker = { restoreAllMocks: () => undefined };
  #before = { console: globalThis.console, exit: process.exit, variables: { ...process.env } };

  async setup() {}

  async teardown() {
    const { console, exit, variables } = this.#before;
    globalThis.console = console;
    process.exit = exit;
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
}
