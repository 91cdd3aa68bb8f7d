// X's ids hold the milliseconds since this moment above their lowest 22 bits.
const EPOCH = 1_288_834_974_657;

/** When an id of X was made, epoch milliseconds; undefined for ids from before November 2010 and for made-up ones. */
export function timeOfId(id: string): number | undefined {
  return /^\d{15,20}$/.test(id) ? Number(BigInt(id) >> 22n) + EPOCH : undefined;
}

/** The lowest id that a thing of this moment can have. */
export function idAt(at: number): string {
  return at <= EPOCH ? '1' : String(BigInt(Math.floor(at) - EPOCH) << 22n);
}

/** The larger of two ids, which are too long for numbers. */
export function laterId(a: string, b: string): string {
  return BigInt(a) >= BigInt(b) ? a : b;
}

/** A time as X writes it (ISO, its older form, or milliseconds as text), epoch milliseconds; else what the id says; else `otherwise`. */
export function timeOf(written: string | undefined, id: string, otherwise: number): number {
  const at = written === undefined ? Number.NaN : /^\d{12,14}$/.test(written) ? Number(written) : Date.parse(written);
  return Number.isFinite(at) ? at : (timeOfId(id) ?? otherwise);
}
