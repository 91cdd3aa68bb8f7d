import type { AnswerFiles } from '../../shared/ports.ts';

/** The bucket as agents' files need it: `put` is the browser, by the ticket that it was given. */
export function memoryUploads(): AnswerFiles & { uploaded: Map<string, Buffer>; kept: Map<string, Buffer>; put: (ticket: { fields: Record<string, string> }, bytes: Buffer | string) => void } {
  const uploaded = new Map<string, Buffer>();
  const kept = new Map<string, Buffer>();
  return {
    uploaded, kept,
    put: ({ fields }, bytes) => { uploaded.set(fields['key']!, Buffer.from(bytes)); },
    ticket: async (folder, place, maximumBytes) => ({ url: 'https://bucket.example/', fields: { key: `uploads/cases/${folder}/${place}`, maximum: String(maximumBytes) } }),
    size: async (folder, place) => uploaded.get(`uploads/cases/${folder}/${place}`)?.length,
    keep: async (folder, place) => {
      const bytes = uploaded.get(`uploads/cases/${folder}/${place}`);
      if (!bytes) return undefined;
      const key = `parts/cases/${folder}/${place}-tag`;
      kept.set(key, bytes);
      return { key, size: bytes.length };
    },
  };
}
