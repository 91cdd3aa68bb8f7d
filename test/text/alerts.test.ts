import { describe, expect, it } from '@jest/globals';
import { directionOf } from '../../shared/domain/direction.ts';
import { connectionAlert } from '../../shared/text/alerts.ts';

const KEYS = ['tokenEnds', 'refreshTokenEnds', 'subscriptionEnds', 'versionEnds', 'resubscribed', 'unsubscribed', 'fieldsMissing', 'pollingStopped', 'unreachable', 'settingsWrong', 'quotaUsed', 'creditUsedUp', 'versionEnded', 'tokenDead', 'something new'];
const VALUES = { account: 'PAGE1', days: '7', minutes: '40', fields: 'feed', percent: '80' };

describe('an alert on a connection', () => {
  it.each(KEYS)('%s is whole in both languages, Hebrew first', (key) => {
    const { subject, text } = connectionAlert({ key, values: VALUES }, 'facebook');
    const [hebrew, english] = text.split('\n\n');
    expect([subject, directionOf(hebrew!, 'ltr'), directionOf(english!, 'rtl')]).toEqual([hebrew, 'rtl', 'ltr']);
    expect(text).not.toMatch(/[{}]|undefined/);
  });

  it.each([[1, 'יום.', '1 day.'], [2, 'יומיים.', '2 days.'], [14, '14 ימים.', '14 days.']])('counts %s days as people do', (days, hebrew, english) => {
    const { text } = connectionAlert({ key: 'tokenEnds', values: { days: String(days) } }, 'linkedin');
    expect([text.includes(`בעוד ${hebrew}`), text.includes(`in ${english}`)]).toEqual([true, true]);
  });

  it('calls a channel that it has no name for by its own', () => {
    expect(connectionAlert({ key: 'tokenDead', values: {} }, 'tiktok').text).toContain('The connection to tiktok is broken');
  });
});
