/** MAPI properties by their number, of the kinds that say something about a mail: octets as they stand, and their type. */
export type TnefProperties = Map<number, { type: number; bytes: Buffer }>;

const FIXED: Record<number, number> = { 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0a: 4, 0x0b: 4, 0x14: 8, 0x40: 8, 0x48: 16 };
const VARIABLE = new Set([0x0d, 0x1e, 0x1f, 0x102]);
const PROPERTIES_LIMIT = 2_000;

const padded = (length: number): number => (length + 3) & ~3;

/** Reads a block of MAPI properties as far as it keeps the format ([MS-OXTNEF] 2.1.3.4). */
export function readTnefProperties(block: Buffer): TnefProperties {
  const found: TnefProperties = new Map();
  let at = 4;
  const number = (): number => {
    const value = at + 4 <= block.length ? block.readUInt32LE(at) : 0;
    at += 4;
    return value;
  };
  const announced = block.length >= 4 ? block.readUInt32LE(0) : 0;
  for (let left = Math.min(announced, PROPERTIES_LIMIT); left > 0 && at + 4 <= block.length; left--) {
    const tag = number();
    const type = tag & 0xffff;
    const id = tag >>> 16;
    if (id >= 0x8000) {
      at += 16;
      at += number() === 0 ? 4 : padded(number());
    }
    const kind = type & 0x0fff;
    const several = (type & 0x1000) !== 0;
    const fixed = FIXED[kind];
    if (!VARIABLE.has(kind) && fixed === undefined) return found;
    const values = several || VARIABLE.has(kind) ? number() : 1;
    for (let value = 0; value < values && at < block.length; value++) {
      const length = fixed ?? number();
      if (value === 0 && at + length <= block.length) found.set(id, { type: kind, bytes: block.subarray(at, at + length) });
      at += padded(length);
    }
  }
  return found;
}
