// What starts engines and browsers comes first, so that nobody waits for one long story at the end. A clean clone has no
// times of an earlier run to sort by.
const ROOMS = ['/journeys/', '/web/', '/local/', '/infra/'];

const rankOf = ({ path }) => {
  const found = ROOMS.findIndex((room) => path.includes(room));
  return found === -1 ? ROOMS.length : found;
};

/** Jest's sequencer (https://jestjs.io/docs/configuration#testsequencer-string). */
export default class LongestFirst {
  sort(tests) {
    return [...tests].sort((a, b) => rankOf(a) - rankOf(b) || a.path.localeCompare(b.path));
  }

  shard(tests, { shardIndex, shardCount }) {
    return this.sort(tests).filter((_, place) => place % shardCount === shardIndex - 1);
  }

  /** Nothing is remembered from one run to the next. */
  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    return undefined;
  }
}
