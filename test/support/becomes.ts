import { expect } from '@jest/globals';

/** Waits until what is read is what is wanted; what it was last is the failure. */
export async function becomes(read: () => unknown, wanted: unknown): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await read();
    try {
      expect(found).toEqual(wanted);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 30); });
  }
}
