import { describe, expect, it } from '@jest/globals';
import { mail, mailWorld } from '../support/mail-world.ts';
import said from './words-of-machines.json' with { type: 'json' };

interface Said { who: string; subject: string; body: string; headers?: Record<string, string>; from?: string }

const encoded = (text: string): string => (/[^\p{ASCII}]/u.test(text) ? `=?utf-8?B?${Buffer.from(text).toString('base64')}?=` : text);

/** The words alone: none of the headers by which such mails usually give themselves away. */
async function machine({ subject, body, headers = {}, from }: Said): Promise<string | null> {
  const { From, ...others } = headers;
  const [, name, address] = /^(.*?)\s*(<[^<>]+>)$/.exec(From ?? '') ?? [];
  const author: Record<string, string> = name ? { From: `${encoded(name)} ${address}` } : From ? { From } : {};
  const message = await mailWorld().read(mail({ 'Content-Type': 'text/plain; charset=utf-8', 'Subject': encoded(subject), ...author, ...others }, `${body.replaceAll('\n', '\r\n')}\r\n`), from ? { from } : {});
  return message.sender.machine;
}

describe('a machine that says so in words alone is answered never', () => {
  it.each((said.machines as Said[]).map((mail) => [mail.who, mail] as const))('%s', async (_who, mail) => {
    expect(await machine(mail)).not.toBeNull();
  });
});

describe('a person with words like a machine\'s is answered', () => {
  it.each((said.people as Said[]).map((mail) => [mail.who, mail] as const))('%s', async (_who, mail) => {
    expect(await machine(mail)).toBeNull();
  });
});
