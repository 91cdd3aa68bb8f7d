import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { mailWorld, recording } from '../support/mail-world.ts';

const names = readdirSync(new URL('../../events/email/', import.meta.url)).filter((file) => file.endsWith('.eml')).map((file) => file.slice(0, -4));

async function readRecording(name: string) {
  const { raw, recording: recorded } = recording(name);
  const message = await mailWorld().read(raw, { from: recorded.envelope.from, to: [recorded.envelope.to] });
  return { message, expected: recorded.expected, recorded };
}

describe.each(names)('the recorded mail %s', (name) => {
  it('is from whom it says', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.author.id).toBe(expected.from);
  });

  it('has its subject decoded', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.subject).toBe(expected.subject);
  });

  it('has its text decoded', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.text).toContain(expected.text);
  });

  it('shows the customer\'s own words', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.replyText).toBe(expected.replyText ?? message.text.trim());
  });

  it('has its attachments', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.attachments.map((attachment) => attachment.name)).toEqual(expected.attachments ?? []);
  });

  it('is known as a person\'s or a machine\'s', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.sender.machine).toBe(expected.machine);
  });

  it('is answered in its language', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.language).toBe(expected.language);
  });

  it('says what had to be mended', async () => {
    const { message, expected } = await readRecording(name);
    expect(message.repairs.toSorted()).toEqual((expected.repairs ?? []).toSorted());
  });

  it('says where it is from', () => {
    expect(recording(name).recording.source).toEqual({ kind: 'documented', what: expect.any(String) });
  });
});

describe('the recorded mails', () => {
  it('hold a sample day of ten people\'s mails or more', () => {
    const samples = names.map((name) => recording(name).recording).filter(({ sample }) => sample);
    expect(samples.length).toBeGreaterThanOrEqual(10);
  });
});
