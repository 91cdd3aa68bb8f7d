// `npm run -s write`: be a customer. Sends a mail to the running engine and shows the acknowledgement that comes back.
import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { runningEngine } from '../data-directory.ts';
import { sendRawMail } from '../smtp-client.ts';
import { subjectFrom } from '../written-subject.ts';
import { readOptions } from './options.ts';

const USAGE = `npm run -s write -- [--from ADDRESS] [--to ADDRESS] [--subject TEXT] [--data DIR] [TEXT]
  Writes TEXT (Hebrew or English) to the care mailbox of the engine that runs on DIR (default .moked),
  and shows the acknowledgement. Ends with 1 when none came within ten seconds.`;
const WAIT_MS = 10_000;

const { values, positionals } = readOptions(USAGE, {
  allowPositionals: true,
  options: {
    from: { type: 'string' }, to: { type: 'string', default: 'care@company.example' }, subject: { type: 'string' },
    data: { type: 'string', default: '.moked' }, help: { type: 'boolean' },
  },
});
const engine = runningEngine(values.data);
if (!engine) {
  console.error(`No engine is running on ${values.data}. Start it with npm start, or name its directory with --data.`);
  process.exit(3);
}

const text = positionals.join(' ') || 'שלום, ההזמנה ORD-2026-55431 עוד לא הגיעה. מתי היא תגיע?';
// A fresh sender each time: three acknowledgements an hour is what one person gets.
const from = values.from ?? `customer-${randomUUID().slice(0, 8)}@customer.example`;
const word = (value: string): string => `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
const raw = [
  `From: ${from}`, `To: ${values.to}`, `Subject: ${word(values.subject ?? (positionals.length > 0 ? subjectFrom(text) : 'איפה ההזמנה שלי?'))}`, `Date: ${new Date().toUTCString()}`,
  `Message-ID: <${randomUUID()}@customer.example>`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '',
  Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'), '',
].join('\r\n');

const began = Date.now();
const answer = await sendRawMail(engine.smtp, Buffer.from(raw), { from, to: values.to });
if (answer.code !== 250) {
  console.error(`The mail server refused it: ${answer.text}`);
  process.exit(1);
}
console.log(`${from} wrote to ${values.to}.`);

async function acknowledgement(): Promise<string | undefined> {
  const sent = await fetch(`${engine!.api}/engine/sent`, { headers: { authorization: `Bearer ${engine!.token}` } });
  for (const line of (await sent.text()).split('\n').filter(Boolean)) {
    const mail = JSON.parse(line) as { to: string[]; raw: string; at: string };
    if (mail.to.includes(from) && Date.parse(mail.at) >= began - 1_000) return mail.raw;
  }
  return undefined;
}

while (Date.now() - began < WAIT_MS) {
  const found = await acknowledgement();
  if (found) {
    const mail = await simpleParser(Buffer.from(found, 'base64'));
    console.log(`\nFrom: ${mail.from?.text}\nSubject: ${mail.subject}\n\n${mail.text}`);
    process.exit(0);
  }
  await new Promise((resolve) => { setTimeout(resolve, 100); });
}
console.error('No acknowledgement within ten seconds: npm run -s export says why.');
process.exit(1);
