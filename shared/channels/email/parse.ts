import { Transform, type TransformCallback } from 'node:stream';
import { MailParser } from 'mailparser';
import { decodeBytes, isUnknownCharset } from './charsets.ts';
import { joinFlowed } from './flowed.ts';
import { readParameters } from './header-parameters.ts';
import { oneLine } from './header-words.ts';
import { scan, type Scan } from './scan.ts';
import { Unparsable } from './unparsable.ts';

export interface ParsedAttachment {
  name: string | null;
  type: string;
  contentId: string | null;
  inline: boolean;
  bytes: Uint8Array;
}

/** The MIME structure of one mail, decoded: its texts in order, and everything else. */
export interface ParsedBody {
  texts: { kind: 'plain' | 'html'; text: string; alternative: number | null }[];
  attachments: ParsedAttachment[];
  /** Charset of the first text, as declared: what headers without one are read by. */
  charset: string | null;
  repairs: string[];
}

interface MimeNode { headers: { getFirst(name: string): string; getList(): { key: string; line: string }[] }; charset: string | false; filename: string | false; flowed: boolean; delSp: boolean; multipart: string | false; parentNode: MimeNode | false }
interface TreeNode { node: MimeNode; contentType: string | false; charset?: string; isAttachment?: boolean; disposition?: string; textContent?: string; flowed?: { deleteSpaces: boolean }; children: TreeNode[] }

// Collects a text's octets and decodes them at once: what charset they are in is only known from all of them.
function decodeAll(declared: string, hint: () => string | null, note: (repair: string) => void): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      chunks.push(chunk);
      done();
    },
    flush(done: TransformCallback) {
      const { text, repair } = decodeBytes(Buffer.concat(chunks), declared, hint());
      if (repair) note(repair);
      done(null, Buffer.from(text));
    },
  });
}

const WHOLE = 'octets/';
/** Parts of one mail that are read; beyond, mailparser refuses it. Room for a thousand files and what holds them. */
const PARTS_LIMIT = 1_100;

/**
 * mailparser for the MIME structure only. Charsets are ours: its `createNode` is told that every text is in a charset of
 * its own, so that `getDecoder` below gets the octets with the declared name. A test fails when the library changes this.
 */
class BodyParser extends MailParser {
  declare tree: TreeNode | false;
  repairs = new Set<string>();
  textSeen = false;
  charset: string | null = null;

  createNode(node: MimeNode): TreeNode {
    // @ts-expect-error the typings leave out what the class has
    const made: TreeNode = super.createNode(node);
    made.charset = WHOLE + (node.charset || '');
    // The library joins soft line breaks across quote depths, which puts a customer's words into the quote: done here instead.
    if (node.flowed && made.contentType === 'text/plain') made.flowed = { deleteSpaces: node.delSp };
    node.flowed = false;
    const type = made.contentType || '';
    const inDigest = node.parentNode && node.parentNode.multipart === 'digest';
    if (inDigest && !node.headers.getFirst('Content-Type')) {
      // RFC 2046 5.1.5: a digest's parts are messages unless they say otherwise.
      made.contentType = 'message/rfc822';
      made.isAttachment = true;
    } else if (type.startsWith('text/') && !made.isAttachment) {
      // A named text after the mail's own words is a file, however it is to be shown.
      made.isAttachment = this.textSeen && node.filename !== false && node.parentNode !== false && node.parentNode.multipart !== 'alternative';
      this.textSeen = true;
    }
    return made;
  }

  getDecoder(): { decodeStream(charset: string): Transform } {
    return {
      decodeStream: (named) => {
        const declared = named.slice(WHOLE.length);
        if (declared && this.charset === null) this.charset = declared;
        if (isUnknownCharset(declared)) this.repairs.add(`charset:unknown:${oneLine(declared).slice(0, 40)}`);
        return decodeAll(declared, () => this.charset, (repair) => this.repairs.add(repair));
      },
    };
  }
}

const STRUCTURE = ['content-type', 'content-transfer-encoding', 'content-disposition', 'mime-version', 'content-id', 'content-description'];

// Only the headers that say how the body is built reach the library: the others are read here, and can be huge.
function forParser(raw: Buffer, scanned: Scan): Buffer[] {
  const seen = new Set<string>();
  const lines = scanned.headers.filter(({ name }) => STRUCTURE.includes(name) && !seen.has(name) && seen.add(name)).map(({ name, value }) => `${name}: ${value}\r\n`);
  return [Buffer.from(`${lines.join('')}\r\n`, 'latin1'), raw.subarray(scanned.bodyStart)];
}

