import { describe, expect, it } from '@jest/globals';
import { checkChain } from '../../shared/domain/event-chain.ts';
import { GivenIncident, broadcastIncident, broughtAlong, changedIncident, endedIncident, incidentFinder, mayLinkByWords, noticeFor, noticeInForce, openedIncident, waitsForNothingElse } from '../../shared/domain/incident.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { SUNDAY_MORNING, incident } from '../support/make.ts';

const doing = (id: string, at = SUNDAY_MORNING) => ({ id, at, by: 'noa', byName: 'נועה' });
const opened = (id: string, fields: Partial<GivenIncident> = {}, at = SUNDAY_MORNING): Incident => openedIncident(id, incident(fields), doing(`open-${id}`, at), null);

describe('which incident a message is about', () => {
  const find = incidentFinder([opened('1', { words: { he: ['אין אינטרנט', 'נתב*'], en: ['no internet', 'wi-fi'] } }), opened('2', { words: { he: ['חיוב כפול'], en: ['charged twice'] } }), opened('3', { words: { he: [], en: [] } })]);

  it.each([
    ['שלום, מאתמול אין אינטרנט בבית', '1', ['אין אינטרנט']], ['וְהַנָּתָבִים מהבהבים באדום', '1', ['נתב*']], ['There is NO  internet since noon', '1', ['no internet']], ['my Wi-Fi is gone', '1', ['wi-fi']],
    ['wi fi', '1', ['wi-fi']], ['קיבלתי חיוב כפול על החשבון', '2', ['חיוב כפול']], ['no internet and the nights are long; charged twice, no internet, נתב', '1', ['נתב*', 'no internet']],
  ])('%s: that of %s, because of %j', (text, id, words) => {
    expect(find(text)).toEqual({ id, words });
  });

  it.each(['האינטרנט איטי', 'I was charged', 'where is my order?', ''])('%j: none', (text) => {
    expect(find(text)).toBeUndefined();
  });

  it('is the later one where two say as much', () => {
    expect(incidentFinder([opened('9', { words: { he: [], en: ['app'] } }), opened('10', { words: { he: [], en: ['app'] } })])('the app')).toMatchObject({ id: '10' });
  });

  it('says our words, never the writer\'s', () => {
    expect(find('נתבי_הסוד_שלי נתבים')?.words).toEqual(['נתב*']);
  });
});

describe('what is written down of an incident', () => {
  it.each([[{ told: true, what: null }, 'what'], [{ told: true, nextUpdateAt: null }, 'nextUpdateAt'], [{ words: { he: ['*'], en: [] } }, 'words.he'], [{ words: { he: [], en: ['a'] } }, 'words.en'], [{ title: { he: ' ', en: 'x' } }, 'title.he'], [{ nextUpdateAt: 9e15 }, 'nextUpdateAt']] as const)('%j does not fit', (fields, place) => {
    expect(GivenIncident.safeParse({ ...incident(), ...fields }).error?.issues.map(({ path }) => path.join('.'))).toEqual([place]);
  });

  it('may be kept from customers, without words for them', () => {
    expect(GivenIncident.safeParse({ ...incident(), what: null, nextUpdateAt: null }).success).toBe(true);
  });
});

describe('the history of an incident', () => {
  const first = opened('1');
  const told = changedIncident(first, incident({ told: true, nextUpdateAt: SUNDAY_MORNING + 1 }), doing('c', SUNDAY_MORNING + 5))!;
  const over = endedIncident(broadcastIncident(told, { he: 'תוקן' }, doing('b'))!, doing('e', SUNDAY_MORNING + 9));

  it('tells all that was done, by whom, and is a chain', () => {
    expect(over.events.map(({ what, values }) => [what, values])).toEqual([
      ['opened', { titleHe: 'האפליקציה אינה עולה', titleEn: 'The app does not start', whatHe: 'אפליקציה', whatEn: 'the app', nextUpdateAt: String(SUNDAY_MORNING + 7_200_000), words: 'אפליקציה, לא עולה, app' }],
      ['changed', { nextUpdateAt: String(SUNDAY_MORNING + 1) }], ['told', undefined], ['broadcast', { he: 'תוקן' }], ['over', undefined],
    ]);
    expect(checkChain(over.chain, over.events)).toBe('whole');
    expect(checkChain(over.chain, over.events.map((event) => ({ ...event, by: 'dana' })))).toBe('broken');
  });

  it('holds no change that is none, and one broadcast for one press', () => {
    expect(changedIncident(first, incident(), doing('x'))).toBeNull();
    expect(broadcastIncident(broadcastIncident(first, { he: 'א' }, doing('b'))!, { he: 'א' }, doing('b'))).toBeNull();
  });
});

