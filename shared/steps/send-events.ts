import { mailIdentityKey, ownMessageId } from '../domain/ids.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { readProviderEvent } from '../domain/provider-event.ts';
import type { SendingPlace } from '../ports.ts';
import { DONE } from './attempts.ts';
import type { SendOutcome } from './attempts.ts';
import type { SendDeps } from './send.ts';

function placeOfTags(tags: Record<string, string>): SendingPlace | undefined {
  if (tags['kind'] === 'acknowledgement' && tags['case']) return { kind: 'acknowledgement', caseNumber: tags['case'] };
  if (tags['kind'] === 'reply' && tags['thread'] && tags['message']) return { kind: 'reply', thread: tags['thread'], messageId: tags['message'] };
  return undefined;
}

/** A provider's event about an earlier hand-over. */
export async function hear(deps: SendDeps, body: unknown): Promise<SendOutcome> {
  const event = readProviderEvent(body);
  const place = event && placeOfTags(event.tags);
  if (!event || !place) {
    deps.log('info', 'event.ignored');
    return DONE;
  }
  const news = await deps.sendings.report(place, { state: event.state, providerId: event.providerId, reason: event.reason, at: deps.now() });
  // The attempt died after the hand-over: its id is learnt here, so that answers to it find their case.
  if (news) await remember(deps, { thread: event.tags['thread'] ?? '', caseNumber: event.tags['case'] ?? '', reply: event.tags['message'] }, event.providerId);
  await deps.sendings.noteReported(event.handedOverAt);
  deps.log('info', 'event.heard', { state: event.state, caseNumber: event.tags['case'] ?? '' });
  return DONE;
}

/** A mail system's own word comes by mail, after the provider has already called the mail delivered; a platform shows us our own. */
export async function learn(deps: SendDeps, { plan, thread, channel }: Extract<Outgoing, { kind: 'report' }>): Promise<SendOutcome> {
  const { state = 'bounced' } = plan;
  const place: SendingPlace = plan.reply === null ? { kind: 'acknowledgement', caseNumber: plan.caseNumber } : { kind: 'reply', thread, messageId: plan.reply };
  await deps.sendings.report(place, { state, providerId: plan.providerId, reason: plan.reason, at: deps.now() });
  deps.log('info', 'event.heard', { state, caseNumber: plan.caseNumber, channel });
  return DONE;
}

/** What comes in as an answer to this mail finds its case. */
export async function remember(deps: SendDeps, { thread, caseNumber, reply }: { thread: string; caseNumber: string; reply: string | undefined }, providerId: string): Promise<void> {
  const key = mailIdentityKey(deps.keys.id, ownMessageId(providerId));
  await deps.sendings.rememberOwn({ key, fingerprint: 'own', thread, case: caseNumber, own: true, ...(reply === undefined ? {} : { reply }) });
}
