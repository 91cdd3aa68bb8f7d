import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { Moderating, Tools } from '../handing.ts';
import { callAs } from './calls.ts';
import type { XSettings } from './facts.ts';

const Answer = z.object({ data: z.object({ hidden: z.boolean() }) });

/**
 * Hides a reply in a conversation that we began, or shows it again; likes were taken from self-serve accounts.
 * https://docs.x.com/x-api/posts/hide-replies/quickstart and https://docs.x.com/changelog
 */
export async function moderate(tools: Tools<XSettings>, { act, to, inbox }: Moderating): Promise<void> {
  if (inbox !== tools.settings.userId) throw new Refused('notConnected', 'an account of X that is not connected');
  if (act !== 'hide' && act !== 'unhide') throw new Refused('channelForbids', 'X has no such act');
  if (!/^\d{1,20}$/.test(to)) throw new Refused('badRequest', 'no id of X');
  const { body } = await callAs(tools, 'hide', 'PUT', `/2/tweets/${to}/hidden`, { body: { hidden: act === 'hide' } });
  if (Answer.parse(body).data.hidden !== (act === 'hide')) throw new Error('X answered with another state than was asked for');
}
