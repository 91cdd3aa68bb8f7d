import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Sending } from '../../shared/domain/case.ts';
import { providerIdOf } from '../../shared/domain/ids.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { instance, type Instance } from '../support/instance.ts';
import { mail } from '../support/mail-world.ts';

let ours: Instance;
let first: StoredMessage;

const DAEMON = { from: '' };
/** The report of a mail system that keeps to RFC 3464. */
const report = (fields: { original?: string; action?: string; status?: string; enclosed?: string; headers?: Record<string, string>; body?: string } = {}): string => mail({
  'From': 'Mail Delivery System <MAILER-DAEMON@mx.example.org>', 'Subject': 'Undelivered Mail Returned to Sender', 'Auto-Submitted': 'auto-replied', 'Message-ID': `<${Math.abs(JSON.stringify(fields).length)}@mx.example.org>`,
  'MIME-Version': '1.0', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b', ...fields.headers,
}, [
  '--b', 'Content-Type: text/plain', '', fields.body ?? 'I am sorry, your message could not be delivered.', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.org',
  ...(fields.original ? [`Original-Message-ID: ${fields.original}`] : []), '', 'Final-Recipient: rfc822; dana@customer.example', `Action: ${fields.action ?? 'failed'}`, `Status: ${fields.status ?? '5.1.1'}`,
  'Diagnostic-Code: smtp; 550 5.1.1 <dana@customer.example>: Recipient address rejected:', '    User unknown', ...(fields.enclosed ? ['--b', fields.enclosed] : []), '--b--', '',
].join('\r\n'));
const plain = (Subject: string, lines: string[]): string => mail({ 'From': 'MAILER-DAEMON@mx.example.org', Subject, 'Message-ID': '<plain@mx.example.org>', 'Content-Type': 'text/plain; charset=utf-8' }, `${lines.join('\r\n')}\r\n`);
const acknowledgement = (): Sending => ours.sendings.of({ kind: 'acknowledgement', caseNumber: first.case! });

beforeEach(async () => {
  ours = instance();
  first = await ours.receive(mail());
});

describe('a report that our acknowledgement failed', () => {
  const ways: [string, (id: string) => string][] = [
    ['in its own field', (id) => report({ original: id })],
    ['in the enclosed mail', (id) => report({ enclosed: `Content-Type: message/rfc822\r\n\r\nFrom: care@company.example\r\nMessage-ID: ${id}\r\nSubject: We have your message\r\n\r\nHello` })],
    ['in the enclosed headers, folded', (id) => report({ enclosed: `Content-Type: text/rfc822-headers\r\n\r\nFrom: care@company.example\r\nMessage-ID:\r\n ${id}\r\nSubject: We have your message\r\n` })],
    ['in a header of its own', (id) => report({ headers: { 'X-Original-Message-ID': id } })],
    ['in In-Reply-To alone', (id) => report({ headers: { 'In-Reply-To': id } })],
    ['in plain words', (id) => plain('failure notice', ['Hi. This is the qmail-send program at mx.example.org.', 'I\'m afraid I wasn\'t able to deliver your message to the following addresses.', '', '<dana@customer.example>:', '550 5.1.1 sorry, no mailbox here by that name', '', '--- Below this line is a copy of the message.', '', 'Return-Path: <care@company.example>', `Message-ID: ${id}`, 'Subject: We have your message'])],
    ['in Hebrew words', (id) => plain('לא ניתן למסירה: קיבלנו את פנייתך', ['ההודעה לא נמסרה אל dana@customer.example.', 'הנמען לא נמצא.', 'Remote Server returned \'550 5.1.10 RESOLVER.ADR.RecipientNotFound\'', '', 'Original message headers:', '', 'From: care@company.example', `Message-ID: ${id}`])],
  ];
  it.each(ways)('that names it %s marks it as bounced, with the reason', async (_where, write) => {
    await ours.receive(write(ours.handed[0]!.id), DAEMON);
    expect(acknowledgement()).toMatchObject({ state: 'bounced', reason: expect.stringMatching(/^5\.1\.1/) as unknown });
  });

  it('says what the refusing server said, on one line', async () => {
    await ours.receive(report({ original: ours.handed[0]!.id }), DAEMON);
    expect(acknowledgement().reason).toBe('5.1.1: 550 5.1.1 <dana@customer.example>: Recipient address rejected: User unknown');
  });

  it('is itself kept in quarantine, linked to the case', async () => {
    expect(await ours.receive(report({ original: ours.handed[0]!.id }), DAEMON)).toMatchObject({ case: null, quarantined: 'bounce', relatedTo: first.case });
  });

  it('causes no mail and no case', async () => {
    await ours.receive(report({ original: ours.handed[0]!.id }), DAEMON);
    expect([ours.handed.length, ours.store.cases.size]).toEqual([1, 1]);
  });

  it('says nothing about a second attempt', async () => {
    await ours.sendings.report({ kind: 'acknowledgement', caseNumber: first.case! }, { state: 'delivered', providerId: 'of-the-second-attempt', reason: null, at: 1 });
    await ours.receive(report({ original: ours.handed[0]!.id }), DAEMON);
    expect(acknowledgement()).toMatchObject({ state: 'delivered', providerId: 'of-the-second-attempt' });
  });

  it('counts after the provider has called the mail delivered', async () => {
    await ours.sendings.report({ kind: 'acknowledgement', caseNumber: first.case! }, { state: 'delivered', providerId: providerIdOf(ours.handed[0]!.id), reason: null, at: 1 });
    await ours.receive(report({ original: ours.handed[0]!.id }), DAEMON);
    expect(acknowledgement().state).toBe('bounced');
  });
});

