import type { Moderating, Switch } from '../domain/moderation.ts';

/** Which switch of which stored item. */
export interface ModerationPlace { thread: string; messageId: string; what: Switch }

/** The states of our acts on public items. An act that was replaced by a later one is nobody's any more. */
export interface Moderations {
  /** Moves the act of this id from `planned`, or from an attempt whose lease has ended, to `sending`; answers with the latest act that is there. */
  begin(place: ModerationPlace, attempt: { id: string; now: number; leaseUntil: number }): Promise<{ begun: boolean; act: Moderating | undefined }>;
  /** Ends the attempt if it is still the one that began; `sent` turns the switch. */
  settle(place: ModerationPlace, change: { id: string; attempt: number; state: 'sent'; is: boolean; now: number } | { id: string; attempt: number; state: 'planned' | 'failed'; reason: string; now: number }): Promise<void>;
  /** The platform has it no longer: what was written is kept nowhere. */
  gone(place: Pick<ModerationPlace, 'thread' | 'messageId'>, at: number): Promise<void>;
}
