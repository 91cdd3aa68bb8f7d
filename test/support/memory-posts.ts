import type { PostOwner } from '../../shared/domain/post-owner.ts';
import type { Posts } from '../../shared/ports/posts.ts';

/** Owners of posts in memory, under the same contract as the table's. */
export class MemoryPosts implements Posts {
  readonly owners = new Map<string, PostOwner>();

  async owner(post: string): Promise<PostOwner | null> {
    return structuredClone(this.owners.get(post) ?? null);
  }

  async take(post: string, owner: PostOwner | null, expected: string | null): ReturnType<Posts['take']> {
    const there = this.owners.get(post) ?? null;
    if ((there?.id ?? null) !== expected) return { owner: structuredClone(there) };
    if (owner) this.owners.set(post, structuredClone(owner));
    else this.owners.delete(post);
    return undefined;
  }
}
