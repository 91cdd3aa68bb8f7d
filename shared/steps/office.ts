import * as z from 'zod';
import type { CannedReplies, Channels, KnownFault, SettingsView, TemplatePreview } from '../api-shapes/desk.ts';
import { PLATFORMS } from '../channels/index.ts';
import type { AccountState, Finding } from '../domain/health.ts';
import type { AcknowledgementPlan, ReplyPlan, Sendable } from '../domain/outgoing.ts';
import type { Language } from '../domain/message.ts';
import { promiseFor } from '../domain/promise.ts';
import { GivenSettings } from '../domain/settings-check.ts';
import { readStoredSettings, Settings, storedSettings } from '../domain/settings.ts';
import type { Documents } from '../ports/office.ts';
import type { Stuck } from '../ports/stuck.ts';
import type { ChannelState, Clock, ReadSettings } from '../ports.ts';
import { renderForPlatform } from '../text/platform.ts';
import { promiseMissedText, renderAcknowledgement, renderReply } from '../text/render.ts';
import { booksOf } from './check-books.ts';

const Id = z.string().regex(/^[\w-]{1,40}$/);
const Short = z.string().trim().min(1).max(80);
const Topics = z.array(z.object({ id: Id, he: Short, en: Short })).max(200).refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'twice the same id');
const Labels = z.object({ topics: Topics, tags: z.array(Short).max(500) });
const Canned = z.array(z.object({ id: Id, shortcut: z.string().regex(/^[\p{L}\p{N}_-]{1,30}$/u), title: Short, he: z.string().max(5_000), en: z.string().max(5_000) })).max(500);

export interface OfficeDeps { documents: Documents; now: Clock }

// What does not fit is as if nobody had set it, and said.
function labelsIn(value: unknown): { labels: z.infer<typeof Labels>; notInForce: string[] } {
  const none = { topics: [], tags: [] };
  const read = Labels.safeParse(value ?? none);
  return read.success ? { labels: read.data, notInForce: [] } : { labels: none, notInForce: [...new Set(read.error.issues.map(({ path }) => path.join('.')))].sort() };
}
// One screen, two documents: each keeps its own version, so that a known fault that is switched on meanwhile is not lost.
const both = (one: string, other: string): string => `${one}.${other}`;

export async function readSettings({ documents }: OfficeDeps): Promise<SettingsView> {
  const [settings, labels] = await Promise.all([documents.read('settings'), documents.read('labels')]);
  const [company, lists] = [readStoredSettings(settings.value), labelsIn(labels.value)];
  const notInForce = [...company.notInForce, ...lists.notInForce];
  return { settings: company.settings, ...lists.labels, version: both(settings.version, labels.version), ...(notInForce.length > 0 ? { notInForce } : {}) };
}

/** All of the settings in place of those before. Throws Conflict, or zod's error for what does not fit. */
export async function writeSettings(deps: OfficeDeps, given: { settings: unknown; topics: unknown; tags: unknown; version: string }): Promise<SettingsView> {
  const [ofSettings = '', ofLabels = ''] = given.version.split('.');
  const settings = GivenSettings.parse(given.settings);
  const labels = Labels.parse({ topics: given.topics, tags: given.tags });
  await deps.documents.write('settings', settings, ofSettings);
  await deps.documents.write('labels', labels, ofLabels);
  return readSettings(deps);
}

export async function readCanned({ documents }: OfficeDeps): Promise<CannedReplies> {
  const { value, version } = await documents.read('canned');
  return { canned: Canned.catch([]).parse(value ?? []), version };
}

export async function writeCanned(deps: OfficeDeps, given: { canned: unknown; version: string }): Promise<CannedReplies> {
  await deps.documents.write('canned', Canned.parse(given.canned), given.version);
  return readCanned(deps);
}

export async function readFault({ documents }: OfficeDeps): Promise<KnownFault> {
  const { value, version } = await documents.read('settings');
  return { fault: storedSettings(value).incident, version };
}

/** Switched on or off, it stands in every acknowledgement from the next minute. */
export async function writeFault(deps: OfficeDeps, given: { fault: unknown; version: string }): Promise<KnownFault> {
  const { value } = await deps.documents.read('settings');
  // Nothing else is looked at or changed: whatever is wrong with it must not keep a fault from being told.
  const { fault } = z.object({ fault: Settings.shape.incident }).parse({ fault: given.fault });
  await deps.documents.write('settings', { ...(value as object | undefined), incident: fault }, given.version);
  return readFault(deps);
}

