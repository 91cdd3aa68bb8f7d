import type { Moderation } from './posts.ts';
import type { Language } from '../domain/message.ts';
import type { nowPanel, todayPanel } from '../domain/kpi.ts';
import type { PublicDecision } from '../domain/public-item.ts';
import type { SpikeAlert } from '../domain/spike.ts';
import type { satisfactionIn } from '../domain/status-view.ts';

/** Counts of a series beside what is usual there; null as long as nobody knows. */
export interface CountPoint { at: number; count: number; low: number | null; high: number | null }

/** The figures of this moment, each with its cases. `agents`: how many are here, on a break, away. */
export type FiguresNow = ReturnType<typeof nowPanel> & { at: number; agents?: { here: number; break: number; away: number }; mentions?: { channel: string | null; minutes: number; points: CountPoint[]; /** The first week of one of them. */ learning?: boolean }[]; openAlerts?: number };
export type FiguresToday = ReturnType<typeof todayPanel> & { timeZone: string; /** What customers of today's ended cases said on their status pages. */ satisfaction?: ReturnType<typeof satisfactionIn> };

export type AlertState = 'open' | 'acknowledged' | 'muted' | 'notASpike' | 'over';

/** A rise of mentions, a silence, or a connection that breaks. Of the last two, `spike` and `series` are missing. */
export interface AlertView {
  id: string;
  kind: 'spike' | 'campaign' | 'silence' | 'connection';
  state: AlertState;
  /** Null: over all channels. */
  channel: string | null;
  since: number;
  endedAt: number | null;
  mutedUntil: number | null;
  /** Who took it up. */
  by: string | null;
  spike?: Pick<SpikeAlert, 'severity' | 'count' | 'minutes' | 'usual' | 'low' | 'high' | 'times'>;
  channels?: { channel: string; count: number }[];
  authors?: number;
  reach?: number | null;
  /** Share of angry texts, 0 to 1. */
  negative?: number | null;
  terms?: string[];
  posts?: { channel: string; author: string | null; text: string; language: Language; link: string | null; at: number }[];
  cases?: string[];
  series?: { minutes: number; points: CountPoint[] };
  /** Of a silence: how many an hour are usual. Of a connection: the finding's key and values. */
  usualPerHour?: number;
  finding?: { key: string; values: Record<string, string> };
  /** The first week: what is usual is not known well yet. */
  learning?: boolean;
  /** Ids of the watched topics that rise. */
  topics?: string[];
  brand?: string;
  /** Messages to us rather than mentions of us. */
  direct?: boolean;
  /** A platform told us less than there was. */
  atLeast?: boolean;
  /** Who was told of which step; `target`: `mail:<address>`, `topic`, `slack`, `teams`. */
  notices?: { step: 'begins' | 'grows' | 'joins' | 'turns' | 'over'; target: string; state: 'planned' | 'sending' | 'sent' | 'failed'; at: number; reason: string | null }[];
}

/** A public item that is no case: counted and shown. */
export interface MentionRow { thread: string; id: string; channel: string; at: number; author: { id: string; name: string | null }; text: string; language: Language; decision: PublicDecision | null; link: string | null; post: string | null; case: string | null; /** What may be done to it on its platform, and how it stands there. */ moderation?: Moderation }
export interface MentionsQuery { channel?: string; only?: 'unsure'; after?: string; limit?: string }
export interface MentionList { mentions: MentionRow[]; next: string | null }