// From the raw line, one character for each byte: what the library decodes it has decoded by its own charsets.
function parametersOf(node: MimeNode, name: string, hint: string | null, repairs: Set<string>): Map<string, string> {
  const line = node.headers.getList().find(({ key }) => key === name)?.line ?? '';
  return readParameters(line.slice(line.indexOf(':') + 1).replace(/\r?\n/g, ''), hint, repairs).parameters;
}

/** A file's name as the sender wrote it, without path or control characters; null when it has none. */
function attachmentName(node: MimeNode, hint: string | null, repairs: Set<string>): string | null {
  const named = parametersOf(node, 'content-disposition', hint, repairs).get('filename') ?? parametersOf(node, 'content-type', hint, repairs).get('name') ?? '';
  return oneLine(named.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')).replace(/^.*[/\\]/, '').slice(0, 255) || null;
}

// It travels as a header again, to the bucket and to browsers: nothing but a media type's own characters.
function mediaType(named: string | false): string {
  return named && /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(named) ? named.toLowerCase() : 'application/octet-stream';
}

function collectTexts(tree: TreeNode, texts: ParsedBody['texts'], alternative: number | null, counter: { next: number }): void {
  if (tree.textContent !== undefined && !tree.isAttachment) {
    const text = tree.flowed ? joinFlowed(tree.textContent, tree.flowed.deleteSpaces) : tree.textContent;
    texts.push({ kind: tree.contentType === 'text/html' ? 'html' : 'plain', text, alternative });
  }
  const group = tree.contentType === 'multipart/alternative' && alternative === null ? counter.next++ : alternative;
  for (const child of tree.children) collectTexts(child, texts, group, counter);
}

interface StreamedAttachment { type: 'attachment'; content: NodeJS.ReadableStream; contentType: string | false; contentDisposition?: string; cid?: string; related?: boolean; partId: string | null; release(): void }

/** Reads a mail's structure with mailparser. Throws Unparsable for what it refuses. */
export async function parseBody(raw: Buffer, scanned: Scan = scan(raw)): Promise<ParsedBody> {
  const parser = new BodyParser({ skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true, keepDeliveryStatus: true, ignoreEmbedded: true, maxChildNodes: PARTS_LIMIT } as object);
  const attachments: (ParsedAttachment & { node: MimeNode })[] = [];
  const nodes: MimeNode[] = [];
  const original = parser.createNode.bind(parser);
  parser.createNode = (node) => {
    const made = original(node);
    if (made.isAttachment) nodes.push(node);
    return made;
  };
  await new Promise<void>((resolve, reject) => {
    parser.on('error', (error: Error) => reject(new Unparsable(error.message, { cause: error })));
    parser.on('data', (data: StreamedAttachment | { type: 'text' }) => {
      if (data.type !== 'attachment') return;
      const node = nodes[attachments.length]!;
      const chunks: Buffer[] = [];
      const attachment = { name: null as string | null, type: mediaType(data.contentType), contentId: data.cid?.slice(0, 300) ?? null, inline: data.contentDisposition === 'inline' || data.related === true, bytes: new Uint8Array(), node };
      attachments.push(attachment);
      data.content.on('data', (chunk: Buffer) => chunks.push(chunk));
      data.content.on('end', () => {
        attachment.bytes = Buffer.concat(chunks);
        chunks.length = 0;
        data.release();
      });
    });
    parser.on('end', resolve);
    const [head, body] = forParser(raw, scanned);
    parser.write(head!);
    feed(parser, body!, reject);
  });
  const texts: ParsedBody['texts'] = [];
  if (parser.tree) collectTexts(parser.tree, texts, null, { next: 0 });
  const repairs = new Set(parser.repairs);
  const named = attachments.map(({ node, ...attachment }) => ({ ...attachment, name: attachmentName(node, parser.charset, repairs) }));
  return { texts, attachments: named, charset: parser.charset, repairs: [...repairs] };
}

// In pieces, so that backpressure holds memory down with the largest mails.
function feed(parser: MailParser, body: Buffer, reject: (error: Error) => void): void {
  let at = 0;
  const more = (): void => {
    while (at < body.length) {
      const piece = body.subarray(at, at + 65_536);
      at += piece.length;
      if (!parser.write(piece)) { parser.once('drain', more); return; }
    }
    parser.end();
  };
  try {
    more();
  } catch (error) {
    reject(error instanceof Error ? error : new Error(String(error)));
  }
}
