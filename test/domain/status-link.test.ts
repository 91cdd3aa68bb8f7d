import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Head } from '../../shared/domain/case.ts';
import { deriveKey } from '../../shared/domain/ids.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { addressForLink, linkToStatus, readStatusToken, shownLink, statusAddress, statusLinkEndsAt, statusToken } from '../../shared/domain/status-link.ts';
import { missingForStatusPage } from '../../shared/domain/status-statements.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { headOf, someCase } from '../support/make-case.ts';

const KEY = deriveKey('test-key', 'status');
const DAY = 86_400_000;
const NUMBER = '482109379';
const claim = (fields: Partial<Parameters<typeof statusToken>[1]> = {}) => ({ caseNumber: NUMBER, generation: 0, issuedAt: SUNDAY_MORNING, ...fields });

describe('a link to a status page', () => {
  it('says which case, which generation and which day, to whoever has the key', () => {
    expect(readStatusToken(KEY, statusToken(KEY, claim({ generation: 3 })))).toEqual({ caseNumber: NUMBER, generation: 3, issuedAt: Math.floor(SUNDAY_MORNING / DAY) * DAY });
  });

  it('says nothing under another key', () => {
    expect(readStatusToken(deriveKey('another', 'status'), statusToken(KEY, claim()))).toBeUndefined();
  });

  it('has 192 bits, 128 of them signature, and the number in none of its forms', () => {
    const token = statusToken(KEY, claim());
    const bytes = Buffer.from(token, 'base64url');
    const inside = Buffer.alloc(4);
    inside.writeUInt32BE(Number(NUMBER));
    expect([token.length, bytes.length, bytes.includes(inside), bytes.toString('latin1').includes(NUMBER)]).toEqual([32, 24, false, false]);
  });

  it('looks wholly different for the next day, the next generation and the next case', () => {
    const tokens = [claim(), claim({ issuedAt: SUNDAY_MORNING + DAY }), claim({ generation: 1 }), claim({ caseNumber: '100000106' })].map((one) => Buffer.from(statusToken(KEY, one), 'base64url'));
    for (const [place, one] of tokens.entries()) for (const other of tokens.slice(place + 1)) expect([...one].filter((byte, at) => byte === other[at]).length).toBeLessThan(6);
  });

  it('is refused with any one bit turned', () => {
    const bytes = Buffer.from(statusToken(KEY, claim()), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      expect([bit, readStatusToken(KEY, turned.toString('base64url'))]).toEqual([bit, undefined]);
    }
  });

  it('is no other text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String({ minLength: 32, maxLength: 32 })), (text) => { expect(readStatusToken(KEY, text)).toBeUndefined(); }), { seed: 7 });
  });

  it('ends so many days after the latest message, and no link ends before the page could be looked at', () => {
    const settings = { statusLinkDays: 90 };
    expect(statusLinkEndsAt({ issuedAt: 0 }, SUNDAY_MORNING, settings)).toBe(SUNDAY_MORNING + 90 * DAY);
    expect(statusLinkEndsAt({ issuedAt: SUNDAY_MORNING }, 0, settings)).toBeGreaterThanOrEqual(SUNDAY_MORNING + 90 * DAY);
  });
});

describe('where the page is', () => {
  it.each([
    [null, 'https://api.example/s/T'], ['https://care.company.example', 'https://care.company.example/s/T'], ['https://company.example/help/', 'https://company.example/help/T'],
  ])('with %j in the settings: %s', (statusLink, address) => {
    expect(statusAddress('T', 'https://api.example', { statusLink })).toBe(address);
  });

  it.each([
    ['customers', {}, ['accessLink', 'privacyLink']], ['customers', { privacyLink: 'https://c.example/p' }, ['accessLink']], ['customers', { privacyLink: 'https://c.example/p', accessLink: 'https://c.example/a' }, []],
    ['customers', { calendar: { ...DEFAULT_SETTINGS.calendar, timeZone: 'Europe/Berlin' } }, []], ['trial', {}, []],
  ] as const)('for %s with %j there is missing %j', (whom, fields, missing) => {
    expect(missingForStatusPage({ ...DEFAULT_SETTINGS, ...fields }, whom)).toEqual(missing);
  });

  it('nobody is linked to while something is missing', () => {
    const maker = { ownAddress: 'https://api.example', key: KEY };
    expect([linkToStatus({ ...maker, whom: 'customers' }, claim(), DEFAULT_SETTINGS), linkToStatus({ ...maker, whom: 'trial' }, claim(), DEFAULT_SETTINGS)]).toEqual([null, `https://api.example/s/${statusToken(KEY, claim())}`]);
  });
});

