const DAY = 86_400_000;
const WARN_DAYS = 60;

/** When a version of the API is first refused, at the earliest: twelve months after its own. https://learn.microsoft.com/en-us/linkedin/marketing/versioning */
export function sunsetOf(version: string): number {
  return Date.UTC(Number(version.slice(0, 4)) + 1, Number(version.slice(4, 6)) - 1, 1);
}

/** Whole days until the version may be refused, from the sixtieth on (negative: past); undefined while there is time. */
export function sunsetWarning(version: string, now: number): number | undefined {
  const days = Math.ceil((sunsetOf(version) - now) / DAY);
  return days <= WARN_DAYS ? days : undefined;
}
