import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contactOf, currentContact, identitiesOf, linkPerson, mergeContacts, undoContactEvent } from '../../shared/domain/contact.ts';
import type { ContactEvent, Identity, Person } from '../../shared/domain/contact.ts';

const identity = (externalId: string, contact: string, fields: Partial<Identity> = {}): Identity => ({ channel: 'email', externalId, contact, name: null, address: null, phone: null, ...fields });
const person = (externalId: string, fields: Partial<Person> = {}): Person => ({ channel: 'facebook', externalId, name: null, address: null, phone: null, ...fields });
const verified = (value: string) => ({ value, verified: true });
const typed = (value: string) => ({ value, verified: false });
const merged = (from: string, into: string, at = 1): ContactEvent => ({ kind: 'merged', id: `${from}>${into}`, at, by: 'noa', from, into });
const undone = (merge: string, at = 9): ContactEvent => ({ kind: 'unmerged', id: `undo ${merge}`, at, by: 'noa', merge });

describe('who writes', () => {
  const dana = identity('dana@example.org', 'dana', { name: 'דנה לוי', address: verified('dana@example.org'), phone: '052-123-4567' });

  it('is the contact of an identity that we know', () => {
    expect(linkPerson({ ...person('dana@example.org'), channel: 'email' }, [dana], [], 'fresh')).toMatchObject({ contact: 'dana', because: 'known' });
  });

  it('is the same person on another channel when both addresses are verified', () => {
    expect(linkPerson(person('F1', { address: verified('Dana@Example.org') }), [dana], [], 'fresh')).toEqual({ contact: 'dana', because: 'verifiedAddress', suggestions: [] });
  });

  it.each<[string, Partial<Person>, string]>([
    ['typed the same address', { address: typed('dana@example.org') }, 'sameAddress'],
    ['has the same phone, written with the country’s code', { phone: '+972 52 1234567' }, 'samePhone'],
    ['has the same full name', { name: 'דנה  לוי' }, 'sameName'],
    ['named the number of her case', { namedContact: 'dana' }, 'namedCase'],
  ])('and only %s is a new contact, with a suggestion', (_, fields, because) => {
    expect(linkPerson(person('F1', fields), [dana], [], 'fresh')).toEqual({ contact: 'fresh', because: 'newContact', suggestions: [{ contact: 'dana', because: [because] }] });
  });

  it('is no suggestion for a first name alone', () => {
    expect(linkPerson(person('F1', { name: 'דנה' }), [identity('a', 'a', { name: 'דנה' })], [], 'fresh').suggestions).toEqual([]);
  });

  it('is not guessed when two contacts share a verified address', () => {
    const family = [identity('a', 'a', { address: verified('family@example.org') }), identity('b', 'b', { address: verified('family@example.org') })];
    expect(linkPerson(person('F1', { address: verified('family@example.org') }), family, [], 'fresh')).toMatchObject({ contact: 'fresh', suggestions: [{ contact: 'a' }, { contact: 'b' }] });
  });

  it('is suggested by the strongest reason first', () => {
    const others = [identity('a', 'a', { name: 'דנה לוי' }), identity('b', 'b', { address: typed('dana@example.org') })];
    expect(linkPerson(person('F1', { name: 'דנה לוי', address: typed('dana@example.org') }), others, [], 'fresh').suggestions.map(({ contact }) => contact)).toEqual(['b', 'a']);
  });

  it('is not suggested again once somebody said no', () => {
    const apart: ContactEvent = { kind: 'keptApart', id: 'k', at: 1, by: 'noa', contacts: ['dana', 'f1'] };
    const f1 = identity('F1', 'f1', { channel: 'facebook' });
    expect(linkPerson(person('F1', { name: 'דנה לוי' }), [dana, f1], [apart], 'fresh').suggestions).toEqual([]);
  });
});

describe('contacts', () => {
  const identities = [identity('a', 'a'), identity('b', 'b'), identity('c', 'c')];

  it('that are merged are one person with all identities', () => {
    expect(identitiesOf('b', identities, [merged('a', 'b')]).map(({ externalId }) => externalId)).toEqual(['a', 'b']);
  });

  it('that were merged in a chain speak with the last one’s name', () => {
    expect(currentContact('a', [merged('a', 'b'), merged('b', 'c', 2)])).toBe('c');
  });

  it('come apart again as they were, whatever was merged later', () => {
    const events = [merged('a', 'b'), merged('b', 'c', 2), undone('a>b')];
    expect(identities.map((one) => contactOf(one, events))).toEqual(['a', 'c', 'c']);
  });

  it('are not merged twice', () => {
    expect(mergeContacts({ from: 'b', into: 'a', events: [merged('a', 'b')], id: 'x', at: 2, by: 'noa' })).toEqual({ refused: 'sameContact' });
  });

  it('get an identity from an agent, and lose it when that is undone', () => {
    const linked: ContactEvent = { kind: 'linked', id: 'l', at: 1, by: 'noa', identity: { channel: 'email', externalId: 'a' }, to: 'b' };
    const undo = undoContactEvent({ undo: 'l', events: [linked], id: 'u', at: 2, by: 'noa' });
    expect([[linked], [linked, 'event' in undo ? undo.event : linked]].map((events) => contactOf(identities[0]!, events))).toEqual(['b', 'a']);
  });

  it('are parted once only', () => {
    expect(undoContactEvent({ undo: 'a>b', events: [merged('a', 'b'), undone('a>b')], id: 'u', at: 3, by: 'noa' })).toEqual({ refused: 'alreadyUndone' });
  });

  it('that never were merged are not parted', () => {
    expect(undoContactEvent({ undo: 'a>b', events: [], id: 'u', at: 3, by: 'noa' })).toEqual({ refused: 'noSuchEvent' });
  });

  it('never run in a circle, and are all themselves again when everything is undone', () => {
    const names = ['a', 'b', 'c', 'd'];
    const step = fc.record({ from: fc.constantFrom(...names), into: fc.constantFrom(...names), undo: fc.boolean(), which: fc.nat(20) });
    fc.assert(fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const events: ContactEvent[] = [];
      steps.forEach(({ from, into, undo, which }, at) => {
        const merges = events.filter(({ kind }) => kind === 'merged');
        const done = undo && merges.length > 0
          ? undoContactEvent({ undo: merges[which % merges.length]!.id, events, id: `e${at}`, at, by: 'noa' })
          : mergeContacts({ from, into, events, id: `e${at}`, at, by: 'noa' });
        if ('event' in done) events.push(done.event);
      });
      for (const name of names) expect(names).toContain(currentContact(name, events));
      for (const merge of events.filter(({ kind }) => kind === 'merged')) {
        const undo = undoContactEvent({ undo: merge.id, events, id: `u ${merge.id}`, at: 99, by: 'noa' });
        if ('event' in undo) events.push(undo.event);
      }
      expect(names.map((name) => currentContact(name, events))).toEqual(names);
    }), { seed: 3, numRuns: 300 });
  });
});
