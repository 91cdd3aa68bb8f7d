import type { Handed } from '../channels/handing.ts';
import type { Api } from '../channels/channel.ts';
import type { Http, Moderating } from '../channels/handing.ts';
import { fileKind } from '../domain/answer-files.ts';
import { referenceOf } from '../domain/inbound-note.ts';
import type { ComposedMail, ReplyPlan, Sendable } from '../domain/outgoing.ts';
import type { Settings } from '../domain/settings.ts';
import { NotFound, Refused } from '../errors.ts';
import type { Clock, MailOut, Objects } from '../ports.ts';
import { renderForPlatform } from '../text/platform.ts';

/** What is ready to be handed over; `attempt` counts from 1. Errors as in `Api.send`. */
export type Ready = (attempt: number) => Promise<Handed>;

/** A way out of the product. `prepare` throws Refused for what can never be handed over; nothing has left by then. */
export interface Outlet {
  prepare(outgoing: Sendable, settings: Settings, replyTo: string): Promise<Ready>;
}

/** What the provider carries back in its events: enough to find the sending again. */
function tagsOf(outgoing: Sendable): Record<string, string> {
  return { outgoing: outgoing.id, kind: outgoing.kind, case: outgoing.plan.caseNumber, thread: outgoing.thread, ...(outgoing.kind === 'reply' ? { message: outgoing.messageId } : {}) };
}

/** Does one act on a public item. Errors as in `Api.moderate`. */
export type Moderator = (act: Moderating) => Promise<void>;

type Connected = () => Promise<{ api: Api<never>; settings: unknown } | undefined>;

/** The files of an answer with their bytes; nothing is read for one without. What was removed since can never go out. Throws Refused. */
export async function withBytes(files: ReplyPlan['files'], objects: Pick<Objects, 'get'>): Promise<{ name: string; type: string; content: Buffer }[]> {
  return Promise.all((files ?? []).map(async ({ key, name, type }) => {
    try {
      return { name, type, content: await objects.get(key) };
    } catch (error) {
      throw error instanceof NotFound ? new Refused('fileGone', 'a file of the answer is no longer there', { cause: error }) : error;
    }
  }));
}

/** By mail. */
export function mailOutlet(compose: (outgoing: Sendable, settings: Settings, replyTo: string) => Promise<ComposedMail>, mail: MailOut): Outlet {
  return {
    async prepare(outgoing, settings, replyTo) {
      const composed = await compose(outgoing, settings, replyTo);
      return async () => ({ id: await mail.hand(composed, tagsOf(outgoing)) });
    },
  };
}

/** An address of a file in the bucket that holds for some minutes: the platform fetches it within the call. */
export type FileLink = (key: string, name: string, type: string) => Promise<string>;

/** Through a platform's API. `connection`: the channel's api with what its settings hold now; undefined: not connected. */
export function platformOutlet(connection: Connected, http: Http, now: Clock, linkTo?: FileLink): Outlet {
  return {
    async prepare(outgoing, settings) {
      const { route, answersAt } = outgoing.plan;
      if (!route) throw new Refused('badRequest', 'an answer without a way to go');
      const connected = await connection();
      if (!connected) throw new Refused('notConnected', `${outgoing.channel} is not connected`);
      const text = renderForPlatform(outgoing, settings);
      if (text === null) throw new Refused('emptyText', 'a word of the settings is empty');
      const attachment = outgoing.kind === 'reply' ? await attachmentOf(outgoing.plan, linkTo) : undefined;
      return async (attempt) => connected.api.send({ settings: connected.settings as never, http, now }, {
        route, text, automatic: outgoing.kind === 'acknowledgement' || outgoing.plan.automatic === true, attempt: attempt - 1, reference: referenceOf(outgoing), person: outgoing.plan.to,
        ...(answersAt === undefined ? {} : { answersAt }), ...(attachment ? { attachment } : {}),
      });
    },
  };
}

async function attachmentOf({ attachment, files: [file] = [] }: ReplyPlan, linkTo: FileLink | undefined): Promise<ReplyPlan['attachment']> {
  if (!file) return attachment;
  if (!linkTo) throw new Error('a file for a platform, and nobody who gives it an address');
  const { kind, type } = fileKind(file.name);
  return { type: kind, url: await linkTo(file.key, file.name, type) };
}

/** Acts on public items through a platform's API. */
export function platformModerator(channel: string, connection: Connected, http: Http, now: Clock): Moderator {
  return async (act) => {
    const connected = await connection();
    if (!connected) throw new Refused('notConnected', `${channel} is not connected`);
    if (!connected.api.moderate) throw new Refused('channelForbids', `${channel} has no such act`);
    await connected.api.moderate({ settings: connected.settings as never, http, now }, act);
  };
}
