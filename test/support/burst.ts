import { signAsX } from './sign-x.ts';
import { SIGNERS } from './sign.ts';

/** What many people write at once about one thing. */
export const COMPLAINTS = [
  'האפליקציה לא עובדת כבר שעה, אי אפשר להזמין', 'גם אצלי האפליקציה קרסה באמצע התשלום', 'מה קורה עם האפליקציה? שגיאה בכל כניסה', 'שוב תקלה באפליקציה, נמאס', 'התשלום נתקע ואין עם מי לדבר',
  'your app is down again, terrible', 'cannot pay, the app crashes every time', 'האתר והאפליקציה למטה, חיוב כפול בכרטיס',
];

export interface Delivery { channel: 'x' | 'facebook'; body: Buffer; headers: Record<string, string> }

/** A mention on X, by somebody of their own, written at that moment. */
export function mentionOnX(n: number, at: number, text = COMPLAINTS[n % COMPLAINTS.length]!): Delivery {
  const id = String((BigInt(at - 1_288_834_974_657) << 22n) + BigInt(n));
  const author = `77000${n}`;
  const body = Buffer.from(JSON.stringify({ data: {
    event_uuid: `${at}${n}`, filter: { user_id: '42' }, event_type: 'post.mention.create', tag: 'moked',
    payload: { id, text: `@brand ${text}`, author_id: author, created_at: new Date(at).toISOString(), conversation_id: id, edit_history_tweet_ids: [id], lang: 'iw', entities: { mentions: [{ start: 0, end: 6, username: 'brand', id: '42' }] } },
    includes: { users: [{ id: author, name: `כותב ${n}`, username: `writer${n}` }] },
  } }));
  return { channel: 'x', body, headers: signAsX(body, 'local-x-secret') };
}

/** A comment under a post of our page. */
export function commentOnFacebook(n: number, at: number, text = COMPLAINTS[n % COMPLAINTS.length]!): Delivery {
  const seconds = Math.floor(at / 1000);
  const value = { item: 'comment', verb: 'add', comment_id: `900_${seconds}${n}`, post_id: 'PAGE1_900', parent_id: 'PAGE1_900', created_time: seconds, message: text, from: { id: `88000${n}`, name: `מגיבה ${n}` }, post: { id: 'PAGE1_900', permalink_url: 'https://www.facebook.com/PAGE1/posts/900' } };
  const body = Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: 'PAGE1', time: seconds, changes: [{ field: 'feed', value }] }] }));
  const signer = SIGNERS['facebook']!;
  return { channel: 'facebook', body, headers: { [signer.header]: signer.sign(body, 'local-facebook-secret') } };
}

/** Puts deliveries on the wire, as the platforms do; answers with the statuses. */
export async function deliver(api: string, deliveries: Delivery[]): Promise<number[]> {
  const statuses: number[] = [];
  for (let from = 0; from < deliveries.length; from += 8) {
    statuses.push(...await Promise.all(deliveries.slice(from, from + 8).map(async ({ channel, body, headers }) => (await fetch(new URL(`/webhooks/${channel}`, api), { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/json', ...headers } })).status)));
  }
  return statuses;
}