describe('a link as agents see it', () => {
  it('says where it leads, and opens nothing', () => {
    const link = shownLink({ ownAddress: 'https://api.example', whom: 'trial' }, DEFAULT_SETTINGS);
    expect([link, readStatusToken(KEY, link!.split('/').at(-1)!), shownLink({ ownAddress: 'https://api.example', whom: 'customers' }, DEFAULT_SETTINGS)]).toEqual(['https://api.example/s/…', undefined, null]);
  });
});

describe('a new link', () => {
  const sent = { id: 'a', state: 'delivered' as const, attempt: 1, leaseUntil: null, startedAt: null, providerId: 'p', reason: null, changedAt: 0, sentAt: 0 };
  const item = someCase(NUMBER, { acknowledgement: sent });
  const to = (fields: Partial<typeof item> = {}, typed = 'dana@example.org', heads = [headOf(item)]): string | undefined => addressForLink({ ...item, ...fields }, heads, typed);

  it('goes to the address that is on the case, however it was typed', () => {
    expect(to({}, ' Dana@EXAMPLE.org')).toBe('dana@example.org');
  });

  it.each([
    ['somebody else’s address', {}, 'eve@example.org'], ['a case that no mail has gone out of', { acknowledgement: null }, undefined], ['a confirmation that came back', { acknowledgement: { ...sent, state: 'bounced' } }, undefined],
    ['a customer who was erased', { customer: { id: '', name: null } }, undefined], ['spam', { status: 'spam' }, undefined],
  ] as const)('goes nowhere for %s', (_, fields, typed) => {
    expect(to(fields, typed ?? 'dana@example.org')).toBeUndefined();
  });

  it('goes where an agent has answered, though nothing was confirmed', () => {
    expect(to({ acknowledgement: null, answeredAt: SUNDAY_MORNING })).toBe('dana@example.org');
  });

  const merged = (of: string, openedBy: string): Partial<Head> => ({ case: NUMBER, openedBy: 'merge-1', joined: true, prev: { case: of, openedBy, ackBy: null }, participants: ['mia@example.org'] });

  it('goes to nobody whose thread a merge has brought', () => {
    expect(to({}, 'mia@example.org', [headOf(item), headOf(item, merged('100000106', 'opener-100000106'))])).toBeUndefined();
  });

  it('goes to whoever began the case that was merged, and to nobody whom an earlier merge had brought there', () => {
    const from = someCase('100000106', { acknowledgement: sent, mergedInto: NUMBER, status: 'closed' });
    const asked = (head: Partial<Head>): string | undefined => addressForLink(from, [headOf(item, head)], 'mia@example.org', NUMBER);
    expect([asked(merged(from.number, from.openedBy)), asked(merged(from.number, 'merge-0')), asked(merged('100000205', from.openedBy))]).toEqual(['mia@example.org', undefined, undefined]);
    expect(addressForLink({ ...from, customer: { id: 'mia@example.org', name: null } }, [headOf(item, merged('100000205', 'merge-0'))], 'mia@example.org', NUMBER)).toBe('mia@example.org');
  });

  it('goes nowhere when the thread is another case’s by now', () => {
    expect(to({}, 'dana@example.org', [headOf(item, { case: '100000106' })])).toBeUndefined();
  });
});
