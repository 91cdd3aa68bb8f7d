import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinMail, splitMail } from './mail-headers.ts';
import { sendRawMail } from './smtp-client.ts';

interface Recording {
  envelope: { from: string; to: string | string[] };
  sample?: { hoursAgo: number };
}

const EVENTS = fileURLToPath(new URL('../events/email/', import.meta.url));
const NOTE = 'sample-day';

/** The recorded mails that make up the sample day, oldest first. */
function recordings(): { path: string; recording: Recording; hoursAgo: number }[] {
  if (!existsSync(EVENTS)) return [];
  const found = readdirSync(EVENTS).filter((name) => name.endsWith('.expected.json')).flatMap((name) => {
    const recording = JSON.parse(readFileSync(join(EVENTS, name), 'utf8')) as Recording;
    return recording.sample ? [{ path: join(EVENTS, name.replace(/\.expected\.json$/, '.eml')), recording, hoursAgo: recording.sample.hoursAgo }] : [];
  });
  return found.sort((a, b) => b.hoursAgo - a.hoursAgo);
}

/** The same mail, written at another time. */
export function restamped(raw: Buffer, at: Date): Buffer {
  const { headers, body } = splitMail(raw);
  const date = { name: 'Date', raw: `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n` };
  const others = headers.filter(({ name }) => name.toLowerCase() !== 'date');
  return joinMail([...others, date], body);
}

/**
 * Plays the sample day through the SMTP door, once for a data directory: one that was cut off is played again, which
 * changes nothing about the mails that had arrived. Answers with how many mails were taken.
 */
export async function playSampleDay(directory: string, smtp: string, isNew: boolean, now: number, warn: (line: string) => void): Promise<number> {
  const note = join(directory, NOTE);
  if (isNew) writeFileSync(note, 'begun\n');
  if (!existsSync(note) || readFileSync(note, 'utf8') !== 'begun\n') return 0;
  let taken = 0;
  for (const { path, recording, hoursAgo } of recordings()) {
    const answer = await sendRawMail(smtp, restamped(readFileSync(path), new Date(now - hoursAgo * 3_600_000)), recording.envelope);
    if (answer.code === 250) taken++;
    else warn(`The sample mail ${path} was refused: ${answer.code} ${answer.text}`);
  }
  writeFileSync(note, 'done\n');
  return taken;
}
