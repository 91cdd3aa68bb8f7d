import { describe, expect, it } from '@jest/globals';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { PublicDecision } from '../../shared/domain/public-item.ts';
import { differencesOf, withoutWords, type Kept } from '../../shared/domain/replay.ts';
import { replayPeriod } from '../../shared/domain/replay-period.ts';
import { mail } from '../support/make.ts';

const MAIL = mail({ text: 'איפה ההזמנה?', replyText: 'איפה ההזמנה?' });
const COMMENT: InboundMessage = {
  ...MAIL, mail: null, channel: 'facebook', visibility: 'public', conversation: 'post-and-dana', text: 'למה ההזמנה לא הגיעה?',
  platform: { nativeId: 'c1', post: 'p1', parent: null, link: null, automatic: { kind: 'privateReply', to: 'c1', inbox: 'PAGE1' }, reply: null, raw: '{}' },
};
const DM: InboundMessage = { ...COMMENT, visibility: 'private', text: 'הסר', platform: { ...COMMENT.platform!, automatic: { kind: 'private', to: 'dana', inbox: 'PAGE1' } } };
const kept = (message: InboundMessage, over: Partial<Kept> = {}): Kept => ({ id: message.id, direction: 'in', case: '482109379', thread: message.conversation ?? message.id, threadedBy: 'newCase', quarantined: null, suppressedBecause: null, message, ...over });
const seen = (stored: Kept, message: InboundMessage = stored.message, threadedBy: Kept['threadedBy'] = null): unknown[] => differencesOf(stored, { message, threadedBy }).map(({ field, stored: then, now }) => [field, then, now]);
const COMPLAINT: PublicDecision = { is: 'case', reason: 'complains', evidence: [], borderline: false };

describe('what today\'s code reads otherwise', () => {
  it('is nothing while it reads the same', () => expect([seen(kept(MAIL)), seen(kept(COMMENT))]).toEqual([[], []]));

  it.each<[string, Partial<InboundMessage>, unknown[]]>([
    ['the text', { text: 'ההזמנה' }, ['text', 'איפה ההזמנה?', 'ההזמנה']],
    ['who wrote', { author: { id: 'ruth@example.org', name: null } }, ['author', 'dana@example.org', 'ruth@example.org']],
    ['the identity', { id: 'another' }, ['id', MAIL.id, 'another']],
    ['that a machine wrote it', { sender: { machine: 'bulkOrList', evidence: [] } }, ['sender', null, 'bulkOrList']],
  ])('is %s', (_what, over, wanted) => expect(seen(kept(MAIL), { ...MAIL, ...over })).toEqual([wanted]));

  it('is a filtered message that a person wrote, and nothing is said of an answer', () => {
    const filtered = kept({ ...MAIL, sender: { machine: 'bulkOrList', evidence: [] } }, { case: null, threadedBy: null, quarantined: 'bulkOrList', suppressedBecause: 'bulkOrList' });
    expect(seen(filtered, MAIL)).toEqual([['sender', 'bulkOrList', null]]);
  });

  it('is the thread, where the platform names one', () => expect(seen(kept(COMMENT), { ...COMMENT, conversation: 'another' })).toEqual([['thread', 'post-and-dana', 'another']]));

  it('is what a mail was threaded by', () => expect(seen(kept(MAIL), MAIL, 'inReplyTo')).toEqual([['threadedBy', 'newCase', 'inReplyTo']]));

  it.each(['released', 'sameDelivery', 'statusPage', 'reference'] as const)('is no thread that %s chose', (threadedBy) => expect(seen(kept(MAIL, { threadedBy }), MAIL, 'newCase')).toEqual([]));
});

