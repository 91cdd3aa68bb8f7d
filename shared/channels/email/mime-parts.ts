import { readParameters } from './header-parameters.ts';
import { headerValues, scan, type HeaderLine, type Scan } from './scan.ts';
import { Unparsable } from './unparsable.ts';

/** One part of a mail; `start` and `end` are offsets of its content in the raw mail, still encoded. */
export interface MimePart {
  headers: HeaderLine[];
  type: string;
  parameters: Map<string, string>;
  start: number;
  end: number;
  parent: MimePart | null;
  children: MimePart[];
}

/** Parts of one mail that are read; room for a thousand files and what holds them. */
const PARTS_LIMIT = 1_100;
const DEPTH_LIMIT = 100;
const GUESSES_LIMIT = 8;
const HEADERS_LOOKED_AT = 300_000;
const CR = 13;
const LF = 10;
const DASHES = '\n--';

const LONGEST_DELIMITER = 20_000;

function lineEnd(raw: Buffer, from: number): number {
  const found = raw.indexOf(LF, from);
  return found < 0 ? raw.length : found + 1;
}

// The next line that begins with two dashes, from a line's start on; -1 where there is none.
function dashedLine(raw: Buffer, from: number): number {
  if (raw[from] === 45 && raw[from + 1] === 45) return from;
  const found = raw.indexOf(DASHES, from);
  return found < 0 ? -1 : found + 1;
}

