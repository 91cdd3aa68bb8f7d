/**
 * A call that hangs fails, and is tried again, long before the function's own minute is over. Left to itself the client only warns:
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-node-http-handler/ (throwOnRequestTimeout). A function
 * that gets no turn for seconds takes a connection that stands for one that does not.
 */
export const answersWithin = (milliseconds: number) => ({ connectionTimeout: 5_000, requestTimeout: milliseconds, throwOnRequestTimeout: true });

/** Three tries together stay below the half minute for which whoever asks over HTTP is kept waiting. */
export const clientSettings = { maxAttempts: 3, requestHandler: answersWithin(9_000) };

/** For what the bucket is asked while somebody waits: its own time-out leaves room for a mail of forty megabytes. */
export const whileSomebodyWaits = { requestTimeout: clientSettings.requestHandler.requestTimeout };

/** Each client is made once, at its first use, so that a bundle carries only those it names. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
