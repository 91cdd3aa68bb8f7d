import { createHmac } from 'node:crypto';

/** One update before it is packed; `list` says in which of the envelope's lists it travels. */
export interface PendingUpdate { object: 'page' | 'instagram'; account: string; list: 'messaging' | 'standby' | 'changes'; at: number; update: unknown }

export interface DeliveryOptions {
  /** Updates in one POST, at most a thousand. */
  batch?: number;
  /** How often each POST is made. */
  times?: number;
  /** The order in which they are taken; as they happened when there is none. */
  order?: <T>(updates: T[]) => T[];
}

const MOST_UPDATES = 1000;
/** So long the platform puts up with a webhook that does not take what it gets. https://developers.facebook.com/docs/messenger-platform/webhooks */
const PATIENCE = 3_600_000;

// The platform writes everything beyond ASCII, and the slash, as escapes.
function asPlatformWrites(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', String.raw`\/`);
}

function envelopeOf(updates: PendingUpdate[]): string {
  const entries = new Map<string, { id: string; time: number } & Record<string, unknown[] | string | number>>();
  for (const { account, list, at, update } of updates) {
    const key = `${account} ${list}`;
    // Seconds where something changed, milliseconds where somebody wrote privately.
    const entry = entries.get(key) ?? { id: account, time: list === 'changes' ? Math.floor(at / 1000) : at, [list]: [] };
    (entry[list] as unknown[]).push(update);
    entries.set(key, entry);
  }
  return asPlatformWrites({ object: updates[0]!.object, entry: [...entries.values()] });
}

/** What waits to be told to one webhook, and the telling: signed, in batches, again until it was taken. */
export class GraphDeliveries {
  pending: PendingUpdate[] = [];
  private readonly secret: string;
  private readonly target: () => string | undefined;
  private readonly now: () => number;
  private readonly unsubscribe: (account: string) => void;
  private readonly failingSince = new Map<string, number>();

  /** `unsubscribe` is called for an account whose updates were not taken for an hour. */
  constructor(secret: string, target: () => string | undefined, now: () => number, unsubscribe: (account: string) => void) {
    this.secret = secret;
    this.target = target;
    this.now = now;
    this.unsubscribe = unsubscribe;
  }

  /** The bodies as they would be posted, with their signature. */
  packed({ batch = MOST_UPDATES, order = (updates) => updates }: DeliveryOptions = {}): { body: Buffer; headers: Record<string, string>; updates: PendingUpdate[] }[] {
    const packed = [];
    for (const object of ['page', 'instagram'] as const) {
      const updates = order(this.pending.filter((update) => update.object === object));
      for (let start = 0; start < updates.length; start += Math.min(batch, MOST_UPDATES)) {
        const part = updates.slice(start, start + Math.min(batch, MOST_UPDATES));
        const body = Buffer.from(envelopeOf(part));
        const signature = createHmac('sha256', this.secret).update(body).digest('hex');
        packed.push({ body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }, updates: part });
      }
    }
    return packed;
  }

  /** Posts everything that waits; what was not answered 2xx waits on. Answers with the statuses (0: nobody listened). */
  async deliver(options: DeliveryOptions = {}): Promise<number[]> {
    const url = this.target();
    if (url === undefined) throw new Error('No webhook address is set.');
    const statuses: number[] = [];
    for (const { body, headers, updates } of this.packed(options)) {
      let taken = false;
      for (let time = 0; time < (options.times ?? 1); time++) {
        const status = await this.post(url, headers, body);
        statuses.push(status);
        taken ||= status >= 200 && status < 300;
      }
      if (taken) this.pending = this.pending.filter((update) => !updates.includes(update));
      this.judge(new Set(updates.map(({ account }) => account)), taken);
    }
    return statuses;
  }

  private judge(accounts: Set<string>, taken: boolean): void {
    for (const account of accounts) {
      if (taken) {
        this.failingSince.delete(account);
        continue;
      }
      const since = this.failingSince.get(account) ?? this.now();
      this.failingSince.set(account, since);
      if (this.now() - since < PATIENCE) continue;
      // What waits for it is dropped, and nobody is told.
      this.pending = this.pending.filter((update) => update.account !== account);
      this.failingSince.delete(account);
      this.unsubscribe(account);
    }
  }

  private async post(url: string, headers: Record<string, string>, body: Buffer): Promise<number> {
    try {
      const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body), redirect: 'manual' });
      await answer.arrayBuffer();
      return answer.status;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return 0;
    }
  }
}
