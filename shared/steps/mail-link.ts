import { isSafeRecipient } from '../domain/addresses.ts';
import { mailIdentityKey, ownMessageId, tokenAddress } from '../domain/ids.ts';
import { LinkRequest, addressForLink, broughtFrom } from '../domain/status-link.ts';
import type { Case } from '../domain/case.ts';
import type { StatusClaim } from '../domain/status-link.ts';
import type { ComposedMail } from '../domain/outgoing.ts';
import type { Language } from '../domain/message.ts';
import type { Settings } from '../domain/settings.ts';
import { TryLater } from '../errors.ts';
import type { Log } from '../log.ts';
import type { StatusLinks } from '../ports/status.ts';
import type { Clock, MailOut, ReadSettings, Sendings } from '../ports.ts';
import type { SendOutcome } from './send.ts';

/** What a new link's mail is composed of. */
export interface LinkLetter { to: string; from: string; language: Language; caseNumber: string }

export interface MailLinkDeps {
  links: StatusLinks;
  /** Null while customers have no page. */
  linkTo: (claim: StatusClaim, settings: Settings) => string | null;
  compose: (letter: LinkLetter, settings: Settings, given: { replyTo: string; link: string }) => Promise<ComposedMail>;
  mail: MailOut;
  sendings: Pick<Sendings, 'takeCap' | 'rememberOwn'>;
  settings: ReadSettings;
  keys: { id: string; address: string };
  pace: () => Promise<void>;
  now: Clock;
  log: Log;
}

/** Nobody waits for a link that was asked for so long ago. */
const STALE_MS = 24 * 3_600_000;
const DONE: SendOutcome = { done: true };

const readRequest = (body: string): LinkRequest | undefined => (body.includes('"linkRequest"') ? LinkRequest.safeParse(JSON.parse(body)).data : undefined);

/**
 * Somebody asked for a new link to a status page. It is decided here and not at the door, so that nobody learns by its
 * answer, or by the time it takes, whether number and address fit. Undefined for any other entry of the outbox.
 */
export function mailLink(deps: MailLinkDeps) {
  return async (body: string): Promise<SendOutcome | undefined> => {
    const request = readRequest(body);
    if (!request) return undefined;
    const now = deps.now();
    const outcome = now - request.at > STALE_MS ? { reason: 'stale' } : await answer(deps, request, now);
    if (outcome instanceof TryLater) return { done: false, hideSeconds: Math.max(1, Math.ceil(outcome.seconds)) };
    deps.log('info', 'link.asked', { reason: outcome.reason });
    return DONE;
  };
}

/** Merges and merged ones are followed, but never round in a circle. */
const MERGES_FOLLOWED = 10;

interface OwnCase { item: Case; to: string; thread: string }

// Each gets the page of their own case: two customers' words may be joined for the team, never for them.
async function ownCase(links: StatusLinks, asked: string, email: string): Promise<OwnCase | undefined> {
  const found = await links.find(asked);
  if (!found) return undefined;
  let matter: Case | undefined = found.item;
  for (let hops = 0; matter && matter.mergedInto !== null; hops++) matter = hops < MERGES_FOLLOWED ? (await links.find(matter.mergedInto))?.item : undefined;
  if (!matter) return undefined;
  const read = found.heads.map(({ head }) => head);
  const brought = (await Promise.all(broughtFrom(found.item, read, email, matter.number).slice(0, MERGES_FOLLOWED).map(async (number) => links.find(number)))).filter((one) => one && one.item.mergedInto !== null);
  for (const one of [found, ...brought]) {
    const to = one && addressForLink(one.item, one.heads.map(({ head }) => head), email, matter.number);
    if (one && to !== undefined) return { item: one.item, to, thread: one.heads.find(({ head }) => head.case === matter.number && head.participants.includes(to))!.thread };
  }
  return undefined;
}

async function answer(deps: MailLinkDeps, request: LinkRequest, now: number): Promise<{ reason: string } | TryLater> {
  const { links, keys } = deps;
  const { email, id } = request;
  const found = await ownCase(links, request.caseNumber, email);
  if (!found || !isSafeRecipient(found.to)) return { reason: 'noMatch' };
  const { item, to, thread } = found;
  const caseNumber = item.number;
  const settings = await deps.settings();
  const link = deps.linkTo({ caseNumber, generation: item.statusGeneration ?? 0, issuedAt: now }, settings);
  if (link === null) return { reason: 'noPage' };
  // Counted apart from acknowledgements: links that somebody asks for must not use up what a customer is to hear.
  if (!(await deps.sendings.takeCap({ address: `link.${to}`, perHour: settings.capPerHour, perDay: settings.capPerDay, id, now }))) return { reason: 'capContact' };
  const from = item.inbox.includes('@') ? item.inbox : undefined;
  if (from === undefined) return { reason: 'noSender' };
  const composed = await deps.compose({ to, from, language: item.language, caseNumber }, settings, { replyTo: tokenAddress(keys.address, from, caseNumber), link });
  await deps.pace();
  if (!(await links.claim(caseNumber, id, now))) return { reason: 'again' };
  return hand(deps, { caseNumber, id }, composed, thread);
}

async function hand(deps: MailLinkDeps, { caseNumber, id }: Pick<LinkRequest, 'caseNumber' | 'id'>, composed: ComposedMail, thread: string): Promise<{ reason: string } | TryLater> {
  let providerId: string;
  try {
    providerId = await deps.mail.hand(composed, { outgoing: `link-${id}`, kind: 'link' });
  } catch (error) {
    if (error instanceof TryLater) {
      await deps.links.giveBack(caseNumber, id);
      return error;
    }
    // Refused, or nobody knows: whoever waits for it asks again.
    deps.log('warn', 'link.unknown', { caseNumber, error });
    return { reason: 'notHanded' };
  }
  // Who answers this mail is on the case.
  await deps.sendings.rememberOwn({ key: mailIdentityKey(deps.keys.id, ownMessageId(providerId)), fingerprint: 'own', thread, case: caseNumber, own: true });
  return { reason: 'mailed' };
}
