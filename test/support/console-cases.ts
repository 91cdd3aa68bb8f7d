import type { CaseRow, CaseView, Entry } from '../../shared/api-shapes.ts';
import type { Way } from '../../shared/api-shapes/desk.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function row(number: string, change: Partial<CaseRow> & { now: number; name?: string | null }): CaseRow {
  const { now, name, ...rest } = change;
  return {
    number, status: 'new', channel: 'email', subject: '', customer: { id: 'noa@customer.example', name: name ?? null }, language: 'he', priority: 'normal', assignee: null, openedAt: now - HOUR, dueAt: now + 4 * HOUR,
    acknowledgement: { state: 'delivered', reason: null }, suppressedBecause: null, relatedTo: null, visibility: 'private', contact: 'K1', topic: null, tags: [], assigneeName: null, unansweredSince: rest.openedAt ?? now - HOUR,
    snoozedUntil: null, mergedInto: null, ...rest,
  };
}

export function entry(id: string, change: Partial<Entry> & Pick<Entry, 'at' | 'text'>): Entry {
  return {
    id, direction: 'in', author: { id: 'noa@customer.example', name: 'נועה לוי' }, subject: '', replyText: change.text, language: 'he', threadedBy: 'newCase', suppressedBecause: null, vouched: true, repairs: [], evidence: [],
    visibility: 'private', outside: false, revised: null, decision: null, link: null, ways: ['reply'], personalData: [], attachments: [], sending: null, channel: 'email', hasHtml: false, post: null, ...change,
  };
}

const mailWay: Way = { via: 'reply', channel: 'email', counts: 'characters', limit: null, until: null, refused: null };

