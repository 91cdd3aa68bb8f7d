import type { Language } from '../domain/message.ts';
import { linkToForm, referenceEndsAt, referenceKey, referenceToken } from '../domain/reference.ts';
import { Refused } from '../errors.ts';
import type { ReadSettings, StoredMessage } from '../ports.ts';
import type { References } from '../ports/references.ts';
import { leadingToForm } from '../text/platform.ts';

export interface LeadDeps {
  /** Without it nobody is led to the form. */
  references?: Pick<References, 'offer'>;
  settings: ReadSettings;
  keys: { id: string };
}

/**
 * What is said in public where the platform has no private way for us: the agent's words with the form's address, whose
 * reference continues this case once. Kept before anybody can see it. Throws Refused.
 */
export async function leadToForm(deps: LeadDeps, { latest, text, language, replyId, caseNumber, now }: { latest: StoredMessage; text: string; language: Language; replyId: string; caseNumber: string; now: number }): Promise<string> {
  const { formLink } = await deps.settings();
  if (formLink === null || !deps.references) throw new Refused('formLinkMissing', 'the settings name no address of the form, and this platform has no other private way');
  const token = referenceToken(deps.keys.id, replyId);
  await deps.references.offer(referenceKey(deps.keys.id, token), { caseNumber, thread: latest.thread, until: referenceEndsAt(now) });
  return leadingToForm(text, language, linkToForm(formLink, token));
}
