import type { Language } from '../domain/message.ts';
import { formatWhen } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import { fill } from './fill.ts';
import { escapeHtml } from './html.ts';
import { companyName } from './render.ts';
import { visitorPage } from './visitor-page.ts';

/** What somebody reads who asked a platform that we erase them. */
const TEXTS = {
  he: {
    title: 'בקשה למחיקת מידע',
    asked: 'הבקשה התקבלה אצל {company} ב{when}.',
    open: 'הבקשה בטיפול. המזהה שקיבלנו מהרשת אינו מוכר במערכת, ולכן הצוות מאתר ידנית הודעות שנשמרו, ומוחק אותן. לכל היותר תוך חודש הטיפול יושלם, ויופיע בדף הזה.',
    done: 'הטיפול הושלם ב{when}. תוכן שנמצא ונשמר אצלנו נמחק.',
    unknown: 'הקישור אינו מוכר. כדאי לבדוק שהועתק במלואו.',
    reference: 'אסמכתה: {code}',
    privacy: 'פרטיות: {privacyLink}',
    access: 'נגישות: {accessLink}',
    other: 'English',
  },
  en: {
    title: 'Request to erase data',
    asked: '{company} received this request on {when}.',
    open: 'It is being handled. The id that the network gave us is not known here, so our team looks for kept messages by hand and erases them. This takes a month at most, and will be shown on this page.',
    done: 'It was completed on {when}. Content that was found and kept here has been erased.',
    unknown: 'This link is not known. Please check that it was copied whole.',
    reference: 'Reference: {code}',
    privacy: 'Privacy: {privacyLink}',
    access: 'Accessibility: {accessLink}',
    other: 'עברית',
  },
} satisfies Record<Language, object>;

export const DELETION_STYLE = 'body{font:16px/1.6 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}main{max-width:40rem;margin-inline:auto;padding:2rem 1rem}h1{font-size:1.4rem}a{color:#0b57d0;overflow-wrap:anywhere}bdi{overflow-wrap:anywhere}footer{margin-block-start:2rem;color:#555}@media(prefers-color-scheme:dark){body{color:#eee;background:#111}a{color:#8ab4f8}footer{color:#aaa}}';

export interface DeletionView { language: Language; settings: Settings; code: string; /** Undefined when nobody asked under this code. */ status: { askedAt: number; doneAt: number | null } | undefined }

/** The page behind the link that Meta shows to whoever asked. It names nobody. */
export function deletionPage({ language, settings, code, status }: DeletionView): string {
  const texts = TEXTS[language];
  const when = (at: number | null): string | null => (at === null ? null : formatWhen(at, language, settings.calendar.timeZone));
  const link = (value: string): string => `<a href="${escapeHtml(value)}" dir="ltr" rel="noopener">${escapeHtml(value)}</a>`;
  const line = (template: string, values: Record<string, string | null>): string | null => fill(template, values, (name, value) => (name.endsWith('Link') ? link(value) : `<bdi>${escapeHtml(value)}</bdi>`), escapeHtml);
  const said = status
    ? [line(texts.asked, { company: companyName(settings, language), when: when(status.askedAt) }), status.doneAt === null ? line(texts.open, {}) : line(texts.done, { when: when(status.doneAt) }), line(texts.reference, { code })]
    : [line(texts.unknown, {})];
  const foot = [line(texts.privacy, { privacyLink: settings.privacyLink }), line(texts.access, { accessLink: settings.accessLink })];
  const paragraphs = (lines: (string | null)[]): string => lines.filter((one) => one !== null).map((one) => `<p>${one}</p>`).join('\n');
  const other: Language = language === 'he' ? 'en' : 'he';
  return visitorPage({ language, title: texts.title, style: DELETION_STYLE }, `<h1>${escapeHtml(texts.title)}</h1>
${paragraphs(said)}
<footer>${paragraphs(foot)}<p><a href="?lang=${other}" lang="${other}" hreflang="${other}">${texts.other}</a></p></footer>`);
}
