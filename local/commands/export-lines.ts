// What `npm run -s export` prints, from the running engine or from a stage on AWS.
import { everything } from '../../shared/aws/everything.ts';
import { objects } from '../../shared/aws/objects.ts';
import { caseLine, messageLine, outgoingLine } from '../../shared/steps/export.ts';
import type { MessageLine, OutgoingLine } from '../../shared/steps/export.ts';
import { connectTo } from '../data-directory.ts';
import type { EngineCard } from '../data-directory.ts';

/** Whose items: the engine that runs here, or a stage with the bucket that holds its long texts. */
export type Source = { card: EngineCard } | { stage: string; bucket: string | undefined };

export interface Exported {
  /** Everything that came in, filtered ones too. */
  messages(): Promise<MessageLine[]>;
  /** Everything handed over to customers, or about to be; raw words are known of an engine only. */
  outgoing(): Promise<OutgoingLine[]>;
  cases(): Promise<ReturnType<typeof caseLine>[]>;
}

async function linesOf(card: EngineCard, page: string): Promise<{ id: string; raw: string }[]> {
  const answer = await fetch(`${card.api}/engine/${page}`, { headers: { authorization: `Bearer ${card.token}` } });
  if (!answer.ok) throw new Error(`the engine answered ${answer.status} when asked for what was handed over`);
  return (await answer.text()).split('\n').filter(Boolean).map((line) => JSON.parse(line) as { id: string; raw: string });
}

/** By the provider's id: a mail's MIME, or the call that a platform took. */
async function handedOver(card: EngineCard): Promise<Map<string, string>> {
  const [mails, calls] = [await linesOf(card, 'sent'), await linesOf(card, 'calls')];
  return new Map([...mails.map(({ id, raw }) => [id, Buffer.from(raw, 'base64').toString('utf8')] as const), ...calls.map(({ id, raw }) => [id, raw] as const)]);
}

/** Connects this process to the source: one source a process. */
export function exportFrom(source: Source): Exported {
  const card = 'card' in source ? source.card : undefined;
  if (card) connectTo(card);
  const table = `moked-${'stage' in source ? source.stage : 'local'}`;
  const bucketName = 'stage' in source ? source.bucket : Object.values(source.card.environments).map((environment) => environment['MOKED_BUCKET']).find(Boolean);
  const bucket = bucketName ? objects(bucketName) : undefined;
  return {
    async messages() {
      const { cases, messages } = await everything(table);
      const byNumber = new Map(cases.map((item) => [item.number, item]));
      const lines: MessageLine[] = [];
      for (const stored of messages.filter(({ direction }) => direction === 'in').sort((a, b) => a.storedAt - b.storedAt)) {
        const { textKey, text } = stored.message;
        lines.push(messageLine(stored, stored.case ? byNumber.get(stored.case) : undefined, textKey && bucket ? (await bucket.get(textKey)).toString('utf8') : text));
      }
      return lines;
    },
    async outgoing() {
      const { cases, messages } = await everything(table);
      const byNumber = new Map(cases.map((item) => [item.number, item]));
      const sent = card ? await handedOver(card) : new Map<string, string>();
      return messages.flatMap((stored) => outgoingLine(stored, stored.case ? byNumber.get(stored.case) : undefined, (id) => sent.get(id) ?? null) ?? []);
    },
    async cases() {
      return (await everything(table)).cases.map(caseLine);
    },
  };
}
