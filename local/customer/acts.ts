import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { sendRawMail } from '../smtp-client.ts';
import type { SocialWorld } from '../social-world.ts';

/** Where one can write as a customer, and in which ways. */
export const WAYS = {
  email: ['message'], facebook: ['message', 'comment', 'post', 'mention'], instagram: ['message', 'comment', 'mention'], x: ['message', 'comment', 'mention', 'post'], linkedin: ['comment', 'mention'],
} as const satisfies Record<string, readonly Way[]>;
export type Way = 'message' | 'comment' | 'post' | 'mention';
export type Place = keyof typeof WAYS;

/** Somebody who writes. From `key` follow the ids and addresses that this person has everywhere. */
export const Person = z.object({ key: z.string().regex(/^[a-z0-9]{4,12}$/), name: z.string().trim().min(1).max(60) });
export type Person = z.infer<typeof Person>;

export const Act = z.object({
  person: Person,
  place: z.enum(['email', 'facebook', 'instagram', 'x', 'linkedin']),
  way: z.enum(['message', 'comment', 'post', 'mention']),
  text: z.string().trim().min(1).max(20_000),
  subject: z.string().trim().max(200).default(''),
  /** The mail of ours that this one answers. */
  answers: z.object({ to: z.email(), messageId: z.string().regex(/^<[^<>\s]{1,500}>$/), subject: z.string().max(300) }).nullable().default(null),
}).refine(({ place, way }) => (WAYS[place] as readonly Way[]).includes(way), { path: ['way'], error: 'nobody can write like that there' });
export type Act = z.infer<typeof Act>;

/** What somebody wrote, as they see it themselves. */
export interface Written { id: string; place: Place; way: Way; text: string; subject: string; at: number }

export interface ActDeps { social: SocialWorld; smtp: string; careAddress: string | undefined }

/** Ids of a person: each platform has its own. */
export function idsOf({ key }: Person): Record<Exclude<Place, 'email'>, string> & { email: string; username: string } {
  const digits = (platform: string): string => String(createHash('sha256').update(`${platform} ${key}`).digest().readUInt32BE(0)).padStart(10, '7');
  return { email: `${key}@customer.example`, facebook: `70${digits('facebook')}`, instagram: `80${digits('instagram')}`, x: `90${digits('x')}`, linkedin: `urn:li:person:${key}`, username: `c_${key}` };
}

/** Carries out what a person does; it goes the way that it would from outside. Throws when the mail server refuses. */
export async function carryOut(act: Act, deps: ActDeps): Promise<Written> {
  const { place, way, text, subject } = act;
  const id = place === 'email' ? await writeMail(act, deps) : await onPlatform(act, deps.social);
  return { id, place, way, text, subject, at: Date.now() };
}

async function onPlatform({ person, place, way, text }: Act, { graph, x, linkedin, posts }: SocialWorld): Promise<string> {
  const ids = idsOf(person);
  if (place === 'facebook' || place === 'instagram') {
    const account = [...graph.state.accounts.values()].find(({ kind }) => kind === (place === 'facebook' ? 'page' : 'instagram'))!.id;
    const who = { id: ids[place], name: place === 'facebook' ? person.name : ids.username };
    if (way === 'message') return graph.customers.write(account, who, { text });
    if (way === 'comment') return graph.customers.comment(account, who, posts[place], text).id;
    if (way === 'post') return graph.customers.post(account, who, text).id;
    return graph.customers.mention(account, who, text, place === 'instagram').id;
  }
  if (place === 'x') {
    x.meets({ id: ids.x, name: person.name, username: ids.username });
    if (way === 'message') return (await x.write(ids.x, text)).id;
    if (way === 'comment') return (await x.post(ids.x, text, { repliedTo: posts.x })).id;
    return (await x.post(ids.x, way === 'mention' && !/@brand\b/i.test(text) ? `@brand ${text}` : text)).id;
  }
  if (way === 'comment') return (await linkedin.comment(posts.linkedin, [{ by: ids.linkedin, text }]))[0]!;
  const share = `urn:li:share:${Date.now()}${Math.floor(Math.random() * 1000)}`;
  await linkedin.mention(share, ids.linkedin, text);
  return share;
}

const encodedWord = (text: string): string => (text.match(/[\s\S]{1,20}/gu) ?? []).map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ');

async function writeMail({ person, text, subject, answers }: Act, { smtp, careAddress }: ActDeps): Promise<string> {
  const to = answers?.to ?? careAddress;
  if (to === undefined) throw new Error('This app takes no mail.');
  const from = idsOf(person).email;
  const id = `<${randomUUID()}@customer.example>`;
  const raw = [
    `From: ${encodedWord(person.name)} <${from}>`, `To: ${to}`, `Subject: ${encodedWord(answers?.subject ?? (subject || text.slice(0, 60)))}`, `Date: ${new Date().toUTCString()}`, `Message-ID: ${id}`,
    ...(answers ? [`In-Reply-To: ${answers.messageId}`, `References: ${answers.messageId}`] : []),
    'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', ...(Buffer.from(text).toString('base64').match(/.{1,76}/g) ?? []), '',
  ].join('\r\n');
  const answer = await sendRawMail(smtp, Buffer.from(raw), { from, to });
  if (answer.code !== 250) throw new Error(`The mail server refused it: ${answer.text}`);
  return id;
}