/** Every channel with the latest look at its connection. `beside`: those that are no platform, and bring what comes to our `inboxes`. */
export async function readChannels(state: ChannelState, beside: { name: string; documentation: string }[], inboxes: string[], stuck?: Pick<Stuck, 'counts'>): Promise<Channels> {
  // The latest look may be of an hour ago: when something last came and was last fetched is read as it is now.
  const asNow = async (channel: string, accounts: AccountState[]): Promise<AccountState[]> => Promise.all(accounts.map(async (account) => {
    const [lastEventAt, cursor] = await Promise.all([state.lastEvent(channel, account.inbox), state.cursor(channel, account.inbox)]);
    return { ...account, lastEventAt: lastEventAt ?? account.lastEventAt, fetchedAt: cursor?.movedAt ?? account.fetchedAt };
  }));
  const ofBooks = async (channel: string): Promise<Finding[]> => (await state.check(booksOf(channel)))?.findings ?? [];
  const platforms = await Promise.all(PLATFORMS.map(async ({ facts }) => {
    const check = await state.check(facts.name);
    return { channel: facts.name, connected: check ? check.connected : null, checkedAt: check?.checkedAt ?? null, accounts: await asNow(facts.name, check?.accounts ?? []), findings: [...check?.findings ?? [], ...await ofBooks(facts.name)], documentation: facts.documentation };
  }));
  const own = await Promise.all(beside.map(async ({ name, documentation }) => ({
    channel: name, connected: true, checkedAt: null, accounts: await asNow(name, inboxes.map((inbox) => ({ inbox, lastEventAt: null, fetchedAt: null }))), findings: await ofBooks(name), documentation,
  })));
  const given = await stuck?.counts();
  return { channels: [...own, ...platforms], ...(given ? { stuck: Object.values(given).reduce((sum, count) => sum + count, 0) } : {}) };
}

const NAMES: Record<Language, { customer: string; subject: string; agent: string; words: string }> = {
  he: { customer: 'דנה', subject: 'איפה ההזמנה שלי?', agent: 'נועה', words: 'ההזמנה ORD-2026-55431 בדרך אליך.' },
  en: { customer: 'Dana', subject: 'Where is my order?', agent: 'Noa', words: 'Your order ORD-2026-55431 is on its way.' },
};

/** What customers get, filled in with an example, by the functions that compose the real ones. */
export async function previewTemplates({ settings, now, shownLink }: { settings: ReadSettings; now: Clock; shownLink?: (settings: Settings) => string | null }, language: Language): Promise<TemplatePreview[]> {
  const company = await settings();
  const { customer, subject, agent, words } = NAMES[language];
  const promise = promiseFor({ settings: company, at: now(), priority: 'normal' });
  const plan: AcknowledgementPlan = {
    caseNumber: '482109379', language, to: 'dana@example.org', name: customer, subject, dueAt: promise.dueAt, opensAt: promise.opensAt, awayReason: promise.awayReason?.[language] ?? null,
    inReplyTo: null, references: [], from: 'care@company.example', authenticated: true,
  };
  const answer: ReplyPlan = { caseNumber: plan.caseNumber, language, to: plan.to, subject, text: words, agent, inReplyTo: null, references: [], from: plan.from };
  const byMail = (key: string, { subject: line, text, html }: { subject: string; text: string; html: string }): TemplatePreview => ({ key, channel: 'email', language, subject: line, text, html });
  const onPlatform = (key: string, channel: string, kind: 'private' | 'privateReply'): TemplatePreview => {
    const outgoing: Sendable = { schema: 1, kind: 'acknowledgement', id: 'preview', channel, thread: '', plannedAt: now(), plan: { ...plan, route: { kind, to: '', inbox: '' } } };
    return { key, channel, language, subject: null, text: renderForPlatform(outgoing, company) ?? '', html: null };
  };
  const fault = company.incident ?? { what: { he: 'התשלומים באתר', en: 'payments on our site' }, nextUpdateAt: promise.dueAt };
  const link = shownLink?.(company);
  return [
    byMail('acknowledgement', renderAcknowledgement({ ...plan, opensAt: null }, company, link)),
    byMail('away', renderAcknowledgement({ ...plan, opensAt: plan.opensAt ?? promise.dueAt }, company, link)),
    byMail('unauthenticated', renderAcknowledgement({ ...plan, authenticated: false, name: null, subject: null }, company, link)),
    byMail('incident', renderAcknowledgement(plan, { ...company, incident: fault }, link)),
    byMail('late', renderReply({ ...answer, agent: '', text: promiseMissedText(language, promise.dueAt, company) }, company)),
    byMail('reply', renderReply(answer, company)),
    onPlatform('private', 'facebook', 'private'), onPlatform('private', 'x', 'private'), onPlatform('privateReply', 'facebook', 'privateReply'),
  ];
}
