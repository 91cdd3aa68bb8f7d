import type { Door } from '../channel.ts';
import { inboxesOf, wroteAsPage } from '../meta/app.ts';
import type { MetaSecrets } from '../meta/app.ts';
import { readUpdates, unknownNote } from '../meta/envelope.ts';
import { fromMessaging } from '../meta/messaging.ts';
import { answerChallenge, verifySignature } from '../meta/signature.ts';
import type { FacebookSettings } from './facts.ts';
import { fromChange } from './feed.ts';

export const door: Door<MetaSecrets & Pick<FacebookSettings, 'accounts'>> = {
  inboxes: inboxesOf,
  wroteAsUs: wroteAsPage,
  challenge: answerChallenge,
  verify: verifySignature,
  normalise: (body, { appId }, receivedAt) => readUpdates(body, ['page'], receivedAt).flatMap((update) => {
    if (update.list === 'unknown') return [unknownNote(update)];
    return update.list === 'changes' ? [fromChange(update)] : fromMessaging(update, appId);
  }),
};