function typeOf(headers: HeaderLine[], parent: MimePart | null, repairs: Set<string>): { type: string; parameters: Map<string, string> } {
  const [first, ...others] = headerValues(headers, 'content-type');
  // Of two, the one that says how the parts are set apart: some relays put their own above it.
  const header = others.find((value) => /^\s*multipart\/.*\bboundary\s*=/i.test(value) && !/^\s*multipart\//i.test(first!)) ?? first;
  // RFC 2046 5.1.5: a digest's parts are messages unless they say otherwise.
  if (header === undefined) return { type: parent?.type === 'multipart/digest' ? 'message/rfc822' : '', parameters: new Map() };
  const { value, parameters } = readParameters(header, null, repairs);
  return { type: /^[^\s/]+\/[^\s/]+$/.test(value) ? value : '', parameters };
}

interface Walk { raw: Buffer; repairs: Set<string>; count: number; guesses: number }

function openPart(walk: Walk, start: number, parent: MimePart): MimePart {
  if (++walk.count > PARTS_LIMIT) throw new Unparsable('more parts than are read');
  const { raw } = walk;
  // An empty line at once: no headers, and what follows is not to be taken for one.
  const bare = raw[start] === LF || (raw[start] === CR && raw[start + 1] === LF);
  // A part that ends within its headers: the next delimiter is none of them.
  const dashes = raw.indexOf(DASHES, start);
  const block = raw.subarray(start, Math.min(start + HEADERS_LOOKED_AT, dashes < 0 ? raw.length : dashes + 1));
  const { headers, bodyStart } = bare ? { headers: [], bodyStart: lineEnd(raw, start) - start } : scan(block);
  const part: MimePart = { headers, ...typeOf(headers, parent, walk.repairs), start: start + bodyStart, end: raw.length, parent, children: [] };
  parent.children.push(part);
  return part;
}

// The line end before a delimiter is part of the delimiter (RFC 2046 5.1.1).
function beforeLineEnd(raw: Buffer, at: number): number {
  if (raw[at - 1] !== LF) return at;
  return at - (raw[at - 2] === CR ? 2 : 1);
}

// The boundary that a mail uses where it does not use the one it declares: two dashes, a name, and the headers of a part.
function evidentBoundary(raw: Buffer, from: number, to: number): { boundary: string; at: number } | null {
  for (let at = dashedLine(raw, from), next = 0; at >= 0 && at < to; at = dashedLine(raw, next)) {
    next = lineEnd(raw, at);
    const boundary = raw.toString('latin1', at + 2, Math.min(next, at + 240)).trimEnd();
    if (boundary && next < to && /^(?:[!-9;-~]{1,70}:[^\n]*\n[ \t]?){0,6}content-(?:type|transfer-encoding|disposition)[ \t]*:/i.test(raw.toString('latin1', next, Math.min(to, next + 400)))) return { boundary, at };
  }
  return null;
}

interface Open { part: MimePart; boundary: string; closed: boolean }

/** Finds the parts between the delimiter lines of `top` and of the multiparts in it, up to `end`. */
function walkParts(walk: Walk, top: MimePart, topBoundary: string, end: number): void {
  const { raw } = walk;
  const open: Open[] = [{ part: top, boundary: topBoundary, closed: false }];
  const byBoundary = new Map<string, number>([[topBoundary, 0]]);
  // Most lines that begin with two dashes are none of ours: their next octet tells.
  const firsts = new Set([topBoundary.charCodeAt(0)]);
  let leaf: MimePart | null = null;
  const closeDownTo = (depth: number, at: number): void => {
    const ended = beforeLineEnd(raw, at);
    if (leaf) leaf.end = Math.max(leaf.start, ended);
    leaf = null;
    while (open.length > depth + 1) {
      const { part, boundary, closed } = open.pop()!;
      part.end = Math.max(part.start, ended);
      if (byBoundary.get(boundary) === open.length) byBoundary.delete(boundary);
      if (!closed && part.children.length > 0) walk.repairs.add('mime:unclosed');
    }
  };
  for (let at = dashedLine(raw, top.start); at >= 0 && at < end;) {
    const next = Math.min(end, lineEnd(raw, at));
    const line = !firsts.has(raw[at + 2]!) || next - at > LONGEST_DELIMITER ? '' : raw.toString('latin1', at + 2, next).trimEnd();
    let depth = byBoundary.get(line);
    const closing: boolean = depth === undefined && line.endsWith('--');
    if (closing) depth = byBoundary.get(line.slice(0, -2));
    const begins = at;
    at = dashedLine(raw, next);
    if (depth === undefined) continue;
    closeDownTo(depth, begins);
    if (closing) { open[depth]!.closed = true; continue; }
    const part = openPart(walk, next, open[depth]!.part);
    const boundary = part.type.startsWith('multipart/') ? part.parameters.get('boundary')?.trimEnd() : undefined;
    at = dashedLine(raw, part.start);
    if (!boundary) { leaf = part; continue; }
    if (open.length > DEPTH_LIMIT) throw new Unparsable('parts deeper than are read');
    byBoundary.set(boundary, open.length);
    firsts.add(boundary.charCodeAt(0));
    open.push({ part, boundary, closed: false });
  }
  closeDownTo(0, end);
  top.end = end;
  if (!open[0]!.closed && top.children.length > 0) walk.repairs.add('mime:unclosed');
}

// Where the declared boundary is not to be found, or another one stands in a part, the evident one is used.
function mend(walk: Walk, part: MimePart): void {
  const multipart = part.type.startsWith('multipart/');
  const suspect = (multipart && part.children.length === 0) || (part.parent !== null && part.children.length === 0 && (part.type === 'text/plain' || part.type === ''));
  const evident = suspect && walk.guesses < GUESSES_LIMIT ? evidentBoundary(walk.raw, part.start, part.end) : null;
  if (evident) {
    walk.guesses++;
    walk.repairs.add('mime:boundary');
    const { end } = part;
    const words: MimePart | null = !multipart && evident.at > part.start ? { ...part, end: Math.max(part.start, beforeLineEnd(walk.raw, evident.at)), children: [] } : null;
    part.type = multipart ? part.type : 'multipart/mixed';
    walkParts(walk, part, evident.boundary, end);
    if (words) { words.parent = part; part.children.unshift(words); }
    for (const child of part.children) if (child !== words) mend(walk, child);
  } else if (multipart && part.children.length === 0) {
    walk.repairs.add('mime:no-parts');
    part.type = '';
  } else for (const child of part.children) mend(walk, child);
}

/** The parts of a mail as a tree. Whatever the bytes, there is one; throws Unparsable beyond a thousand parts or a hundred levels. */
export function readParts(raw: Buffer, scanned: Scan, repairs: Set<string>): MimePart {
  const walk: Walk = { raw, repairs, count: 0, guesses: 0 };
  const root: MimePart = { headers: scanned.headers, ...typeOf(scanned.headers, null, repairs), start: scanned.bodyStart, end: raw.length, parent: null, children: [] };
  const boundary = root.parameters.get('boundary')?.trimEnd();
  if (root.type.startsWith('multipart/')) {
    if (boundary) walkParts(walk, root, boundary, raw.length);
    mend(walk, root);
  }
  return root;
}
