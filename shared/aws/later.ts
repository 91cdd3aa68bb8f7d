import { TryLater } from '../errors.ts';

const SECONDS = 5;
const AWAY = new Set(['ETIMEDOUT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN']);
const SLOW_DOWN = /^(Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|RequestThrottled|SlowDown|ServiceUnavailable|RequestTimeout)/;

/** What a client of AWS gave up on after all its tries, since the service was slow, busy or away; undefined for everything else. */
export function laterOf(error: unknown): TryLater | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, code, $fault } = error as Error & { code?: string; $fault?: string };
  const passes = name === 'TimeoutError' || (code !== undefined && AWAY.has(code)) || $fault === 'server' || SLOW_DOWN.test(name);
  return passes ? new TryLater(SECONDS, `${name}: ${message}`, { cause: error }) : undefined;
}
