import type { Approval, PostComment } from '../../shared/api-shapes/posts.ts';
import type { PostOwner } from '../../shared/domain/post-owner.ts';
import type { SwitchShown } from '../../shared/domain/moderation.ts';
import { spread } from '../../shared/domain/variants.ts';
import { Answer } from './console-server.ts';
import type { Handlers } from './console-server.ts';

const HOUR = 3_600_000;
const off: SwitchShown = { is: false, state: null, act: null, reason: null, by: null, at: null, elsewhere: false };

/** A post with comments, and answers that wait for approval, as the API would answer. */
export function postScreens(now: number): Handlers {
  let owner: PostOwner | null = null;
  const comment = (id: string, name: string, text: string, fields: Partial<PostComment> = {}): PostComment => ({
    thread: 'T9', id, at: now - 4 * HOUR, author: { id: name, name }, text, language: 'he', decision: { is: 'case', reason: 'fault', evidence: [], borderline: false }, link: null, personalData: [], revised: null, case: null, answered: false, answers: [], parent: null,
    depth: 0, ours: false, angry: false, sending: null, moderation: { may: ['hide', 'like'], hidden: off, liked: off }, ...fields,
  });
  const comments: PostComment[] = [
    comment('K1', 'rotem_k', 'האפליקציה קורסת לי, שירות מחפיר', { case: '264-907-118', angry: true }),
    comment('K2', 'tal', '@gal look', { language: 'en', decision: { is: 'mention', reason: 'tagsSomebody', evidence: [], borderline: false }, depth: 1, parent: 'K1', at: now - 3 * HOUR }),
    comment('K3', 'shira', 'מתי יהיה תיקון?', { case: '730-155-264', answers: ['A1'], at: now - 2 * HOUR, link: 'https://www.instagram.com/p/abc/c/3/', decision: { is: 'case', reason: 'asks', evidence: [], borderline: false } }),
  ];
  let waiting: Approval[] = [{
    id: 'W1', number: '264-907-118', channel: 'instagram', at: now - 600_000, by: { id: 'tal', name: 'טל' }, text: 'מצטערים, בודקים ונחזור אליך.', via: 'public', state: 'waiting', version: '1.1', decided: null,
    answers: { author: { id: '1', name: 'rotem_k' }, text: 'האפליקציה קורסת לי, שירות מחפיר', language: 'he', at: now - 4 * HOUR, link: null }, post: 'P1', mine: false,
  }];
  let approvals = 0;
  const decide = (id: string): Approval => {
    const found = waiting.find((one) => one.id === id);
    if (!found) throw new Answer(404, { error: { key: 'notFound', values: {} } });
    return found;
  };
  return {
    'GET /posts/:id': ({ path }) => ({ id: path['id']!, channel: 'instagram', at: now - 5 * HOUR, author: 'brand', text: 'הגרסה החדשה של האפליקציה כאן', link: 'https://www.instagram.com/p/abc/', owner, more: false, comments }),
    'PUT /posts/:id/owner': ({ body }) => ({ owner: (owner = body.take ? { id: 'local-agent', name: 'דנה', at: now } : null) }),
    'POST /posts/:id/answers/preview': ({ body }) => {
      const wordings = spread(body.texts, body.items.length);
      return {
        waits: false, cannot: [],
        answers: body.items.map(({ thread, id, seen = [] }, place) => {
          const found = comments.find((one) => one.id === id)!;
          return { thread, id, seen, name: found.author.name, case: found.case, text: wordings[place]!.replace('{name}', found.author.name!), wording: [...new Set(wordings)].indexOf(wordings[place]!) };
        }),
      };
    },
    'POST /posts/:id/answers': ({ body }) => {
      for (const { id } of body.answers) comments.find((one) => one.id === id)!.answered = true;
      return { done: body.answers.map(({ thread, id }) => ({ thread, id, state: 'planned' })), refused: [] };
    },
    'POST /items/:thread/:id/acts': ({ path, body }) => {
      const found = comments.find((one) => one.id === path['id'])!;
      const { act } = body;
      const shown: SwitchShown = { ...off, is: act === 'hide' || act === 'like', state: 'sent', act, by: 'דנה', at: now };
      // Liking is refused once, so that a failure is seen.
      if (act === 'like' && found.moderation.liked.state === null) found.moderation = { ...found.moderation, liked: { ...shown, is: false, state: 'failed', reason: 'permissionMissing' } };
      else found.moderation = { ...found.moderation, [act === 'hide' || act === 'unhide' ? 'hidden' : 'liked']: shown };
      return { moderation: found.moderation };
    },
    'GET /approvals': () => ({ waiting }),
    'POST /approvals/:number/:id/approve': ({ path, body }) => {
      const found = decide(path['id']!);
      // Somebody has answered meanwhile: the first try is held back.
      if (++approvals === 1) throw new Answer(409, { error: { key: 'answeredMeanwhile', values: { agent: 'גיל', seconds: '12' } }, version: '1.2', changed: [] });
      if (body.version !== '1.2') throw new Answer(409, { error: { key: 'changedMeanwhile', values: {} }, version: '1.2', changed: [] });
      waiting = waiting.filter((one) => one !== found);
      return { id: 'R1', state: 'planned', version: '1.3' };
    },
    'POST /approvals/:number/:id/return': ({ path }) => {
      waiting = waiting.filter((one) => one !== decide(path['id']!));
      return { version: '1.3' };
    },
  };
}
