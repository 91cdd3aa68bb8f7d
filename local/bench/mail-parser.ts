import { simpleParser } from 'mailparser';
import { attachmentBytes, parseBody } from '../../shared/channels/email/parse.ts';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { generatedMails } from './generated-mails.ts';

interface Figure { all: number; small: number }

/** CPU of reading one mail, as ratios to the floor in the same run; `small`: mails below 20 kB. */
export interface MailParserFigures {
  floorMicroseconds: Figure;
  /** Structure, transfer encodings and charsets, files located but not decoded. */
  structure: Figure;
  /** All that is stored: text, visible reply, sanitised HTML. */
  whole: Figure;
  /** The same, and every file decoded as for the bucket: what the floor does to files too. */
  stored: Figure;
  mailparser: Figure;
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

type Read = (raw: Buffer) => unknown;

async function microsecondsEach(mails: Buffer[], times: number, read: Read): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) for (const mail of mails) await read(mail);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times / mails.length;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Passes over the mails before anything counts: until then the engine is still compiling. */
const WARM_UP = 12;
/** The floor is short: so often in a turn that both take about as long. */
const FLOOR_TIMES = 4;

// Floor and reader by turns, and the median of the ratios: what else the machine does meets both alike.
async function measure(mails: Buffer[], rounds: number, read: Read): Promise<{ floor: number; ratio: number }> {
  await microsecondsEach(mails, Math.min(WARM_UP, rounds), read);
  const floors: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const floor = await microsecondsEach(mails, FLOOR_TIMES, decodeFloor);
    floors.push(floor);
    ratios.push(await microsecondsEach(mails, 1, read) / floor);
  }
  return { floor: Math.round(median(floors)), ratio: Number(median(ratios).toFixed(2)) };
}

/** Measures the mail parser against a decode floor and against mailparser, over generated mails, in this thread. */
export async function measureMailParser(rounds = 10, count = MAILS): Promise<MailParserFigures> {
  const mails = generatedMails(count);
  const few = mails.filter(({ length }) => length < SMALL_BYTES);
  let floorMicroseconds: Figure = { all: 0, small: 0 };
  const figure = async (read: Read): Promise<Figure> => {
    const [all, small] = [await measure(mails, rounds, read), await measure(few, rounds, read)];
    floorMicroseconds = { all: all.floor, small: small.floor };
    return { all: all.ratio, small: small.ratio };
  };
  const [structure, whole] = [await figure((raw) => parseBody(raw)), await figure((raw) => readBody(raw))];
  const stored = await figure(async (raw) => (await readBody(raw)).attachments.map((file) => attachmentBytes(raw, file)));
  return { floorMicroseconds, structure, whole, stored, mailparser: await figure((raw) => simpleParser(raw)) };
}
