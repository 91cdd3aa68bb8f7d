/** What somebody has typed into a case and not sent: kept on this machine until it is. */
export interface Draft { text: string; mode: 'reply' | 'public' | 'handOver' | 'note' }

/** The part of localStorage that is used here. */
export type Keeping = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'draft:';

export function readDraft(keeping: Keeping, number: string): Draft | undefined {
  const kept = keeping.getItem(PREFIX + number);
  if (!kept) return undefined;
  try {
    const { text, mode } = JSON.parse(kept) as Partial<Draft>;
    return typeof text === 'string' ? { text, mode: mode ?? 'reply' } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An empty draft is none. */
export function keepDraft(keeping: Keeping, number: string, draft: Draft): void {
  if (draft.text.trim() === '') keeping.removeItem(PREFIX + number);
  else keeping.setItem(PREFIX + number, JSON.stringify(draft));
}

/** The cases that hold something unsent. */
export function draftedCases(keeping: Keeping): string[] {
  return Array.from({ length: keeping.length }, (_, index) => keeping.key(index) ?? '').filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
}
