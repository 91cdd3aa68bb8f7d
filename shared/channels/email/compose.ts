import MailComposer from 'nodemailer/lib/mail-composer';
import { wireAddress } from '../../domain/addresses.ts';
import type { Language } from '../../domain/message.ts';
import type { AcknowledgementPlan, ComposedMail, ReplyPlan } from '../../domain/outgoing.ts';
import type { Settings } from '../../domain/settings.ts';
import { Refused } from '../../errors.ts';
import { renderAcknowledgement, renderReply, renderStatusLink, type RenderedReply } from '../../text/render.ts';

/** Where answers go: the address that chooses this case. */
export interface ReplyRoute {
  replyTo: string;
}

// Longer than real threads' ids; a header of a hundred ids would be refused by some servers.
const LONGEST_REFERENCES = 3_000;
const MESSAGE_ID = /^<[!-;=?-~]{1,250}>$/;

/**
 * References of an answer (RFC 5322, 3.6.4): those of the mail answered and its id. The first and the latest are kept
 * where all are too many. Neither header when the mail had no id.
 */
export function threadHeaders(inReplyTo: string | null, references: string[]): { inReplyTo: string; references: string[] } | undefined {
  if (inReplyTo === null || !MESSAGE_ID.test(inReplyTo)) return undefined;
  const all = [...new Set(references.filter((id) => MESSAGE_ID.test(id) && id !== inReplyTo)), inReplyTo];
  const latest: string[] = [];
  let length = all[0]!.length;
  for (const id of all.slice(1).toReversed()) {
    length += id.length + 1;
    if (length > LONGEST_REFERENCES) break;
    latest.unshift(id);
  }
  return { inReplyTo, references: [all[0]!, ...latest] };
}

function safe(address: string, reason: string): string {
  const wire = wireAddress(address);
  if (wire === undefined) throw new Refused(reason, `${reason}: not one plain address`);
  return wire;
}

/** A file that goes with an answer, its bytes at hand. */
export interface MailFile { name: string; type: string; content: Buffer }

interface Letter {
  plan: Pick<AcknowledgementPlan, 'to' | 'from' | 'language' | 'inReplyTo' | 'references'>;
  rendered: RenderedReply;
  replyTo: string;
  headers: Record<string, string>;
  files?: MailFile[];
}

// Hebrew in quoted-printable is six bytes a letter; English in base64 looks like something to hide.
const ENCODINGS: Record<Language, 'base64' | 'quoted-printable'> = { he: 'base64', en: 'quoted-printable' };

async function compose({ plan, rendered, replyTo, headers, files = [] }: Letter): Promise<ComposedMail> {
  const to = safe(plan.to, 'invalidRecipient');
  const from = safe(plan.from, 'invalidSender');
  const composer = new MailComposer({
    from: { name: rendered.fromName, address: from },
    to: { name: '', address: to },
    replyTo: { name: '', address: safe(replyTo, 'invalidSender') },
    subject: rendered.subject,
    text: rendered.text,
    html: rendered.html,
    ...threadHeaders(plan.inReplyTo, plan.references),
    headers: { 'Content-Language': plan.language, ...headers },
    // Always base64, so that a text file arrives as it was; names go by RFC 2231.
    attachments: files.map(({ name, type, content }) => ({ filename: name, contentType: type, content, contentDisposition: 'attachment' as const, contentTransferEncoding: 'base64' as const })),
    textEncoding: ENCODINGS[plan.language],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { from, to, raw: await composer.compile().build() };
}

/**
 * `Auto-Submitted` (RFC 3834) and `X-Auto-Response-Suppress` (Exchange) keep robots from answering; `Precedence:
 * auto_reply` says the same to responders older than both. Never `bulk`: that sends an answer somebody waits for to the junk.
 */
const AUTOMATIC = { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All', Precedence: 'auto_reply' };

/** The acknowledgement as a mail. Throws Refused('invalidRecipient') before anything is composed for an unsafe address. */
export async function composeAcknowledgement(plan: AcknowledgementPlan, settings: Settings, { replyTo, link }: ReplyRoute & { link?: string | null }): Promise<ComposedMail> {
  safe(plan.to, 'invalidRecipient');
  return compose({ plan, rendered: renderAcknowledgement(plan, settings, link), replyTo, headers: AUTOMATIC });
}

/** The mail with a new link to a status page. Throws as the acknowledgement does. */
export async function composeStatusLink(plan: Pick<AcknowledgementPlan, 'to' | 'from' | 'language' | 'caseNumber'>, settings: Settings, { replyTo, link }: ReplyRoute & { link: string }): Promise<ComposedMail> {
  safe(plan.to, 'invalidRecipient');
  return compose({ plan: { ...plan, inReplyTo: null, references: [] }, rendered: renderStatusLink(plan, settings, link), replyTo, headers: AUTOMATIC });
}

/** An agent's answer as a mail: a person wrote it, so it carries no mark of a robot, unless nobody did. Throws as the acknowledgement does. */
export async function composeReply(plan: ReplyPlan, settings: Settings, { replyTo, files = [] }: ReplyRoute & { files?: MailFile[] }): Promise<ComposedMail> {
  safe(plan.to, 'invalidRecipient');
  return compose({ plan, rendered: renderReply(plan, settings), replyTo, headers: plan.automatic ? AUTOMATIC : {}, files });
}
