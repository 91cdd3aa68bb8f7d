import type { MetaApp } from '../channels/meta/app.ts';
import { readSignedRequest, signedRequestOf } from '../channels/meta/signed-request.ts';
import type { SignedRequest } from '../channels/meta/signed-request.ts';
import { connectionId, keyedId } from '../domain/ids.ts';
import type { Language } from '../domain/message.ts';
import { Untrusted } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Clock, Connection, ReadSettings } from '../ports.ts';
import type { Notices } from '../ports/notices.ts';
import { DELETION_STYLE, deletionPage } from '../text/deletion.ts';

/** What is needed of the settings of a platform that signs such requests. */
export type Signing = Pick<MetaApp, 'appSecret' | 'previousAppSecret'> & { accounts: { id: string }[] };

export interface PrivacyDeps {
  notices: Notices;
  /** By channel. */
  connections: Map<string, Connection<Signing>>;
  settings: ReadSettings;
  idKey: string;
  now: Clock;
  log: Log;
}

const LARGEST = 64 * 1024;
const noticeId = (code: string): string => `deletion#${code}`;

/**
 * Meta's callbacks. The person is named by an id that is this app's only, under which nothing is stored: no message can be
 * found by it, so the request stays in front of the administrator until somebody has found the person and erased them.
 * https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback/
 */
export function privacyCallbacks(deps: PrivacyDeps) {
  const { notices, now, log } = deps;

  return {
    /** Answers with the code under which its state can be read: the same for the same person, however often they ask. Throws Untrusted. */
    async deletion(channel: string, body: Buffer): Promise<string> {
      const { request } = await trusted(deps, channel, body);
      const code = keyedId(deps.idKey, 'deletion', channel, request.userId);
      await notices.keep({ id: noticeId(code), channel, at: now(), finding: { key: 'deletionRequested', values: { request: code, person: request.userId, network: channel } } });
      log('warn', 'deletion.requested', { channel });
      return code;
    },

    /** Whoever connected us has removed the app: its accounts are called disconnected until they are connected anew. Throws Untrusted. */
    async deauthorise(channel: string, body: Buffer): Promise<void> {
      const { settings } = await trusted(deps, channel, body);
      const connection = connectionId(settings)!;
      for (const { id } of settings.accounts) {
        await notices.keep({ id: `disconnected#${channel}#${id}#${connection}`, channel, at: now(), connection, finding: { key: 'disconnected', values: { account: id } } });
      }
      log('warn', 'connection.deauthorised', { channel });
    },

    /** The page on which whoever asked sees how it stands; of a code under which nobody asked it says so. */
    async page(code: string, language: Language): Promise<{ found: boolean; html: string; style: string }> {
      const notice = /^[\w-]{22}$/.test(code) ? await notices.find(noticeId(code)) : undefined;
      const status = notice && { askedAt: notice.at, doneAt: notice.doneAt ?? null };
      return { found: notice !== undefined, html: deletionPage({ language, settings: await deps.settings(), code, status }), style: DELETION_STYLE };
    },
  };
}

async function trusted({ connections }: PrivacyDeps, channel: string, body: Buffer): Promise<{ settings: Signing; request: SignedRequest }> {
  const connection = connections.get(channel);
  if (!connection || body.length > LARGEST) throw new Untrusted('no request of a platform of ours');
  const signed = signedRequestOf(body);
  const settings = await connection.settings();
  try {
    if (settings) return { settings, request: readSignedRequest(signed, settings) };
  } catch (error) {
    if (!(error instanceof Untrusted)) throw error;
  }
  // Its secret may have been changed a moment ago.
  const renewed = await connection.renewed();
  if (renewed) return { settings: renewed, request: readSignedRequest(signed, renewed) };
  throw new Untrusted('a request that nobody of ours signed');
}
