/** One item of a delivery in the channel's own ids, before it becomes an InboundMessage. */
export type Arrival = MessageArrival | NoteArrival;

/** Somebody wrote something: a customer to us or about us, or one of us elsewhere than here. */
export interface MessageArrival {
  kind: 'message';
  /** Unique within channel and inbox, the same for every delivery of it. */
  nativeId: string;
  inbox: string;
  visibility: 'private' | 'public';
  /** Private: the conversation. Public: post and author make the thread. */
  conversation: string;
  post: string | null;
  parent: string | null;
  /** True when our own account wrote it: an echo, or an answer typed on the platform. `ownSend`: by this product. */
  ours: boolean;
  ownSend: boolean;
  /** The platform itself tells our own sends from what was typed elsewhere, and this was typed elsewhere. */
  typedElsewhere?: true;
  author: { id: string; name: string | null };
  /** How many people follow the author, where the platform tells it along. */
  followers?: number;
  /** Epoch milliseconds, as the platform says. */
  at: number;
  text: string;
  attachments: { type: string; url: string | null; name: string | null }[];
  link: string | null;
  /** Found by keyword, a share or a tag only: never answered automatically. */
  monitoringOnly: boolean;
  /** Below something of others, where we are only named: whoever wrote it cannot be answered in private. */
  elsewhere?: true;
  /** It answers a post of ours directly, where only such may be hidden. */
  answersUs?: true;
  /** Another app owns the conversation at the moment: stored and shown, never answered automatically. */
  ownedElsewhere?: true;
  /** The platform told ids only: author and text are empty until the api's `lookUp` has fetched them with these. */
  lookUp?: Record<string, string>;
  /** This item as the platform sent it, for the raw record. */
  raw: unknown;
}

/** Something happened that is no message: counted, and applied where it changes one. */
export interface NoteArrival {
  kind: 'note';
  /** `disconnected`: access to the account was taken from us there. */
  what: 'receipt' | 'reaction' | 'edited' | 'removed' | 'hidden' | 'unhidden' | 'ownEcho' | 'disconnected' | 'unknown';
  /** Unique within channel and inbox. */
  nativeId: string;
  inbox: string;
  /** The message it is about. */
  about: string | null;
  /** What names that message's thread: the conversation, or post and author; without it the thread is looked up. */
  thread?: string[];
  /** The new text of an edited message. */
  text: string | null;
  /** Only of an own echo: what the hand-over carried as its `reference`. */
  reference?: string;
  at: number;
  raw: unknown;
}

/** How many items a platform says there were, told without the items: from `at` on, in so many minutes. */
export interface VolumeCount { at: number; minutes: number; count: number; query: string }

/**
 * One page of a fetching; `counts`: what the platform counted for us, instead of or beside items; `refused`: what it would not
 * tell while it told the rest, each as part and reason; `restsUntil`: nothing was asked, since everything rests until then.
 */
export interface Polled { arrivals: Arrival[]; cursor: string; more: boolean; counts?: VolumeCount[]; refused?: { part: string; reason: string }[]; restsUntil?: number }
