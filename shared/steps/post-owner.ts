import type { PostOwner } from '../domain/post-owner.ts';
import { Stale } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Agent } from './desk.ts';
import { postName } from './post-view.ts';
import type { PostDeps } from './post-view.ts';

/** Who takes a post, or gives it back, over whom they have seen to own it. Throws Stale with who was faster. */
export async function ownPost(deps: Pick<PostDeps, 'posts' | 'keys'> & { now: Clock }, { post, take, over, agent }: { post: string; take: boolean; over: string | null; agent: Agent }): Promise<{ owner: PostOwner | null }> {
  const now = deps.now();
  const owner = take ? { id: agent.id, name: agent.name, at: now } : null;
  const lost = await deps.posts.take(postName(deps, post), owner, over);
  if (!lost) return { owner };
  // A second press finds what the first has done.
  if ((lost.owner?.id ?? null) === (owner?.id ?? null)) return { owner: lost.owner };
  throw new Stale('', [], lost.owner ? 'ownedMeanwhile' : 'leftMeanwhile', { agent: lost.owner?.name ?? '' });
}
