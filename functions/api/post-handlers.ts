import * as z from 'zod';
import { ModerationAct } from '../../shared/domain/moderation.ts';
import { approve, giveBack, listWaiting } from '../../shared/steps/approve.ts';
import { moderate, moderationOf } from '../../shared/steps/moderate.ts';
import { answerOnPost, previewPostAnswers } from '../../shared/steps/post-answers.ts';
import { ownPost } from '../../shared/steps/post-owner.ts';
import { postOf, postView } from '../../shared/steps/post-view.ts';
import type { ApiDeps } from './deps.ts';
import { Answered, Id, Key, actorOf, caseNumber, fits } from './handling.ts';
import type { Handlers } from './handling.ts';

const PostId = z.string().max(1000);
const Text = z.string().trim().min(1).max(20_000);
const Item = z.object({ thread: Id, id: Id });
const SeenItem = Item.extend({ seen: z.array(Id).max(1000).optional() });
const Items = z.array(SeenItem).min(1).max(500);
const Version = z.string().regex(/^\d+(\.\d+)+(~[\w-]{1,20})?$/).max(500);

type PostRoute =
  | 'GET /posts/:id' | 'PUT /posts/:id/owner' | 'POST /posts/:id/answers/preview' | 'POST /posts/:id/answers' | 'POST /items/:thread/:id/acts'
  | 'GET /approvals' | 'POST /approvals/:number/:id/approve' | 'POST /approvals/:number/:id/return';

/** What stands in public: posts, acts on what stands below them, and answers that wait for approval. */
export function postHandlers(deps: ApiDeps): Handlers<PostRoute> {
  const postIn = (path: Record<string, string>): string => {
    const id = fits(PostId, path['id']);
    postOf(id);
    return id;
  };
  return {
    'GET /posts/:id': async ({ path }) => postView(deps, postIn(path)),
    'PUT /posts/:id/owner': async ({ path, body, agent }) => ownPost(deps, { post: postIn(path), agent: actorOf(agent), ...fits(z.object({ take: z.boolean(), over: z.string().max(200).nullable() }), body) }),
    'POST /posts/:id/answers/preview': async ({ path, body, agent }) => {
      postIn(path);
      return previewPostAnswers(deps, { ...fits(z.object({ items: Items, texts: z.array(z.string().trim().max(20_000)).min(1).max(50) }), body), agent: actorOf(agent) });
    },
    'POST /posts/:id/answers': async ({ path, body, agent }) => {
      postIn(path);
      return answerOnPost(deps, { ...fits(z.object({ answers: z.array(SeenItem.extend({ text: Text })).min(1).max(500), key: Key }), body), agent: actorOf(agent) });
    },
    'POST /items/:thread/:id/acts': async ({ path, body, agent }) => {
      const { act } = fits(z.object({ act: ModerationAct }), body);
      return new Answered(202, { moderation: moderationOf(await moderate(deps, { thread: fits(Id, path['thread']), id: fits(Id, path['id']), act, agent: actorOf(agent) })) });
    },
    'GET /approvals': async ({ agent }) => listWaiting(deps, agent.id),
    'POST /approvals/:number/:id/approve': async ({ path, body, agent }) => {
      const { text, version } = fits(z.object({ text: Text.optional(), version: Version.optional() }), body);
      return new Answered(202, await approve(deps, { number: caseNumber(path['number']), id: fits(Id, path['id']), agent: actorOf(agent), ...(text === undefined ? {} : { text }), ...(version === undefined ? {} : { version }) }));
    },
    'POST /approvals/:number/:id/return': async ({ path, body, agent }) => giveBack(deps, { number: caseNumber(path['number']), id: fits(Id, path['id']), agent: actorOf(agent), ...fits(z.object({ note: Text, version: Version.optional() }), body) }),
  };
}
