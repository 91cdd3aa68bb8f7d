import { Refused } from '../../errors.ts';
import type { Tools } from '../handing.ts';
import type { Graph } from '../meta/graph.ts';
import type { InstagramAccount, InstagramSettings } from './facts.ts';

/** By the id or, where the platform gives another id, by the username, which nobody else has. */
export function wroteAsAccount({ accounts }: Pick<InstagramSettings, 'accounts'>, { id: author, name }: { id: string; name: string | null }): boolean {
  const username = (author.startsWith('@') ? author.slice(1) : name)?.toLowerCase();
  return accounts.some((account) => account.id === author || (username !== undefined && account.username?.toLowerCase() === username));
}

/** A connected account and its way in: the two routes have two hosts. Throws Refused('notConnected'). https://developers.facebook.com/docs/instagram-platform/overview/ */
export function accountOf({ settings, http }: Tools<InstagramSettings>, inbox: string): { account: InstagramAccount; graph: Graph } {
  const account = settings.accounts.find(({ id }) => id === inbox);
  if (!account) throw new Refused('notConnected', 'an account that is not connected');
  const base = account.login === 'instagram' ? settings.instagramApi : settings.api;
  return { account, graph: { http, base, version: settings.version, token: account.token } };
}
