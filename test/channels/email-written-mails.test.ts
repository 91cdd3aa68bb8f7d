import { describe, expect, it } from '@jest/globals';
import { mailWorld } from '../support/mail-world.ts';
import { WRITTEN_MAILS } from '../support/written-mails.ts';

const laidOut = (text: string): string => text.replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();

describe.each(WRITTEN_MAILS.map((mail) => [mail.title, mail] as const))('%s', (_title, { raw, expected }) => {
  const reading = mailWorld().read(raw);

  it('is from its writer', async () => {
    expect((await reading).author).toEqual({ id: expected.from, name: expected.name });
  });

  it('has its subject', async () => {
    expect(laidOut((await reading).subject)).toBe(laidOut(expected.subject));
  });

  it('has its words', async () => {
    expect(laidOut((await reading).text)).toContain(laidOut(expected.text));
  });

  it('shows the customer\'s own words alone', async () => {
    expect(laidOut((await reading).replyText)).toBe(laidOut(expected.reply));
  });

  it('is a person\'s', async () => {
    expect((await reading).sender.machine).toBeNull();
  });
});

describe('the written mails', () => {
  it('are sixty or more', () => {
    expect(new Set(WRITTEN_MAILS.map(({ title }) => title)).size).toBeGreaterThanOrEqual(60);
  });
});
