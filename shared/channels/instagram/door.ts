import type { Door } from '../channel.ts';
import { inboxesOf } from '../meta/app.ts';
import { readUpdates, unknownNote } from '../meta/envelope.ts';
import { fromMessaging } from '../meta/messaging.ts';
import { answerChallenge, verifySignature } from '../meta/signature.ts';
import { wroteAsAccount } from './account.ts';
import { fromChange } from './changes.ts';
import type { InstagramSettings } from './facts.ts';

export const door: Door<InstagramSettings> = {
  names: ({ accounts }, inbox) => accounts.flatMap(({ id, username }) => (id === inbox && username ? [username] : [])),
  inboxes: inboxesOf,
  wroteAsUs: wroteAsAccount,
  challenge: answerChallenge,
  verify: verifySignature,
  // The Facebook route may call the object a page: an account is known by its entry's id.
  normalise: (body, { appId, accounts }, receivedAt) => readUpdates(body, ['instagram', 'page'], receivedAt).flatMap((update) => {
    if (update.list === 'unknown') return [unknownNote(update)];
    if (update.list !== 'changes') return fromMessaging(update, appId);
    return [fromChange(update, accounts.find(({ id }) => id === update.inbox)?.username ?? null)];
  }),
};
