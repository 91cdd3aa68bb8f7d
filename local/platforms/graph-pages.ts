const PAGE = 50;

/** A time as the platform writes it: whole seconds, a zone without a colon. */
export const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');

/** One page of a list, and the way to the next. */
export function paged<T>(all: T[], query: URLSearchParams, shown: (one: T) => unknown): { data: unknown[]; paging: unknown } {
  const start = Number(Buffer.from(query.get('after') ?? '', 'base64url').toString() || 0);
  const size = Math.min(Number(query.get('limit') ?? PAGE), PAGE);
  const end = start + size;
  const cursors = { after: Buffer.from(String(end)).toString('base64url') };
  return { data: all.slice(start, end).map(shown), paging: { cursors, ...(end < all.length ? { next: 'https://graph.example/next' } : {}) } };
}
