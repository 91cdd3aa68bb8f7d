import { describe, expect, it } from '@jest/globals';
import { replyTextOf } from '../../shared/channels/email/reply-text.ts';
import { mail, mailWorld } from '../support/mail-world.ts';
import notices from './notices-of-gateways.json' with { type: 'json' };

describe('what a gateway puts above the words is folded away', () => {
  it.each(notices.banners)('%s', (banner) => {
    expect([replyTextOf(`${banner}\n\nmy words`), replyTextOf(`${banner}\nmy words`)]).toEqual(['my words', 'my words']);
  });

  it('drawn lines round it included', () => {
    expect(replyTextOf('________________________________\n[EXTERNAL EMAIL]\n________________________________\n\nmy words')).toBe('my words');
  });

  it('and stays in the whole text', async () => {
    const message = await mailWorld().read(mail({ 'Content-Type': 'text/plain; charset=utf-8' }, '[EXTERNAL] המקרר לא הגיע\r\n\r\nהודעה זו מיועדת לנמען בלבד ועלולה להכיל מידע סודי.\r\n'));
    expect([message.replyText, message.text]).toEqual(['המקרר לא הגיע', expect.stringMatching(/^\[EXTERNAL\][^]*מידע סודי/)]);
  });
});

describe('a legal notice below the words is folded away', () => {
  it.each(notices.disclaimers)('%s', (notice) => {
    expect(replyTextOf(`my words\n\n${notice}\n`)).toBe('my words');
  });
});

describe('words that look like a notice are kept', () => {
  it.each(notices.ownWords)('%s', (text) => {
    expect(replyTextOf(text)).toBe(text);
  });

  it('also below one', () => {
    expect(replyTextOf('my words\n\nThis e-mail is confidential and intended solely for you.\n\nCall me at nine.')).toBe('my words\n\nCall me at nine.');
  });
});
