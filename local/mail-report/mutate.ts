/** A seeded source of chances (mulberry32): the same seed, the same mutation. */
function chances(seed: number): { below(n: number): number; pick<T>(items: readonly T[]): T } {
  let state = (seed * 2_654_435_761) >>> 0;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 * n);
  };
  return { below, pick: (items) => items[below(items.length)]! };
}

type Chances = ReturnType<typeof chances>;
type Mutation = (mail: string, by: Chances) => string;

const LONGEST = 2_000_000;
const CHARSETS = ['utf-8', 'windows-1255', 'iso-8859-8', 'iso-8859-8-i', 'visual', 'logical', 'utf-7', 'utf-16', 'iso-2022-jp', 'koi8-r', 'gbk', 'euc-kr', 'us-ascii', 'x-none', '"', ''];
const ENCODINGS = ['base64', 'quoted-printable', '8bit', '7bit', 'x-uuencode', 'binary', 'nonsense', ''];
const TYPES = ['text/plain', 'text/html', 'multipart/mixed; boundary=x', 'multipart/alternative', 'message/rfc822', 'message/delivery-status', 'multipart/report', 'text/calendar', 'application/ms-tnef', 'application/octet-stream; name="\xf9\xec.doc"', '/', 'text', ';;;'];
const SMUGGLED = ['From: a@b.example\r\n', 'From: \r\n', 'Subject: =?utf-8?B?4pi?=\r\n', 'Subject: =?windows-1255?Q?=F9=EC=\r\n', 'Content-Type: text/plain; charset=\r\n', 'Date: yesterday\r\n', 'Message-ID: <<>>\r\n', 'References: <a@b> <\r\n', 'Content-Disposition: attachment; filename*0*=utf-8\'\'%D7; filename*1=%FF\r\n', ': no name\r\n', ' folded\r\n', '\0\x01\x7f\r\n', 'begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n'];

function span(mail: string, by: Chances, longest: number): [number, number] {
  const from = by.below(mail.length + 1);
  return [from, Math.min(mail.length, from + by.below(longest))];
}

function replaceOne(mail: string, pattern: RegExp, by: Chances, value: string): string {
  const found = [...mail.matchAll(pattern)];
  if (found.length === 0) return mail;
  const { index, 0: whole } = by.pick(found);
  return mail.slice(0, index) + value + mail.slice(index + whole.length);
}

function onLines(change: (lines: string[], by: Chances) => void): Mutation {
  return (mail, by) => {
    const lines = mail.split('\r\n');
    change(lines, by);
    return lines.join('\r\n');
  };
}

// The other half of every 8-bit charset.
const flipped = (text: string): string => text.replace(/[^\r\n]/g, (character) => String.fromCharCode(character.charCodeAt(0) ^ 0x80));

const MUTATIONS: Mutation[] = [
  (mail, by) => { const [from] = span(mail, by, 1); return mail.slice(0, from) + String.fromCharCode(by.below(256)) + mail.slice(from + 1); },
  (mail, by) => { const [from, to] = span(mail, by, 200); return mail.slice(0, from) + mail.slice(to); },
  (mail, by) => { const [from, to] = span(mail, by, 2_000); return mail.slice(0, to) + mail.slice(from); },
  (mail, by) => { const [from] = span(mail, by, 1); return mail.slice(0, from) + String.fromCharCode(...Array.from({ length: by.below(60) }, () => by.below(256))) + mail.slice(from); },
  (mail, by) => { const [from] = span(mail, by, 1); return mail.slice(0, from) + by.pick(['\r\n', '\n', '\r', '\r\n\r\n', '\0', '"', '<', '(', '=', '--', '=?']).repeat(1 + by.below(200)) + mail.slice(from); },
  (mail, by) => mail.slice(0, by.below(mail.length + 1)),
  onLines((lines, by) => { lines.splice(by.below(lines.length), 1 + by.below(4)); }),
  onLines((lines, by) => { const at = by.below(lines.length); const line = lines[at]!; lines.splice(at, 0, ...Array.from({ length: 1 + by.below(300) }, () => line)); }),
  onLines((lines, by) => { const [a, b] = [by.below(lines.length), by.below(lines.length)]; [lines[a], lines[b]] = [lines[b]!, lines[a]!]; }),
  (mail, by) => { const line = by.pick(SMUGGLED); const lines = [...mail.matchAll(/\r\n/g)]; const at = lines.length > 0 ? by.pick(lines).index + 2 : 0; return mail.slice(0, at) + line + mail.slice(at); },
  (mail, by) => replaceOne(mail, /charset\s*=\s*"?[\w-]+"?/gi, by, `charset=${by.pick(CHARSETS)}`),
  (mail, by) => replaceOne(mail, /=\?[\w-]+\?/g, by, `=?${by.pick(CHARSETS)}?`),
  (mail, by) => replaceOne(mail, /content-transfer-encoding:[^\r\n]*/gi, by, `Content-Transfer-Encoding: ${by.pick(ENCODINGS)}`),
  (mail, by) => replaceOne(mail, /content-type:[^\r\n]*/gi, by, `Content-Type: ${by.pick(TYPES)}`),
  (mail, by) => replaceOne(mail, /boundary\s*=\s*"?[^"\r\n;]+"?/gi, by, by.pick(['boundary=', 'boundary="x', 'boundary=x', '', `boundary="${'y'.repeat(500)}"`])),
  (mail, by) => replaceOne(mail, /\r\n--[^\r\n]+/g, by, by.pick(['', '\r\n--', '\r\n--x', '\r\n--x--', '\r\n ---'])),
  (mail, by) => mail.replace(/\r\n/g, by.pick(['\n', '\r', '\r\r\n'])),
  (mail, by) => { const [from, to] = span(mail, by, 500); return mail.slice(0, from) + flipped(mail.slice(from, to)) + mail.slice(to); },
];

/** One of endlessly many broken forms of a mail, always the same for one seed. */
export function mutate(raw: Buffer, seed: number): Buffer {
  const by = chances(seed);
  let mail = raw.toString('latin1');
  for (let times = 1 + by.below(4); times > 0; times--) mail = by.pick(MUTATIONS)(mail, by).slice(0, LONGEST);
  return Buffer.from(mail, 'latin1');
}
