import { describe, expect, it } from '@jest/globals';
import { filterOf, narrowness, queryOf, sameFilter, specOf } from '../../web/case-filter.ts';
import { eventText } from '../../web/event-text.ts';
import { titleOf } from '../../web/title.ts';

describe('a filter in an address', () => {
  it.each([
    [{ queue: 'open' as const }], [{ queue: 'breached' as const, topic: 'delivery', assignee: 'me', team: 'returns', priority: 'urgent' as const, channel: 'x', sort: 'newest' as const }],
    [{ queue: 'mine' as const, tags: ['דחוף & חשוב', '50%', 'a,b'] }],
  ])('comes back as it went: %j', (filter) => expect(filterOf(specOf(filter, 'v1'))).toEqual({ filter, view: 'v1' }));

  it.each(['', '%', 'queue%3Dwhatever%26priority%3Dgreat%26tag%3D'])('that nobody can read is all that is open: %s', (step) => expect(filterOf(step)).toEqual({ filter: { queue: 'open' }, view: undefined }));

  it('is asked of the API with each tag encoded by itself', () => {
    expect(queryOf({ queue: 'open', tags: ['a,b', 'דחוף'], topic: null, team: 'none' })).toEqual({ queue: 'open', team: 'none', tags: 'a%2Cb,%D7%93%D7%97%D7%95%D7%A3' });
  });

  it('counts what narrows it down; the usual order is no difference', () => {
    expect([narrowness({ queue: 'mine' }), narrowness({ queue: 'open', tags: ['a', 'b'], topic: 't', team: null }), sameFilter({ queue: 'open', topic: 't' }, { queue: 'open', topic: 't', sort: 'due', channel: null }), sameFilter({ queue: 'open' }, { queue: 'open', sort: 'newest' })]).toEqual([0, 3, true, false]);
  });

  it.each([['/teams/returns/482-109-379', 'page.teams'], ['/view/v1', 'page.view'], ['/filter/queue%3Dopen', 'page.filter']])('%s has a title', (place, text) => expect(titleOf(place, []).text).toBe(text));
});

describe('a line of the history', () => {
  const line = (what: string, values: Record<string, string>): [string, string] => [eventText('he', { at: 0, what, by: 'a', values }, [{ id: 't1', he: 'משלוחים', en: 'Delivery' }]), eventText('en', { at: 0, what, by: 'a', values }, [{ id: 't1', he: 'משלוחים', en: 'Delivery' }])];
  it.each<[string, Record<string, string>, string, string]>([
    ['assigned', { assignee: 'yossi', assigneeName: 'יוסי ברק' }, 'שויכה אל יוסי ברק', 'Assigned to יוסי ברק'],
    ['assigned', { assigneeName: 'Dana', because: 'leastLoaded', among: '3' }, 'שויכה אל Dana (העומס הנמוך מבין 3)', 'Assigned to Dana (least busy of 3)'],
    ['assigned', { assigneeName: 'Dana', because: 'returningCustomer', among: '1' }, 'שויכה אל Dana (לפי המענה הקודם לפונה)', 'Assigned to Dana (answered this customer before)'],
    ['assigned', { assigneeName: 'Dana', from: 'noa', fromName: 'נועה' }, 'עברה מ־נועה אל Dana', 'Passed on from נועה to Dana'],
    ['team', { team: 'r', teamName: 'החזרים', because: 'topic' }, 'הועברה לצוות החזרים (לפי הנושא)', 'Given to the team החזרים (by its topic)'],
    ['team', { team: '' }, 'הוסר השיוך לצוות', 'Taken from its team'], ['priority', { priority: 'urgent', from: 'low' }, 'עדיפות עליונה', 'Priority Urgent'], ['topic', { topic: 't1' }, 'נושא: משלוחים', 'Topic: Delivery'],
    ['tags', { tags: 'vip, דחוף' }, 'תגיות: vip, דחוף', 'Tags: vip, דחוף'], ['assigned', {}, 'שויכה', 'Assigned'], ['somethingNew', {}, 'somethingNew', 'somethingNew'],
  ])('%s %j says whom, what and why', (what, values, inHebrew, inEnglish) => expect(line(what, values)).toEqual([inHebrew, inEnglish]));
});