describe('what today\'s rules decide otherwise', () => {
  it('is a mention that is a case', () => {
    const mention = kept(COMMENT, { case: null, threadedBy: null, suppressedBecause: 'notACase', decision: { is: 'mention', reason: 'nothingAsked', evidence: [], borderline: false } });
    expect(seen(mention)).toEqual([['decision', 'mention: nothingAsked', 'case: complains'], ['suppressedBecause', 'notACase', null]]);
  });

  it.each([
    ['has an open case', 'תודה', 'case', 'hasOpenCase', null],
    ['was made a case by a person', 'תודה', 'case', 'promoted', null],
    ['came among too many', 'למה ההזמנה לא הגיעה?', 'mention', 'tooMany', 'notACase'],
  ] as const)('is nothing where its author %s, as was so then', (_what, text, is, reason, suppressedBecause) => {
    expect(seen(kept({ ...COMMENT, text }, { suppressedBecause, threadedBy: 'released', decision: { is, reason, evidence: [], borderline: false } }))).toEqual([]);
  });

  it('is nothing where a person made a case of what a keyword had found', () => {
    const found = { ...COMMENT, platform: { ...COMMENT.platform!, monitoringOnly: true, automatic: null } };
    expect(seen(kept(found, { threadedBy: 'released', suppressedBecause: 'notACase', decision: { is: 'case', reason: 'promoted', evidence: [], borderline: false } }))).toEqual([]);
    expect(seen(kept(found, { decision: COMPLAINT }))).toContainEqual(['decision', 'case: complains', 'mention: monitoring']);
  });

  it('is an acknowledgement that the platform forbids', () => {
    const forbidden = { ...COMMENT, platform: { ...COMMENT.platform!, automatic: null } };
    expect(seen(kept(COMMENT, { decision: COMPLAINT }), forbidden)).toEqual([['suppressedBecause', null, 'channelForbids']]);
  });

  it.each(['joinedCase', 'answered', 'replayed'] as const)('is nothing where its case said %s then', (suppressedBecause) => expect(seen(kept(MAIL, { suppressedBecause }))).toEqual([]));

  it('is who asked that nothing be sent', () => expect([seen(kept(DM, { suppressedBecause: 'optedOut' })), seen(kept(DM))]).toEqual([[], [['suppressedBecause', null, 'optedOut']]]));

  it('is nothing of what its writer changed since, whose words are stored as they are now', () => {
    expect(seen(kept({ ...COMMENT, text: 'תודה' }, { revised: { what: 'edited', at: 1 }, decision: { is: 'mention', reason: 'thanks', evidence: [], borderline: false }, suppressedBecause: 'notACase' }), COMMENT)).toEqual([]);
  });
});

describe('a difference', () => {
  it('is shown without words and addresses: how long they are, and a mark', () => {
    const [text, author] = differencesOf(kept(MAIL), { message: { ...MAIL, text: 'דנה', author: { id: 'ruth@example.org', name: null } }, threadedBy: null }).map(withoutWords).toReversed();
    expect(JSON.stringify([text, author])).not.toMatch(/דנה|example\.org|הזמנה/);
    expect(text).toMatchObject({ field: 'text', stored: expect.stringMatching(/^12 characters, [0-9a-f]{8}$/), now: expect.stringMatching(/^3 characters, [0-9a-f]{8}$/) });
  });

  it('of a decision is shown as it is', () => {
    const [found] = differencesOf(kept(MAIL), { message: { ...MAIL, sender: { machine: 'spam', evidence: [] } }, threadedBy: null });
    expect(withoutWords(found!)).toEqual(found);
  });
});

describe('the days that are read again', () => {
  it.each([
    ['2026-11-20', '2026-11-22', '2026-11-19T22:00:00Z', '2026-11-22T22:00:00Z'],
    ['2026-03-27', '2026-03-27', '2026-03-26T22:00:00Z', '2026-03-27T21:00:00Z'],
    ['2026-11-22T08:00:00Z', '2026-11-22T10:30:00+02:00', '2026-11-22T08:00:00Z', '2026-11-22T08:30:00Z'],
  ])('from %s to %s are the company\'s own', (from, to, begins, ends) => {
    expect(replayPeriod({ from, to }, 'Asia/Jerusalem')).toEqual({ from: Date.parse(begins), until: Date.parse(ends) });
  });

  it.each([
    ['2026-11-22', '2026-11-20', '--from 2026-11-22 is not before --to 2026-11-20.'],
    ['2026-02-31', '2026-03-01', '--from: "2026-02-31" is neither a date (2026-11-20) nor an instant (2026-11-20T08:00:00Z).'],
    ['2026-11-20', 'tomorrow', '--to: "tomorrow" is neither a date (2026-11-20) nor an instant (2026-11-20T08:00:00Z).'],
    ['2026-11-20T08:00', '2026-11-21', '--from: "2026-11-20T08:00" is neither a date (2026-11-20) nor an instant (2026-11-20T08:00:00Z).'],
    ['2026-02-31T08:00:00Z', '2026-03-21', '--from: "2026-02-31T08:00:00Z" is neither a date (2026-11-20) nor an instant (2026-11-20T08:00:00Z).'],
  ])('cannot be from %s to %s', (from, to, words) => expect(() => replayPeriod({ from, to }, 'Asia/Jerusalem')).toThrow(words));
});
