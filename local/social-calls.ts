import type { SocialWorld } from './social-world.ts';

/** What the product handed over to the platforms, by the id that each of them gave it: the call as it was taken. */
export function handedOver({ graph, x, linkedin, brand }: SocialWorld): { id: string; raw: string }[] {
  return [
    ...graph.state.sent.map(({ id, body }) => ({ id, raw: body })),
    ...x.posts.filter(({ authorId, repliedTo }) => authorId === brand.x && repliedTo !== null).map(({ id, text, repliedTo }) => ({ id, raw: { text, reply: { in_reply_to_tweet_id: repliedTo } } })),
    ...x.messages.filter(({ senderId }) => senderId === brand.x).map(({ id, text, recipientId }) => ({ id, raw: { text, participant_id: recipientId } })),
    ...linkedin.comments.filter(({ actor }) => actor === brand.linkedin).map(({ id, post, text, parent }) => ({ id: `urn:li:comment:(${post},${id})`, raw: { object: post, message: { text }, ...(parent === null ? {} : { parentComment: parent }) } })),
  ].map(({ id, raw }) => ({ id, raw: JSON.stringify(raw) }));
}
