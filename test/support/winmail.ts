const SIGNATURE = 0x223e9f78;

function attribute(level: number, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(data.reduce((total, octet) => total + octet, 0) & 0xffff);
  return Buffer.concat([head, data, sum]);
}

function property(id: number, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(((id << 16) | type) >>> 0, 0);
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(data.length, 8);
  return Buffer.concat([head, data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}

function properties(...entries: Buffer[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(entries.length);
  return Buffer.concat([count, ...entries]);
}

/** RTF as Outlook stores it, every octet a literal. */
function uncompressedRtf(rtf: string): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(rtf.length + 12, 0);
  head.writeUInt32LE(rtf.length, 4);
  head.write('LZFu', 8, 'latin1');
  const runs = rtf.match(/[\s\S]{1,8}/g) ?? [];
  return Buffer.concat([head, ...runs.map((run) => Buffer.concat([Buffer.of(0), Buffer.from(run, 'latin1')]))]);
}

/** A winmail.dat with files, and with words as plain text or as RTF. */
export function winmail({ files = [], text, rtf }: { files?: { name: string; bytes: Buffer }[]; text?: string; rtf?: string }): Buffer {
  const start = Buffer.alloc(6);
  start.writeUInt32LE(SIGNATURE);
  const message = [
    ...(text === undefined ? [] : [property(0x1000, 0x1f, Buffer.from(`${text}\0`, 'utf16le'))]),
    ...(rtf === undefined ? [] : [property(0x1009, 0x102, uncompressedRtf(rtf))]),
  ];
  const codepage = Buffer.alloc(8);
  codepage.writeUInt32LE(1255);
  return Buffer.concat([
    start, attribute(1, 0x69007, codepage), attribute(1, 0x69003, properties(...message)),
    ...files.flatMap(({ name, bytes }) => [
      attribute(2, 0x69002, Buffer.alloc(14)), attribute(2, 0x18010, Buffer.from('FILE~1.PDF\0')), attribute(2, 0x6800f, bytes),
      attribute(2, 0x69005, properties(property(0x3707, 0x1f, Buffer.from(`${name}\0`, 'utf16le')))),
    ]),
  ]);
}