describe('what customers are told', () => {
  const quiet = opened('1');
  const earlier = opened('2', { told: true, what: { he: 'אתר', en: 'the site' } });
  const later = opened('3', { told: true }, SUNDAY_MORNING + 1);

  it('is what the latest open incident says that they are told of', () => {
    expect(noticeInForce([later, quiet, earlier])).toEqual({ what: { he: 'אפליקציה', en: 'the app' }, nextUpdateAt: SUNDAY_MORNING + 7_200_000 });
    expect(noticeInForce([endedIncident(later, doing('e')), quiet, earlier])?.what.en).toBe('the site');
    expect(noticeInForce([quiet, changedIncident(earlier, incident({ told: false }), doing('c'))!])).toBeNull();
  });

  it('on the page of a case is what its own incident says while that is open', () => {
    const general = noticeInForce([later]);
    const page = (id: string, open: Incident[]) => noticeFor({ incident: { id, at: SUNDAY_MORNING } }, open, general)?.what.en;
    expect([page('2', [earlier, later]), page('1', [quiet, later]), page('2', [later]), noticeFor({}, [later], general)?.what.en]).toEqual(['the site', undefined, 'the app', 'the app']);
  });
});

describe('the cases of an incident', () => {
  const linked = { incident: { id: '1', at: SUNDAY_MORNING }, status: 'open' as const, unansweredSince: SUNDAY_MORNING - 5 };

  it('are not linked by words against a person, nor away from another incident, nor once they are over', () => {
    const open = { status: 'open' as const, mergedInto: null };
    expect(mayLinkByWords(open, [{ what: 'incidentUnlinked', values: { incident: '2' } }], '1')).toBe(true);
    expect([mayLinkByWords(open, [{ what: 'incidentUnlinked', values: { incident: '1' } }], '1'), mayLinkByWords({ ...open, incident: { id: '2', at: 1 } }, [], '1'), mayLinkByWords({ ...open, status: 'resolved' }, [], '1'), mayLinkByWords({ ...open, mergedInto: '482109379' }, [], '1')]).toEqual([false, false, false, false]);
  });

  it('wait for nothing else when nothing was said since they were linked, or what was said was answered', () => {
    expect([waitsForNothingElse(linked, [{ lastInAt: SUNDAY_MORNING }]), waitsForNothingElse({ ...linked, status: 'waiting_on_customer', unansweredSince: null, urgency: [{ sign: 'legal', evidence: [] }] as never }, [{ lastInAt: SUNDAY_MORNING + 9 }])]).toEqual([true, true]);
  });

  it('wait for a person when more was said since, when it is put off, or when its words ask for more', () => {
    const heads = [{ lastInAt: SUNDAY_MORNING - 5 }];
    expect([waitsForNothingElse(linked, [...heads, { lastInAt: SUNDAY_MORNING + 1 }]), waitsForNothingElse({ ...linked, status: 'snoozed' }, heads), waitsForNothingElse({ ...linked, urgency: [{ sign: 'legal', evidence: [] }] as never }, heads), waitsForNothingElse({ ...linked, status: 'resolved' }, heads), waitsForNothingElse({ status: 'open', unansweredSince: null }, heads)]).toEqual([false, false, false, false, false]);
  });

  it('bring their incident along where they are merged into a case that has none', () => {
    const one = { number: '111111118', incident: { id: '1', at: 5 } };
    expect([broughtAlong(one, {}), broughtAlong(one, { incident: { id: '2', at: 1 } }), broughtAlong({ number: '111111118' }, {})]).toEqual([{ id: '1', at: 5, from: '111111118' }, undefined, undefined]);
  });
});
