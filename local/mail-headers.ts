/** One header field of a mail as it was written: its bytes as latin1 text, folding and line ends included. */
export interface RawHeader {
  name: string;
  raw: string;
}

/** The header fields of a mail and where its body begins (the empty line included in the headers' end). */
export function splitMail(raw: Buffer): { headers: RawHeader[]; body: Buffer } {
  const headers: RawHeader[] = [];
  let at = 0;
  while (at < raw.length) {
    const end = raw.indexOf(0x0a, at);
    const next = end < 0 ? raw.length : end + 1;
    const line = raw.toString('latin1', at, next);
    if (line === '\r\n' || line === '\n') break;
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) last.raw += line;
    else {
      const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
      // Not a header: the mail is broken here, and its body begins.
      if (name === undefined) break;
      headers.push({ name, raw: line });
    }
    at = next;
  }
  return { headers, body: raw.subarray(at) };
}

export const joinMail = (headers: RawHeader[], body: Buffer): Buffer => Buffer.concat([Buffer.from(headers.map(({ raw }) => raw).join(''), 'latin1'), body]);

/** A field's value on one line; raw bytes read as UTF-8. */
export function valueOf({ name, raw }: RawHeader): string {
  const value = Buffer.from(raw, 'latin1').toString('utf8').slice(name.length).replace(/^[ \t]*:/, '');
  return value.replace(/\r?\n(?=[ \t])/g, '').replace(/\r?\n$/, '').trim();
}

export function headerValue(headers: RawHeader[], name: string): string | undefined {
  const header = headers.find((candidate) => candidate.name.toLowerCase() === name);
  return header && valueOf(header);
}

/** The addresses of an address list, roughly: enough for SES's summary of common headers. */
export const addressesOf = (value: string | undefined): string[] | undefined => value?.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+/g)?.map((part) => part.trim()).filter(Boolean);
