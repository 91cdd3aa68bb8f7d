/** For JSON.parse: half an emoji, cut off somewhere on its way, becomes U+FFFD, since no table or queue takes it. */
export function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
