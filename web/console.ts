import type { CaseRow, CaseView, Entry, QuarantineRow } from '../shared/api-shapes.ts';
import { directionOf } from '../shared/domain/direction.ts';
import { api, ApiFailure } from './api.ts';
import en from './text/en.json' with { type: 'json' };
import he from './text/he.json' with { type: 'json' };

type Words = typeof en;
const WORDS: Record<'he' | 'en', Words> = { he, en };
let language: 'he' | 'en' = localStorage.getItem('language') === 'en' ? 'en' : 'he';
let view: 'cases' | 'quarantine' = 'cases';
let chosen: string | undefined;
/** The company's, not the reader's: a promise is read as it was given. */
let timeZone = '';

const at = <T extends HTMLElement>(id: string): T => document.querySelector<T>(`#${id}`)!;
const words = (): Words => WORDS[language];
const time = (ms: number): string => new Intl.DateTimeFormat(language === 'he' ? 'he-IL' : 'en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...(timeZone ? { timeZone } : {}) }).format(ms);

// Text only ever becomes text: nothing a customer wrote is parsed as mark-up on this page.
function el(tag: string, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
const bdi = (text: string): HTMLElement => el('bdi', {}, text);
const paragraphs = (text: string, fallback: 'he' | 'en'): HTMLElement[] =>
  text.split(/\n{2,}/).filter((part) => part.trim() !== '').map((part) => el('p', { dir: directionOf(part, fallback === 'he' ? 'rtl' : 'ltr') }, part));
const state = (row: CaseRow): string => {
  const said = row.acknowledgement ? words().state[row.acknowledgement.state] : words().none;
  const reason = row.acknowledgement?.reason ?? row.suppressedBecause;
  return reason ? `${said} (${words().reason[reason as keyof Words['reason']] ?? reason})` : said;
};

function caseRow(row: CaseRow): HTMLElement {
  const made = el('button', { class: 'row', 'aria-current': String(row.number === chosen) },
    el('strong', {}, bdi(row.subject || row.number)),
    el('span', { class: 'quiet' }, bdi(row.customer.name ?? row.customer.id)),
    el('span', { class: 'quiet' }, el('span', { class: 'number' }, bdi(row.number)), el('span', {}, words().status[row.status]), el('span', {}, `${words().promise}: ${time(row.dueAt)}`)));
  made.addEventListener('click', () => { chosen = row.number; void refresh(); at('detail').focus(); });
  return made;
}

function quarantineRow(row: QuarantineRow): HTMLElement {
  const release = el('button', {}, words().release);
  release.addEventListener('click', () => { void act(async () => say(words().released.replace('{number}', (await api.release(row.id)).number))); });
  return el('div', { class: 'row' }, el('strong', {}, bdi(row.subject)), el('div', { class: 'quiet' }, bdi(row.from.name ?? row.from.id), ' · ', words().reason[row.reason], ' · ', time(row.at)),
    el('div', { class: 'quiet' }, `${words().evidence}: `, bdi(row.evidence.join(' · '))), ...paragraphs(row.text.slice(0, 600), language), release);
}

function entry(item: Entry): HTMLElement {
  const facts: string[] = [];
  if (!item.vouched) facts.push(words().notVouched);
  if (item.threadedBy) facts.push(`${words().threadedBy}: ${words().threaded[item.threadedBy]}`);
  if (item.suppressedBecause) facts.push(words().reason[item.suppressedBecause]);
  if (item.sending) facts.push(words().state[item.sending.state] + (item.sending.reason ? ` (${item.sending.reason})` : ''));
  if (item.repairs.length > 0) facts.push(`${words().repairs}: ${item.repairs.join(', ')}`);
  if (item.attachments.length > 0) facts.push(`${words().attachments}: ${item.attachments.map((file) => file.name ?? file.type).join(', ')}`);
  return el('section', { class: `entry ${item.direction}` }, el('div', { class: 'quiet' }, bdi(item.author.name ?? item.author.id), ' · ', time(item.at)),
    ...paragraphs(item.replyText || item.text, item.language), ...facts.map((fact) => el('div', { class: 'quiet' }, bdi(fact))));
}

function detail({ case: item, entries, sent }: CaseView): HTMLElement[] {
  const text = el('textarea', { 'aria-label': words().reply, dir: item.language === 'he' ? 'rtl' : 'ltr' }) as HTMLTextAreaElement;
  const send = el('button', { class: 'main' }, words().send);
  const key = crypto.randomUUID();
  send.addEventListener('click', () => { if (text.value.trim() !== '') void act(async () => { await api.reply(item.number, text.value, key); text.value = ''; say(words().queued); }); });
  return [
    el('h2', {}, bdi(item.subject || item.number)),
    el('div', { class: 'quiet' }, el('span', { class: 'number' }, bdi(item.number)), ' · ', bdi(item.customer.id), ' · ', words().status[item.status]),
    el('div', {}, `${words().promise}: `, bdi(time(item.promise.dueAt))),
    el('div', {}, `${words().acknowledgement}: ${state(item)}`),
    ...(item.relatedTo ? [el('div', { class: 'bad' }, `${words().related}: `, bdi(item.relatedTo))] : []),
    ...entries.map(entry), text, send,
    ...sent.flatMap((mail) => [
      el('h3', {}, words().sent), el('div', { class: 'quiet' }, bdi(mail.fromName), ' · ', bdi(mail.subject), ' · ', words().state[mail.state]),
      el('iframe', { sandbox: '', title: mail.subject, srcdoc: mail.html }),
    ]),
  ];
}

const say = (text: string): void => { at('detail').prepend(el('p', { role: 'status' }, text)); };

async function act(work: () => Promise<void>): Promise<void> {
  try {
    await work();
    await refresh();
  } catch (error) {
    const key = error instanceof ApiFailure ? error.key : 'offline';
    say(key === 'signIn' ? words().signIn : words().failed.replace('{reason}', words().reason[key as keyof Words['reason']] ?? key));
  }
}

async function list(): Promise<HTMLElement[]> {
  if (view === 'cases') {
    const found = await api.cases();
    timeZone = found.timeZone;
    return found.cases.map(caseRow);
  }
  return (await api.quarantine()).messages.map(quarantineRow);
}

// What has not changed is left alone, so that nothing jumps under a reader's eyes.
const shown = new Map<string, string>();
function changed(place: string, data: unknown): boolean {
  const now = JSON.stringify([language, data]);
  const different = shown.get(place) !== now;
  shown.set(place, now);
  return different;
}

async function refresh(): Promise<void> {
  const rows = await list();
  at('list').replaceChildren(...(rows.length > 0 ? rows : [el('p', { class: 'empty' }, view === 'cases' ? words().noCases : words().noQuarantine)]));
  const typed = at('detail').querySelector('textarea')?.value ?? '';
  const found = chosen ? await api.case(chosen) : undefined;
  if (typed === '' && changed('detail', found ?? null)) at('detail').replaceChildren(...(found ? detail(found) : [el('p', { class: 'empty' }, words().pick)]));
}

function show(): void {
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'he' ? 'rtl' : 'ltr';
  for (const name of ['cases', 'quarantine'] as const) {
    at(`show-${name}`).textContent = words()[name];
    at(`show-${name}`).setAttribute('aria-pressed', String(view === name));
  }
  at('language').textContent = words().otherLanguage;
  void act(async () => undefined);
}

at('language').addEventListener('click', () => { language = language === 'he' ? 'en' : 'he'; localStorage.setItem('language', language); show(); });
for (const name of ['cases', 'quarantine'] as const) at(`show-${name}`).addEventListener('click', () => { view = name; chosen = undefined; show(); });
setInterval(() => { if (document.visibilityState === 'visible') void act(async () => undefined); }, 5_000);
show();
