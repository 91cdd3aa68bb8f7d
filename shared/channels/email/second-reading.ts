import type { ParsedBody } from './parse.ts';

/**
 * What mailparser makes of a mail: asked where our own reader fails, or finds neither words nor files in a body that has
 * some. Loaded at its first use, since most workers live and die without it. Throws what the library throws.
 */
export async function secondReading(raw: Buffer): Promise<ParsedBody> {
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true });
  return {
    texts: [
      ...(mail.text?.trim() ? [{ kind: 'plain' as const, text: mail.text, alternative: 0 }] : []),
      ...(mail.html && mail.html.trim() ? [{ kind: 'html' as const, text: mail.html, alternative: 0 }] : []),
    ],
    attachments: mail.attachments.map(({ filename, contentType, cid, contentDisposition, content }) => ({
      // An empty Content-Type comes out as false, whatever the library's types say.
      name: filename ?? null, type: contentType || 'application/octet-stream', contentId: cid ?? null, inline: contentDisposition === 'inline', size: content.length, bytes: Uint8Array.from(content), encoded: null,
    })),
    calendar: null, charset: null, repairs: ['read-by:mailparser'],
  };
}

/** True where a body was there and nothing of it was read. */
export function foundNothing(body: ParsedBody, bodyBytes: number): boolean {
  return bodyBytes > 0 && body.calendar === null && body.attachments.length === 0 && body.texts.every(({ text }) => text.trim() === '');
}
