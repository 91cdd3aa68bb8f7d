import { simpleParser } from 'mailparser';
import { attachmentBytes, parseBody } from '../../shared/channels/email/parse.ts';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { generatedMails } from './generated-mails.ts';

/** CPU of reading one mail, as ratios to the floor in the same run; `small`: mails below 20 kB. */
export interface MailParserFigures {
  floorMicroseconds: { all: number; small: number };
  /** Structure, transfer encodings and charsets, files located but not decoded. */
  structure: { all: number; small: number };
  /** All that is stored: text, visible reply, sanitised HTML. */
  whole: { all: number; small: number };
  /** The same, and every file decoded as for the bucket: what the floor does to files too. */
  stored: { all: number; small: number };
  mailparser: { all: number; small: number };
}

const MAILS = 200;
const SMALL_BYTES = 20_000;

/** What cannot be left out: find the parts, undo their transfer encoding, read texts by their charset. No structure is kept and nothing is checked. */
export function decodeFloor(raw: Buffer): (string | Buffer)[] {
  const found: (string | Buffer)[] = [];
  const walk = (part: Buffer): void => {
    const blank = part.indexOf('\r\n\r\n');
    const head = part.toString('latin1', 0, blank);
    const body = part.subarray(blank + 4);
    const boundary = /multipart\/[\s\S]*?boundary="?([^";\r\n]+)/i.exec(head)?.[1];
    if (boundary) {
      const delimiter = `--${boundary}`;
      for (let at = body.indexOf(delimiter); ;) {
        const begin = body.indexOf('\r\n', at) + 2;
        const next = body.indexOf(delimiter, begin);
        if (at < 0 || next < 0) return;
        walk(body.subarray(begin, next - 2));
        at = next;
      }
    }
    const encoding = /content-transfer-encoding:\s*([\w-]+)/i.exec(head)?.[1]?.toLowerCase();
    const octets = encoding === 'base64' ? Buffer.from(body.toString('latin1'), 'base64') : encoding === 'quoted-printable'
      ? Buffer.from(body.toString('latin1').replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1') : body;
    found.push(/content-type:\s*text\//i.test(head) ? new TextDecoder(/charset="?([\w-]+)/i.exec(head)?.[1]).decode(octets) : octets);
  };
  walk(raw);
  return found;
}

async function microsecondsEach(mails: Buffer[], rounds: number, read: (raw: Buffer) => unknown): Promise<number> {
  for (const mail of mails) await read(mail);
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) for (const mail of mails) await read(mail);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds / mails.length;
}

/** Measures the mail parser against a decode floor and against mailparser, over generated mails, in this thread. */
export async function measureMailParser(rounds = 10): Promise<MailParserFigures> {
  const mails = generatedMails(MAILS);
  const small = mails.filter(({ length }) => length < SMALL_BYTES);
  const both = async (read: (raw: Buffer) => unknown): Promise<{ all: number; small: number }> => ({ all: await microsecondsEach(mails, rounds, read), small: await microsecondsEach(small, rounds, read) });
  const floor = await both(decodeFloor);
  const ratio = async (read: (raw: Buffer) => unknown): Promise<{ all: number; small: number }> => {
    const { all, small: few } = await both(read);
    return { all: Number((all / floor.all).toFixed(2)), small: Number((few / floor.small).toFixed(2)) };
  };
  return {
    floorMicroseconds: { all: Math.round(floor.all), small: Math.round(floor.small) },
    structure: await ratio((raw) => parseBody(raw)), whole: await ratio(readBody),
    stored: await ratio(async (raw) => (await readBody(raw)).attachments.map((file) => attachmentBytes(raw, file))),
    mailparser: await ratio((raw) => simpleParser(raw)),
  };
}
