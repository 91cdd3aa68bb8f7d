import type { Route } from '../domain/message.ts';

/** What is handed over in one call: a text, or an attachment where the channel takes one. */
export interface Handing {
  route: Route;
  text: string;
  /** False only for what a person wrote. */
  automatic: boolean;
  /** When the customer wrote what this answers, epoch milliseconds: the windows count from it. */
  answersAt?: number;
  /** Comes back in the platform's echo, where it has such a field: at most 100 letters, digits, `_`, `-`. */
  reference?: string;
  /** Attempts that ended before this one. */
  attempt?: number;
  attachment?: { type: 'image' | 'audio' | 'video' | 'file'; url: string };
  /** The customer's id, where a public answer asks them to write in private. */
  person?: string;
}

/** An act on a public item; `attempt`: attempts that ended before this one. */
export interface Moderating { act: 'hide' | 'unhide' | 'like' | 'unlike'; to: string; inbox: string; attempt: number }

/** The platform's id of what was handed over; `conversation`: where the person's private words will come in, as far as it is known now. */
export interface Handed { id: string; conversation?: string }

export interface Http { (request: { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; url: string; headers?: Record<string, string>; query?: Record<string, string>; body?: unknown }): Promise<HttpAnswer> }
export interface HttpAnswer { status: number; headers: Record<string, string>; body: unknown }

/** One call's tools: a channel builds no client of its own. Errors: TryLater, Refused, or anything else when the outcome is unknown. */
export interface Tools<S> { settings: S; http: Http; now: () => number }

/** What is wrong with a connection: a key of the console's texts and its values. */
export interface Finding { key: string; values: Record<string, string> }
