import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { MessageArrival, NoteArrival } from '../arrival.ts';
import type { Tools } from '../handing.ts';
import { call, encodeUrn } from './calls.ts';
import type { LinkedInSettings } from './facts.ts';
import { readLittleText } from './little-text.ts';
import { plainUrn, postOf } from './notifications.ts';

const Comment = z.object({ actor: z.string(), message: z.object({ text: z.string() }), parentComment: z.string().nullish() });
const Post = z.object({ author: z.string(), commentary: z.string().default('') });

/** Author and text of a comment or a post; undefined when it is gone. */
async function fetchWords(tools: Tools<LinkedInSettings>, post: string, comment: string | undefined): Promise<{ author: string; text: string; parent: string | null } | undefined> {
  try {
    if (comment === undefined) {
      const { author, commentary } = Post.parse((await call(tools, 'GET', `posts/${encodeUrn(post)}`)).body);
      return { author, text: readLittleText(commentary), parent: null };
    }
    const id = /,([^,]+)\)$/.exec(comment)?.[1] ?? '';
    const { actor, message, parentComment } = Comment.parse((await call(tools, 'GET', `socialActions/${encodeUrn(post)}/comments/${encodeURIComponent(id)}`)).body);
    return { author: actor, text: message.text, parent: parentComment ? plainUrn(parentComment) : null };
  } catch (error) {
    if (error instanceof Refused && error.reason === 'itemGone') return undefined;
    throw error;
  }
}

export async function lookUp(tools: Tools<LinkedInSettings>, arrival: MessageArrival): Promise<MessageArrival | undefined> {
  const { lookUp: named, ...known } = arrival;
  const { post, comment } = named ?? {};
  if (post === undefined) return arrival;
  const found = await fetchWords(tools, post, comment);
  if (!found) return undefined;
  return {
    ...known, author: { id: found.author, name: null }, conversation: `${arrival.post ?? post}:${found.author}`, text: found.text, parent: found.parent ?? arrival.parent,
    ours: found.author === `urn:li:organization:${arrival.inbox}`,
  };
}

/** An edit that was told without its new text, with it; as it was when the comment is gone by now. */
export async function completeEdit(tools: Tools<LinkedInSettings>, edit: NoteArrival): Promise<NoteArrival> {
  if (edit.what !== 'edited' || edit.text !== null || edit.about === null) return edit;
  const post = edit.thread?.[0] ?? postOf(edit.about);
  const found = await fetchWords(tools, post, edit.about);
  return found ? { ...edit, text: found.text, thread: [post, found.author] } : edit;
}
