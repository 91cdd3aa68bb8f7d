import type { CustomerTexts } from './he.ts';

/** What customers read in English. */
export const en: CustomerTexts = {
  fromName: '{company} customer care',
  acknowledgementSubject: 'We have your message, case {number}',
  answeringSubject: 'Re: {subject} [{number}]',
  preheader: 'Case {number}. We will answer by {when}.',
  greeting: 'Hello,',
  greetingByName: 'Hello {name},',
  away: 'Our team is away now and is back on {opens}.',
  awayBecause: 'Our team is away now, {reason} and is back on {opens}.',
  incident: 'We know of a fault in {what} and are working on it. Next update: {nextUpdate}.',
  acknowledgement: [
    ['{greeting}'],
    ['We have received your message.', 'Case number: {number}', '{away}', 'We will answer you by {when}.'],
    ['{incident}'],
    ['To add details or files, simply reply to this message.', 'Status of your case, and a place to add to it:\n{link}'],
    ['If it is urgent: {urgentPhone}', 'For your privacy: we never ask for a password, a verification code or card details by email.'],
    ['Kind regards,', 'The {company} customer care team'],
  ],
  acknowledgementFoot: [
    'Automatic confirmation, sent because a message reached us from this address. If you did not write to us, you can ignore it.',
    'Privacy: {privacyLink}',
    'Accessibility: {accessLink}',
  ],
  promiseMissed: 'We did not answer by the time we gave you, and we are sorry. The new time: {when}.',
  replySubject: 'About your case {number}',
  replySignature: ['Kind regards,', '{agent}', 'The {company} customer care team'],
  replyFoot: ['Case number: {number}'],
  statusLinkSubject: 'A new link to your case {number}',
  statusLink: [
    ['Hello,'],
    ['We were asked for a new link to the status page of your case.', 'Case number: {number}', 'Status of your case, and a place to add to it:\n{link}'],
    ['Kind regards,', 'The {company} customer care team'],
  ],
  statusLinkFoot: [
    'Automatic message, sent because a link was asked for. If you did not ask for one, you can ignore it.',
    'Privacy: {privacyLink}',
    'Accessibility: {accessLink}',
  ],
  privateMessage: 'Hello, this is an automatic message from {company} customer care. We have your message, case {number}. We will answer you here by {when}. You can add details and pictures here. We never ask for a password, a verification code or card details.',
  privateReplyToComment: 'Hello, about your comment on the {company} page (automatic message): we opened case {number} and will answer you here by {when}.',
  stopAutomaticMessages: 'To stop automatic messages reply STOP.',
  privacyInPrivate: 'Privacy: {privacyLink}',
  publicReplies: [
    'Thank you for writing. To protect your privacy we sent you a private message and will continue there.',
    'We have read this and are checking. We sent you a private message, so that no details need to be shared here.',
    'We want to look into this. There is a private message from us waiting for you.',
  ],
  publicPersonalData: 'For your privacy you may want to remove the {what} from your comment.',
  writeInPrivate: 'you can send us a private message',
  publicContinuePrivately: 'To protect your privacy, please continue privately: {howTo}',
};