describe('a report changes nothing', () => {
  const reports: [string, (id: string) => string][] = [
    ['that tells of a delay', (id) => report({ original: id, action: 'delayed', status: '4.4.7' })],
    ['that tells of a delay in plain words', (id) => plain('Warning: could not send message for past 4 hours', ['THIS IS A WARNING MESSAGE ONLY.', 'YOU DO NOT NEED TO RESEND YOUR MESSAGE.', '451 4.4.1 timed out', '', `Message-ID: ${id}`])],
    ['that says it was delivered', (id) => report({ original: id, action: 'delivered', status: '2.0.0' })],
    ['that says it was relayed', (id) => report({ original: id, action: 'relayed', status: '2.1.9' })],
    ['about an id that we never wrote', () => report({ original: '<0102018f-dead-beef@eu-west-1.amazonses.com>' })],
    ['about a customer\'s own mail', () => report({ original: '<1@customer.example>' })],
    ['about nothing', () => report()],
  ];
  it.each(reports)('%s', async (_what, write) => {
    const before = structuredClone(acknowledgement());
    await ours.receive(write(ours.handed[0]!.id), DAEMON);
    expect(acknowledgement()).toEqual(before);
  });

  it('when a person forwards it and asks', async () => {
    const forwarded = mail({ 'Subject': 'Fwd: Undelivered Mail Returned to Sender', 'Message-ID': '<2@customer.example>' }, `Why did I get this?\r\n\r\nBegin forwarded message:\r\n\r\n> 550 5.1.1 User unknown\r\n> Message-ID: ${ours.handed[0]!.id}\r\n`);
    expect(await ours.receive(forwarded)).toMatchObject({ quarantined: null });
    expect(acknowledgement().state).toBe('sent');
  });
});

describe('a mailbox provider\'s report', () => {
  const complaint = (id: string, kind: string): string => mail({ 'From': 'feedback@mailbox.example', 'Subject': 'FW: We have your message', 'Message-ID': `<${kind}@mailbox.example>`, 'MIME-Version': '1.0', 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' }, [
    '--b', '', 'This is an email abuse report.', '--b', 'Content-Type: message/feedback-report', '', `Feedback-Type: ${kind}`, 'User-Agent: Mailbox/1.0', 'Version: 1', '--b', 'Content-Type: message/rfc822', '', 'From: care@company.example', `Message-ID: ${id}`, 'Subject: We have your message', '', 'Hello', '--b--', '',
  ].join('\r\n'));

  it('that its reader complained marks our mail as complained, with the reason', async () => {
    await ours.receive(complaint(ours.handed[0]!.id, 'abuse'), { from: 'feedback@mailbox.example' });
    expect(acknowledgement()).toMatchObject({ state: 'complained', reason: 'abuse' });
  });

  it('opens no case, and is kept in quarantine beside the case that it is about', async () => {
    expect(await ours.receive(complaint(ours.handed[0]!.id, 'fraud'))).toMatchObject({ case: null, quarantined: 'feedbackReport', relatedTo: first.case });
    expect([ours.handed.length, ours.store.cases.size]).toEqual([1, 1]);
  });

  it.each(['not-spam', 'auth-failure', 'dmarc'])('of %s changes nothing', async (kind) => {
    await ours.receive(complaint(ours.handed[0]!.id, kind));
    expect(acknowledgement().state).toBe('sent');
  });

  it('about an id that we never wrote changes nothing', async () => {
    await ours.receive(complaint('<0102018f-dead-beef@eu-west-1.amazonses.com>', 'abuse'));
    expect(acknowledgement().state).toBe('sent');
  });
});

describe('a report that an agent\'s answer failed', () => {
  it('marks that answer, not the acknowledgement', async () => {
    const place = { kind: 'reply', thread: first.thread, messageId: 'answer-1' } as const;
    ours.sendings.plan(place, 'reply-answer-1', ours.clock.now);
    const plan = { caseNumber: first.case!, language: 'en', to: 'dana@customer.example', subject: 'My order', text: 'It is on its way.', agent: 'Noa', inReplyTo: null, references: [], from: ours.care } as const;
    const answer: Outgoing = { schema: 1, kind: 'reply', id: 'reply-answer-1', channel: 'email', thread: first.thread, messageId: 'answer-1', plannedAt: ours.clock.now, plan: { ...plan, references: [] } };
    await ours.deliver(answer);
    await ours.receive(report({ original: ours.handed[1]!.id }), DAEMON);
    expect([ours.sendings.of(place).state, acknowledgement().state]).toEqual(['bounced', 'sent']);
  });
});
