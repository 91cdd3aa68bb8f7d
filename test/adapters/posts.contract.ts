import { describe, expect, it } from '@jest/globals';
import type { Posts } from '../../shared/ports/posts.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const dana = { id: 'dana', name: 'דנה', at: SUNDAY_MORNING };
const noa = { id: 'noa', name: 'נועה', at: SUNDAY_MORNING + 1 };
let count = 0;

/** What every keeper of posts' owners must do. */
export function postsContract(name: string, make: () => Posts): void {
  describe(`owners of posts in ${name}`, () => {
    it('are nobody at first, then whoever took it first', async () => {
      const [posts, post] = [make(), `post.${++count}`];
      expect(await posts.owner(post)).toBeNull();
      const taken = await Promise.all([posts.take(post, dana, null), posts.take(post, noa, null)]);
      expect(taken.filter((one) => one === undefined)).toHaveLength(1);
      expect([dana, noa]).toContainEqual(await posts.owner(post));
    });

    it('change over whom one has seen there, and over nobody else', async () => {
      const [posts, post] = [make(), `post.${++count}`];
      await posts.take(post, dana, null);
      expect(await posts.take(post, noa, null)).toEqual({ owner: dana });
      expect(await posts.take(post, noa, 'gil')).toEqual({ owner: dana });
      expect(await posts.take(post, noa, 'dana')).toBeUndefined();
      expect(await posts.owner(post)).toEqual(noa);
    });

    it('give it back, so that another may take it', async () => {
      const [posts, post] = [make(), `post.${++count}`];
      await posts.take(post, dana, null);
      await posts.take(post, null, 'dana');
      expect(await posts.owner(post)).toBeNull();
      expect(await posts.take(post, noa, 'dana')).toEqual({ owner: null });
      expect(await posts.take(post, noa, null)).toBeUndefined();
    });
  });
}
