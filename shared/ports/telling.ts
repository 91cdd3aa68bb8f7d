/** What `tell` keeps of the table's stream, for consoles that ask what is new and for those who search. */

/** A place of a stored message. */
export interface MessageRef { thread: string; id: string; at: number }

/** What search keeps of one message: where it is, and every form of its words. */
export interface WordEntry extends MessageRef { case: string; words: string }

/** One batch of the stream. Its id follows from the batch, so that a batch that comes again is the same one. */
export interface FeedBatch { id: string; at: number; cases: string[]; words: WordEntry[] }

export interface Telling {
  /** What was told from then on, in the order it was told; null: nobody knows any more what happened since. */
  since(at: number): Promise<Omit<FeedBatch, 'words'>[] | null>;
  add(batch: FeedBatch): Promise<void>;
  /** Public items under the list that they belong to: all mentions, or one post. */
  list(name: string, refs: MessageRef[], batch: { id: string; at: number }): Promise<void>;
  /** The latest first; `after` is the `next` of the page before. */
  listed(name: string, limit: number, after?: string): Promise<{ refs: MessageRef[]; next: string | null }>;
}

/** One word that is looked for: one of its forms; `open`: it may go on. `number`: not a word of the message, but the beginning of its case's number. */
export interface WantedWord { forms: string[]; open: boolean; number?: true }

/** Words of messages, by which they are found. */
export interface SearchIndex {
  /** Messages that may answer: some form of every wanted word is in them. The latest first, at most so many. */
  candidates(wanted: WantedWord[], most: number): Promise<WordEntry[]>;
  /** Their words are gone from everywhere, whatever was stored when. */
  forget(messages: { id: string; storedAt: number }[]): Promise<void>;
  /**
   * The words of all these messages (and none where there are none), laid away as if nothing had been: what stood there of them
   * is replaced, what came since stays. Answers with how many messages have words.
   */
  layAnew(messages: { id: string; storedAt: number; entry: WordEntry | null }[]): Promise<number>;
  /** Lays away what was told up to the last full hour. Answers with how many messages. */
  layAway(now: number): Promise<number>;
}
