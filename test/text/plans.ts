import type { Language } from '../../shared/domain/message.ts';
import type { AcknowledgementPlan, ReplyPlan } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';

/** An authenticated customer's acknowledgement, in opening hours; only what a test is about need be said. */
export const acknowledgement = (language: Language, changes: Partial<AcknowledgementPlan> = {}): AcknowledgementPlan => ({
  caseNumber: '482109379',
  language,
  to: 'dana@customer.example',
  name: language === 'he' ? 'דנה כהן' : 'Dana Cohen',
  subject: language === 'he' ? 'ההזמנה לא הגיעה' : 'My order has not come',
  dueAt: Date.parse('2026-11-22T12:00Z'),
  opensAt: null,
  awayReason: null,
  inReplyTo: '<one@customer.example>',
  references: [],
  from: 'care@company.example',
  authenticated: true,
  ...changes,
});

export const reply = (language: Language, changes: Partial<ReplyPlan> = {}): ReplyPlan => ({
  caseNumber: '482109379',
  language,
  to: 'dana@customer.example',
  subject: language === 'he' ? 'ההזמנה לא הגיעה' : 'My order has not come',
  text: language === 'he' ? 'שלום דנה,\n\nההזמנה בדרך.' : 'Hello Dana,\n\nYour order is on its way.',
  agent: language === 'he' ? 'רות' : 'Ruth',
  inReplyTo: '<one@customer.example>',
  references: [],
  from: 'care@company.example',
  ...changes,
});

/** Everything that an administrator may set. */
export const FULL: Settings = {
  ...DEFAULT_SETTINGS,
  company: { he: 'קו בהיר', en: 'Bright Line' },
  urgentPhone: '*6050',
  privacyLink: 'https://company.example/privacy',
  accessLink: 'https://company.example/accessibility',
  statusLink: 'https://status.company.example/case',
  incident: { what: { he: 'שירות האינטרנט בשרון', en: 'internet service in the Sharon' }, nextUpdateAt: Date.parse('2026-11-22T14:00Z') },
};
