/** One JSON line an event, by allow-list: ids, counts, reasons and times. Never a body, a name, an address or a token. */
export interface LogFields {
  caseNumber?: string;
  messageId?: string;
  deliveryId?: string;
  outgoingId?: string;
  channel?: string;
  state?: string;
  reason?: string;
  attempt?: number;
  count?: number;
  milliseconds?: number;
  bytes?: number;
  key?: string;
  error?: unknown;
}

export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: LogFields) => void;

const ALLOWED = ['caseNumber', 'messageId', 'deliveryId', 'outgoingId', 'channel', 'state', 'reason', 'attempt', 'count', 'milliseconds', 'bytes', 'key'] as const;

// An error's message may quote what a customer wrote; its name and its stack's own frames do not.
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 6).map((line) => line.trim());
  return { name: error.name, ...(frames ? { frames } : {}), ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}) };
}

export function logTo(write: (line: string) => void, source: string, now: () => number): Log {
  return (level, event, fields = {}) => {
    const line: Record<string, unknown> = { at: new Date(now()).toISOString(), level, source, event };
    for (const name of ALLOWED) if (fields[name] !== undefined) line[name] = fields[name];
    if (fields.error !== undefined) line['error'] = describeError(fields.error);
    write(JSON.stringify(line));
  };
}
