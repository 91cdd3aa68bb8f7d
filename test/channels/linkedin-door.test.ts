import { describe, expect, it } from '@jest/globals';
import { Unreadable, Untrusted } from '../../shared/errors.ts';
import { door } from '../../shared/channels/linkedin/door.ts';
import { facts, LinkedInSettings } from '../../shared/channels/linkedin/facts.ts';
import { sunsetOf, sunsetWarning } from '../../shared/channels/linkedin/version-sunset.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { signAsLinkedIn, signAsLinkedInOtherwise } from '../support/sign-linkedin.ts';

const settings = LinkedInSettings.parse(facts.example);
const DOCUMENTED = Buffer.from('{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]}');
const knock = (body: Buffer, signature?: string) => ({ method: 'POST', query: {}, body, headers: { 'x-li-signature': signature } });
const challenge = (code: string, clientSecret: string) => door.challenge({ method: 'GET', headers: {}, query: { challengeCode: code, applicationId: '7' }, body: Buffer.alloc(0) }, { ...settings, clientSecret });

describe('the challenge of LinkedIn', () => {
  it('is answered as computed elsewhere', () => {
    const code = '9f1c2b3a-5d6e-4f70-8a91-b2c3d4e5f607';
    expect(challenge(code, 'client-secret')).toEqual({
      status: 200, type: 'application/json', body: JSON.stringify({ challengeCode: code, challengeResponse: 'f486328e2a6c946676f657a632184bc3251bd70873421141897d282bef0f76f6' }),
    });
  });

  it.each(['', '{"type":"x","notifications":[]}', 'hmacsha256={}', 'x'.repeat(201)])('%j is none', (code) => {
    expect(() => challenge(code, 'client-secret')).toThrow(Untrusted);
  });

  it('is not answered without a secret', () => {
    expect(() => challenge('abc', '')).toThrow(Untrusted);
  });
});

describe('a delivery of LinkedIn', () => {
  it.each([['documented', '4168af67cea95f7d24a882bff847d768c543da81e033c71278c6350cb5edf632'], ['other', 'hmacsha256=03353fb8dce9e924054b008cd36789baa5163654f56907788bc67782033ebc0b']])('is believed with a signature of the %s form', (_, signature) => {
    expect(() => door.verify(knock(DOCUMENTED, signature), { ...settings, clientSecret: 'client-secret' })).not.toThrow();
  });

  it.each([signAsLinkedIn, signAsLinkedInOtherwise])('is believed under the secret that is being replaced (%#)', (sign) => {
    expect(() => door.verify(knock(DOCUMENTED, sign(DOCUMENTED, 'old')), { ...settings, clientSecret: 'new', previousClientSecret: 'old' })).not.toThrow();
  });

  it.each([undefined, '', 'hmacsha256='])('signed with %j is refused', (signature) => {
    expect(() => door.verify(knock(DOCUMENTED, signature), settings)).toThrow(Untrusted);
  });

  it('cannot be made of a signed challenge', () => {
    const code = Buffer.from('1234');
    expect(() => door.verify(knock(code, signAsLinkedInOtherwise(code, settings.clientSecret)), settings)).toThrow(Untrusted);
  });

  it('of another type is kept whole', () => {
    expect(door.normalise(Buffer.from('{"type":"LEAD_ACTION","leadId":9}'), settings, SUNDAY_MORNING)).toEqual([expect.objectContaining({ what: 'unknown', raw: { type: 'LEAD_ACTION', leadId: 9 } })]);
  });

  it('is the same comment in both spellings of its name', () => {
    const read = (urn: string) => door.normalise(Buffer.from(JSON.stringify({ type: 'x', notifications: [{ notificationId: 1, organizationalEntity: 'urn:li:organization:1', action: 'COMMENT', generatedActivity: urn, lastModifiedAt: 1 }] })), settings, SUNDAY_MORNING)[0]?.nativeId;
    expect(read('urn:li:comment:(activity:1,2)')).toBe(read('urn:li:comment:(urn:li:activity:1,2)'));
  });

  it.each([[undefined, SUNDAY_MORNING], [null, SUNDAY_MORNING], ['1790000000000', 1_790_000_000_000]])('dated %j counts as of %d', (lastModifiedAt, at) => {
    const notification = { notificationId: 1, organizationalEntity: 'urn:li:organization:1', action: 'COMMENT', generatedActivity: 'urn:li:comment:(activity:1,2)', ...(lastModifiedAt === undefined ? {} : { lastModifiedAt }) };
    expect(door.normalise(Buffer.from(JSON.stringify({ type: 'x', notifications: [notification] })), settings, SUNDAY_MORNING)).toEqual([expect.objectContaining({ kind: 'message', at })]);
  });

  it('whose decorated part is of another shape is looked up by its id', () => {
    const notification = { notificationId: 1, organizationalEntity: 'urn:li:organization:1', action: 'COMMENT', generatedActivity: 'urn:li:comment:(activity:1,2)', decoratedGeneratedActivity: { comment: { owner: { id: 7 } } }, lastModifiedAt: 1 };
    expect(door.normalise(Buffer.from(JSON.stringify({ type: 'x', notifications: [notification] })), settings, SUNDAY_MORNING)).toEqual([expect.objectContaining({ kind: 'message', lookUp: { post: 'urn:li:activity:1', comment: 'urn:li:comment:(urn:li:activity:1,2)' } })]);
  });

  it('nested deeper than anybody writes is unreadable', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    for (const body of [`{"type":"x","notifications":[${deep}]}`, `{"type":"y","a":${deep}}`]) expect(() => door.normalise(Buffer.from(body), settings, SUNDAY_MORNING)).toThrow(Unreadable);
  });

  it('without a type is unreadable', () => {
    expect(() => door.normalise(Buffer.from('{"notifications":[]}'), settings, SUNDAY_MORNING)).toThrow(Unreadable);
  });
});

describe('a version of LinkedIn’s API', () => {
  it('lives twelve months at least', () => {
    expect(new Date(sunsetOf('202607')).toISOString()).toBe('2027-07-01T00:00:00.000Z');
  });

  it.each([['2027-05-01', undefined], ['2027-05-02', 60], ['2027-06-30', 1], ['2027-07-11', -10]])('of July 2026 is warned of on %s with %p days', (day, days) => {
    expect(sunsetWarning('202607', Date.parse(`${day}T00:00:00Z`))).toBe(days);
  });
});

describe('LinkedIn', () => {
  it('never lets a machine answer', () => {
    expect(facts.automatic).toEqual({ private: false, privateReply: false, public: false });
  });
});
