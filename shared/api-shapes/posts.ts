import type { Entry } from '../api-shapes.ts';
import type { ModerationAct, SwitchShown } from '../domain/moderation.ts';
import type { Language } from '../domain/message.ts';
import type { PostOwner } from '../domain/post-owner.ts';

/** What may be done to a public item on its platform, and how it stands there. */
export interface Moderation { may: ('hide' | 'like')[]; hidden: SwitchShown; liked: SwitchShown }
export interface Moderated { moderation: Moderation }
export interface ModerateBody { act: ModerationAct }

/** A public answer that waits for somebody else's approval, or came back with a note. */
export interface Approval {
  id: string;
  number: string;
  channel: string;
  at: number;
  by: { id: string; name: string };
  text: string;
  via: 'reply' | 'public' | 'handOver';
  state: 'waiting' | 'approved' | 'returned';
  /** Of the case, as its writer left it. */
  version: string;
  decided: { by: string; at: number; note: string | null } | null;
  answers: { author: { id: string; name: string | null }; text: string; language: Language; at: number; link: string | null } | null;
  post: string | null;
  /** Whoever looks has written it. */
  mine: boolean;
}
export interface ApprovalList { waiting: Approval[] }

export interface PostComment extends Pick<Entry, 'id' | 'at' | 'author' | 'text' | 'language' | 'decision' | 'link' | 'personalData' | 'revised'> {
  thread: string;
  case: string | null;
  answered: boolean;
  /** Which of our answers are shown with it: `seen` of an answer to it. */
  answers: string[];
  parent: string | null;
  /** How far below a comment that is shown it stands. */
  depth: 0 | 1;
  /** One of us wrote it. */
  ours: boolean;
  angry: boolean;
  moderation: Moderation;
  /** Of ours: how the sending stands. */
  sending: { state: string; reason: string | null } | null;
}
export interface PostView { id: string; channel: string; at: number | null; author: string | null; text: string; link: string | null; owner: PostOwner | null; comments: PostComment[]; /** Older comments are not shown. */ more: boolean }

export interface ItemRef { thread: string; id: string }
/** `seen`: which answers were shown with it. What somebody else has answered since is refused; without it, what somebody else has answered. */
export interface SeenItem extends ItemRef { seen?: string[] }
/** Who gets which of several texts. `case` null: the answer opens one. `wording`: who has the same gets the same words, names aside. */
export interface PostAnswersPreview { answers: (ItemRef & { seen: string[]; name: string | null; case: string | null; text: string; wording: number })[]; cannot: (ItemRef & { name: string | null; reason: string })[]; /** They wait for approval before they go out. */ waits: boolean }
export interface PostAnswersOutcome { done: (ItemRef & { state: string })[]; refused: (ItemRef & { key: string })[] }
