/** Short timeouts: a call that hangs must fail long before the function's own minute is over, so that the queue gives the work back in order. */
export const clientSettings = { maxAttempts: 3, requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 } };

/** Each client is made once, at its first use, so that a bundle carries only those it names. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
