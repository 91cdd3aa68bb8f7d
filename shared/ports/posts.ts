import type { PostOwner } from '../domain/post-owner.ts';

/** Who works on which public post. */
export interface Posts {
  owner(post: string): Promise<PostOwner | null>;
  /** Over whom one has read to own it; null: nobody. Undefined when written, else who owns it now. */
  take(post: string, owner: PostOwner | null, expected: string | null): Promise<{ owner: PostOwner | null } | undefined>;
}