/** A working day in both languages, seen at `now`: somebody angry, somebody in public, somebody who was answered. */
export function dayOfCases(now: number): Map<string, CaseView> {
  const views = new Map<string, CaseView>();
  const put = (item: CaseRow, entries: Entry[], more: Partial<CaseView> = {}): void => {
    const last = entries.at(-1);
    views.set(item.number, {
      case: { ...item, ...(last ? { last: { text: last.text.slice(0, 120), direction: last.direction, at: last.at } } : {}), promise: { dueAt: item.dueAt, opensAt: null }, answeredAt: null },
      entries, earlier: 0, sent: [], events: [], version: '1.0', notes: [], viewers: [], ways: [mailWay], others: [], merged: [], moves: ['open', 'waiting_on_customer', 'snoozed', 'resolved', 'closed', 'spam'], ...more,
    });
  };
  put(row('482-109-379', { now, name: 'נועה לוי', subject: 'ההזמנה שלי לא הגיעה', priority: 'urgent', mood: 'angry', openedAt: now - 26 * HOUR, dueAt: now - 35 * MINUTE, urgentBecause: ['תביעות קטנות'], tags: ['משלוחים'], topic: 'delivery' }), [
    entry('m1', { at: now - 26 * HOUR, subject: 'ההזמנה שלי לא הגיעה', text: 'שלום,\nORD-2026-55431 לא הגיעה ואני מחכה כבר שבוע.\n\nThe courier wrote: "delivered to neighbour". אין לי שכנים.\n\nאם זה לא ייפתר היום אגיש תביעה לבית משפט לתביעות קטנות. https://shop.example/track?id=55431', hasHtml: true, attachments: [{ name: 'קבלה ORD-2026-55431.pdf', type: 'application/pdf', size: 84_211, id: 'a1', inline: false }] }),
    entry('m2', { at: now - 2 * HOUR, threadedBy: 'inReplyTo', text: 'מישהו קורא את זה?', language: 'he' }),
  ], {
    sent: [{ id: 'ack-1', kind: 'acknowledgement', to: 'noa@customer.example', fromName: 'החברה – שירות לקוחות', subject: 'פנייתך התקבלה, מספר 482-109-379', text: 'שלום', html: '<table role="presentation" dir="rtl" style="color:#222"><tr><td>קיבלנו את פנייתך. <a href="https://company.example/s/1">מצב הפנייה</a></td></tr></table>', state: 'delivered', at: now - 26 * HOUR + 4_000, route: 'mail' }],
    events: [{ at: now - 25 * HOUR, what: 'priority', by: 'system' }],
    notes: [{ id: 'n1', at: now - HOUR, by: { id: 'yossi', name: 'יוסי ברק' }, text: 'דיברתי עם השליח, מחכה לתשובה. @דנה', mentions: ['local-agent'] }],
    others: [{ number: '309-881-240', status: 'resolved', channel: 'facebook', subject: 'שעות פתיחה', openedAt: now - 300 * HOUR }],
  });
  put(row('715-330-624', { now, name: 'Daniel Amsalem', subject: 'Refund for invoice 88121', language: 'en', priority: 'high', openedAt: now - 5 * HOUR, dueAt: now + 18 * MINUTE, assignee: 'local-agent', assigneeName: 'דנה', status: 'open' }), [
    entry('m3', { at: now - 5 * HOUR, author: { id: 'daniel@customer.example', name: 'Daniel Amsalem' }, language: 'en', text: 'Hello,\n\nI was charged twice for invoice 88121. Please refund one of them.\n\nDaniel', vouched: false }),
  ]);
  put(row('264-907-118', { now, name: 'rotem_k', channel: 'instagram', visibility: 'public', subject: '', openedAt: now - 50 * MINUTE, dueAt: now + 3 * HOUR }), [
    entry('m4', { at: now - 50 * MINUTE, channel: 'instagram', visibility: 'public', author: { id: 'ig-77', name: 'rotem_k' }, text: 'האפליקציה קורסת לי כל פעם. הטלפון שלי 050-5550123', ways: ['reply', 'public', 'handOver'], personalData: ['phone'], link: 'https://www.instagram.com/p/abc/', decision: { is: 'case', reason: 'fault', evidence: ['קורסת'], borderline: false }, moderation: { thread: 'T9', may: ['hide'], hidden: { is: true, state: 'sent', act: 'hide', reason: null, by: 'דנה', at: now, elsewhere: false }, liked: { is: false, state: null, act: null, reason: null, by: null, at: null, elsewhere: false } }, post: { id: 'P1', text: 'הגרסה החדשה של האפליקציה כאן', author: 'brand', link: 'https://www.instagram.com/p/abc/' } }),
  ], { ways: [{ via: 'handOver', channel: 'instagram', counts: 'bytes', limit: 1000, until: now + 6 * 24 * HOUR, refused: null }, { via: 'public', channel: 'instagram', counts: 'characters', limit: 2200, until: null, refused: null }], viewers: [{ id: 'yossi', name: 'יוסי ברק', state: 'typing' }], waiting: [{ id: 'W0', number: '264-907-118', channel: 'instagram', at: now - 20 * MINUTE, by: { id: 'local-agent', name: 'דנה' }, text: 'בודקים את זה עכשיו.', via: 'public', state: 'returned', version: '1.0', decided: { by: 'נועה', at: now - 10 * MINUTE, note: 'בלי מספר טלפון' } }] });
  put(row('538-142-907', { now, name: 'Maya Cohen', channel: 'x', language: 'en', openedAt: now - 30 * HOUR, dueAt: now + 20 * HOUR, status: 'waiting_on_customer', unansweredSince: null }), [
    entry('m5', { at: now - 30 * HOUR, channel: 'x', author: { id: '991', name: 'Maya Cohen' }, language: 'en', text: 'How do I change my plan?' }),
    entry('m6', { at: now - 28 * HOUR, channel: 'x', direction: 'out', author: { id: 'local-agent', name: 'דנה' }, language: 'en', text: 'In the app, under Account.', ways: [], sending: { state: 'failed', reason: 'windowClosed', attempt: 1, changedAt: now - 28 * HOUR } }),
  ], { ways: [{ via: 'public', channel: 'x', counts: 'weighted', limit: 280, until: null, refused: null }, { via: 'reply', channel: 'x', counts: 'characters', limit: 10_000, until: null, refused: null }] });
  for (let index = 0; index < 40; index++) {
    const hebrew = index % 3 !== 0;
    put(row(`6${String(10 + index)}-200-3${String(10 + index)}`, { now, name: hebrew ? 'הילה רוזן' : 'Tamar Ben-Ami', channel: ['facebook', 'linkedin', 'form', 'email'][index % 4]!, language: hebrew ? 'he' : 'en', subject: hebrew ? `שגיאה ${5000 + index} באפליקציה` : `Payment reminder ${index}`, openedAt: now - (index + 1) * HOUR, dueAt: now + (index + 4) * HOUR, status: index % 2 ? 'open' : 'new' }), [
      entry(`z${index}`, { at: now - (index + 1) * HOUR, text: hebrew ? 'כבר יומיים זה לא עובד לי.' : 'When will it be charged?', language: hebrew ? 'he' : 'en' }),
    ]);
  }
  return views;
}
