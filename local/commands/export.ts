// `npm run -s export`: JSON lines of what a deployment holds, from the running engine or from a stage on AWS.
import { everything } from '../../shared/aws/everything.ts';
import { objects } from '../../shared/aws/objects.ts';
import { caseLine, messageLine, outgoingLine } from '../../shared/steps/export.ts';
import { connectTo, runningEngine } from '../data-directory.ts';
import type { EngineCard } from '../data-directory.ts';
import { readOptions } from './options.ts';

const USAGE = `npm run -s export -- [--messages | --outgoing | --cases] [--data DIR | --stage STAGE]
  --messages  every message that came in, filtered ones too (the default)
  --outgoing  everything handed over to customers, or about to be
  --cases     every case
  --data      data directory of the running engine (default .moked)
  --stage     a stage on AWS instead, with the credentials and region of this shell; raw mails are not kept there`;

const { values } = readOptions(USAGE, {
  options: { messages: { type: 'boolean' }, outgoing: { type: 'boolean' }, cases: { type: 'boolean' }, data: { type: 'string', default: '.moked' }, stage: { type: 'string' }, bucket: { type: 'string' }, help: { type: 'boolean' } },
});

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

const card = values.stage ? undefined : runningEngine(values.data);
if (!values.stage && !card) {
  console.error(`No engine is running on ${values.data}. Start it with npm start, or name its directory with --data.`);
  process.exit(3);
}
if (card) connectTo(card);
const stage = values.stage ?? 'local';
const { cases, messages } = await everything(`moked-${stage}`);
const byNumber = new Map(cases.map((item) => [item.number, item]));
const bucketName = card ? Object.values(card.environments).map((environment) => environment['MOKED_BUCKET']).find(Boolean) : values.bucket;
const bucket = bucketName ? objects(bucketName) : undefined;
const out = (line: object): void => { process.stdout.write(`${JSON.stringify(line)}\n`); };

if (values.cases) {
  for (const item of cases) out(caseLine(item));
} else if (values.outgoing) {
  const sent = card ? await handedOver(card) : new Map<string, string>();
  for (const stored of messages) {
    const line = outgoingLine(stored, stored.case ? byNumber.get(stored.case) : undefined, (id) => sent.get(id) ?? null);
    if (line) out(line);
  }
} else {
  for (const stored of messages.filter(({ direction }) => direction === 'in').sort((a, b) => a.storedAt - b.storedAt)) {
    const { textKey, text } = stored.message;
    out(messageLine(stored, stored.case ? byNumber.get(stored.case) : undefined, textKey && bucket ? (await bucket.get(textKey)).toString('utf8') : text));
  }
}
