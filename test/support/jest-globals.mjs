// `@jest/globals` for modules that outlive a test file: these names always stand for what the file under way was given.
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test;

export function give(globals) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globals);
}
