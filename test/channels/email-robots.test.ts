import { describe, expect, it } from '@jest/globals';
import { mail, mailWorld } from '../support/mail-world.ts';
import said from './robots-of-twelve-languages.json' with { type: 'json' };

/** Nothing but words and names: none of the headers by which robots usually give themselves away, and no envelope that tells. */
const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

async function machine(from: string, subject: string, body: string): Promise<string | null> {
  const message = await mailWorld().read(mail({ 'Content-Type': 'text/plain; charset=utf-8', 'Subject': encoded(subject), 'From': from }, `${body.replaceAll('\n', '\r\n')}\r\n`), { from: 'info@shop.example' });
  return message.sender.machine;
}

const firstLine = (text: string): string => text.split('\n')[0]!;
const titled = (texts: string[]): [string, string][] => texts.map((text) => [firstLine(text), text]);

describe.each(Object.entries(said.robots))('a robot that takes no replies, in %s', (_language, { local, name, texts }) => {
  it.each(local)('is known by its address: %s', async (part) => {
    expect(await machine(`Shop <${part}@shop.example>`, '55431', firstLine(texts[0]!))).toBe('noReplySender');
  });

  it.each([name, `Shop (${name})`])('is known by its name: %s', async (called) => {
    expect(await machine(`${encoded(called)} <info@shop.example>`, '55431', firstLine(texts[0]!))).toBe('noReplySender');
  });

  it.each(titled(texts))('is known by its words: %s', async (_begins, text) => {
    expect(await machine('Shop <info@shop.example>', firstLine(text), text)).toBe('autoSubmitted');
  });

  it.each(titled(texts))('is known by its words below a long letter: %s', async (_begins, text) => {
    expect(await machine('Shop <info@shop.example>', firstLine(text), `${Array.from({ length: 60 }, (_, at) => `Item ${at}: one lamp, two shades, three bulbs.`).join('\n')}\n\n${text}`)).toBe('autoSubmitted');
  });
});

describe('a person who tells what a robot said', () => {
  it.each(said.people)('is answered: %s', async (text) => {
    expect(await machine('Dana <dana@customer.example>', 'My order', text)).toBeNull();
  });

  it.each(['Noreen Reply', 'Donna Replyson', 'Marc Antwort', 'Anna Sans'])('is answered, whatever the name: %s', async (name) => {
    expect(await machine(`${name} <dana@customer.example>`, 'My order', 'Where is my order 55431?')).toBeNull();
  });
});
