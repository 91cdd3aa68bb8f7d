import type { InboundMessage, SuppressReason } from './message.ts';

const WORDS_KEPT = 4_000;
const NAME_KEPT = 200;
const RAW_KEPT = 20_000;

// Neither half characters nor any that are not written.
function plain(text: string, characters: number): string {
  return text.slice(0, characters).toWellFormed().replace(/[^\P{C}\n\u200e\u200f]/gu, ' ').trim();
}

/**
 * What is left of a message that could not be recorded as it is: who wrote, when and where, the beginning of the words,
 * and where the original lies. Its id and what it answers stay, so that it finds its case, and is one message however
 * often it comes. `unreadable`: not even that could be recorded, a person has to look at it.
 */
export function minimalMessage(message: InboundMessage, unreadable = false): InboundMessage {
  const { mail, platform, sender } = message;
  const machine: SuppressReason | null = unreadable ? 'unreadable' : sender.machine;
  return {
    ...message,
    author: { id: message.author.id.slice(0, 254), name: message.author.name === null ? null : plain(message.author.name, NAME_KEPT) },
    subject: plain(message.subject, NAME_KEPT),
    text: plain(message.text, WORDS_KEPT), replyText: plain(message.replyText, WORDS_KEPT), textKey: null, htmlKey: null, attachments: [],
    sender: { machine, evidence: unreadable ? ['this message could not be recorded as it is'] : sender.evidence.slice(0, 5).map((line) => plain(line, NAME_KEPT)) },
    repairs: ['minimal:refused'],
    mail: mail && { ...mail, recipients: mail.recipients.slice(0, 5), references: mail.references.slice(-8) },
    ...(platform ? { platform: { ...platform, raw: plain(platform.raw, RAW_KEPT) } } : {}),
  };
}
