import { decodeBytes } from './charsets.ts';
import { decompressRtf, rtfText } from './rtf-text.ts';
import { readTnefProperties, type TnefProperties } from './tnef-properties.ts';

/** What Outlook packed into a winmail.dat. */
export interface Unpacked {
  files: { name: string | null; type: string | null; contentId: string | null; bytes: Buffer }[];
  text: string | null;
  html: string | null;
}

const SIGNATURE = 0x223e9f78;
const ID = { oemCodepage: 0x69007, body: 0x2800c, messageProperties: 0x69003, attachBegins: 0x69002, attachTitle: 0x18010, attachData: 0x6800f, attachProperties: 0x69005 };
const PROPERTY = { body: 0x1000, rtf: 0x1009, html: 0x1013, attachData: 0x3701, shortName: 0x3704, longName: 0x3707, mimeType: 0x370e, contentId: 0x3712 };
const UNICODE = 0x1f;
const OBJECT = 0x0d;
const FILES_LIMIT = 200;

function stringOf(properties: TnefProperties, id: number, codepage: string): string | null {
  const property = properties.get(id);
  if (!property) return null;
  const text = property.type === UNICODE ? property.bytes.toString('utf16le') : decodeBytes(property.bytes, codepage).text;
  return text.replace(/\0[\s\S]*$/, '') || null;
}

interface Attribute { id: number; data: Buffer }

function attributesOf(bytes: Buffer): Attribute[] {
  const attributes: Attribute[] = [];
  for (let at = 6; at + 9 <= bytes.length && attributes.length < 5_000;) {
    const id = bytes.readUInt32LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    attributes.push({ id, data: bytes.subarray(at + 9, Math.min(bytes.length, at + 9 + length)) });
    at += 9 + length + 2;
  }
  return attributes;
}

function codepageOf(attributes: Attribute[]): string {
  const data = attributes.find(({ id }) => id === ID.oemCodepage)?.data;
  const codepage = data && data.length >= 4 ? data.readUInt32LE(0) : 1252;
  return codepage === 65001 ? 'utf-8' : `windows-${codepage}`;
}

function readMessage(properties: TnefProperties, codepage: string, out: Unpacked): void {
  out.text ??= stringOf(properties, PROPERTY.body, codepage);
  const html = properties.get(PROPERTY.html);
  if (html) out.html ??= decodeBytes(html.bytes, 'utf-8', codepage).text;
  const rtf = properties.get(PROPERTY.rtf);
  const words = rtf && !out.text?.trim() && !out.html ? rtfText(decompressRtf(rtf.bytes)) : '';
  if (words.trim()) out.text = words;
}

/** Opens a winmail.dat ([MS-OXTNEF]) as far as it keeps the format; null when it is none. */
export function openTnef(bytes: Buffer): Unpacked | null {
  if (bytes.length < 15 || bytes.readUInt32LE(0) !== SIGNATURE) return null;
  const attributes = attributesOf(bytes);
  const codepage = codepageOf(attributes);
  const out: Unpacked = { files: [], text: null, html: null };
  for (const { id, data } of attributes) {
    const file = out.files.at(-1);
    if (id === ID.body) out.text ??= decodeBytes(data, codepage).text.replace(/\0[\s\S]*$/, '');
    else if (id === ID.messageProperties) readMessage(readTnefProperties(data), codepage, out);
    else if (id === ID.attachBegins && out.files.length < FILES_LIMIT) out.files.push({ name: null, type: null, contentId: null, bytes: Buffer.alloc(0) });
    else if (!file) continue;
    else if (id === ID.attachTitle) file.name ??= decodeBytes(data, codepage).text.replace(/\0[\s\S]*$/, '') || null;
    else if (id === ID.attachData) file.bytes = data;
    else if (id === ID.attachProperties) {
      const properties = readTnefProperties(data);
      file.name = stringOf(properties, PROPERTY.longName, codepage) ?? file.name ?? stringOf(properties, PROPERTY.shortName, codepage);
      file.type = stringOf(properties, PROPERTY.mimeType, codepage);
      file.contentId = stringOf(properties, PROPERTY.contentId, codepage);
      const object = properties.get(PROPERTY.attachData);
      // An object's octets begin with the id of its interface.
      if (object && file.bytes.length === 0) file.bytes = object.type === OBJECT ? object.bytes.subarray(16) : object.bytes;
    }
  }
  out.files = out.files.filter(({ bytes: content }) => content.length > 0);
  return out;
}
