/** What is wrong with a connection, or will be soon: a key of the console's texts and its values. `days`: until it ends. */
export interface Finding { key: string; values: Record<string, string> }

/** What a platform told us by itself and somebody has to see to: a finding of every look at its channel until then. */
export interface Notice {
  id: string;
  channel: string;
  finding: Finding;
  at: number;
  /** The connection it is about: gone with it. */
  connection?: string;
  /** When somebody had seen to it. */
  doneAt?: number;
}

/** How the deliveries of one account stand. Times are epoch milliseconds. */
export interface AccountState {
  inbox: string;
  /** When something last came from it. */
  lastEventAt: number | null;
  /** When its fetching last got on; null where nothing is fetched, or not yet. */
  fetchedAt: number | null;
}

/** The latest look at one channel's connection: what the console shows. */
export interface ConnectionCheck {
  channel: string;
  checkedAt: number;
  connected: boolean;
  accounts: AccountState[];
  findings: Finding[];
  /** The alerts that people have had, and when their reason was last there: each is told once. */
  told: Record<string, number>;
}

/** Days before an end at which people hear of it; the earliest is for what takes a developer. */
const THRESHOLDS = [1, 7, 14, 60];
/** An alert whose reason has been gone for so long may be told again. */
const FORGOTTEN_MS = 24 * 3_600_000;
/** A first failure of these may be a passing one of the platform's. */
const TOLD_WHEN_REPEATED = ['unreachable'];
const MINUTE = 60_000;
const LEAST_LAG_MINUTES = 30;

/** Once for a finding, and again at each threshold of its days. Undefined: nothing to tell yet. */
function alertKey({ key, values }: Finding): string | undefined {
  const about = `${key}:${values['account'] ?? values['request'] ?? ''}`;
  if (values['days'] === undefined) return about;
  const threshold = THRESHOLDS.find((days) => Number(values['days']) <= days);
  return threshold === undefined ? undefined : `${about}:${threshold}`;
}

/** Which findings people must hear of now, by the name of their alert, and what is remembered of those they have heard of. */
export function alertsDue(findings: Finding[], before: Pick<ConnectionCheck, 'findings' | 'told'> | undefined, now: number): { tell: Map<string, Finding>; told: Record<string, number> } {
  const there = new Map(findings.flatMap((finding) => {
    const key = alertKey(finding);
    return key === undefined ? [] : [[key, finding] as const];
  }));
  // However long nobody looked: only what a look has missed for a day is forgotten.
  const told = Object.fromEntries(Object.entries(before?.told ?? {}).filter(([key, at]) => there.has(key) || now - at < FORGOTTEN_MS));
  const tell = new Map<string, Finding>();
  for (const [key, finding] of there) {
    if (key in told) told[key] = now;
    else if (!TOLD_WHEN_REPEATED.includes(finding.key) || before?.findings.some((one) => one.key === finding.key)) tell.set(key, finding);
  }
  return { tell, told };
}

/** Whether the fetching of an account stands still. `notBefore`: it was told to wait until then. */
export function lagOf(account: { inbox: string; movedAt: number; notBefore: number }, everyMinutes: number, now: number): Finding | undefined {
  const minutes = Math.floor((now - Math.max(account.movedAt, account.notBefore)) / MINUTE);
  return minutes > Math.max(LEAST_LAG_MINUTES, 3 * everyMinutes) ? { key: 'pollingStopped', values: { account: account.inbox, minutes: String(minutes) } } : undefined;
}
