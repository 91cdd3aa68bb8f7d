import type { Finding } from '../domain/health.ts';
import type { Language } from '../domain/message.ts';
import { formatLength } from '../domain/promise.ts';

/** What the team reads when a connection needs somebody. A finding without a line of its own is a broken connection. */
const LINES: Record<Language, Record<string, string>> = {
  he: {
    tokenEnds: 'החיבור ל־{channel} יפוג בעוד {days}. נדרש חיבור מחדש.',
    refreshTokenEnds: 'החיבור ל־{channel} יפוג בעוד {days}. נדרש חיבור מחדש.',
    subscriptionEnds: 'החיבור ל־{channel} יפוג בעוד {days}. נדרש חיבור מחדש.',
    versionEnds: 'הגרסה שבה אנו מחוברים ל־{channel} תפסיק לפעול בעוד {days}. נדרש עדכון של ההגדרות.',
    resubscribed: 'לא התקבלו עדכונים מ־{channel}. חידשנו את החיבור, ומה שנכתב בינתיים נאסף.',
    unsubscribed: 'לא מתקבלים עדכונים מ־{channel}, וחידוש החיבור לא הצליח. נדרש חיבור מחדש.',
    fieldsMissing: 'חלק מהעדכונים של {channel} לא מתקבלים: {fields}. נדרש חיבור מחדש.',
    pollingStopped: 'איסוף ההודעות מ־{channel} עומד כבר {minutes}.',
    unreachable: 'אין תשובה מ־{channel} כבר שתי בדיקות.',
    settingsWrong: 'ההגדרות של {channel} אינן תקינות, ודבר לא מתקבל משם.',
    quotaUsed: 'נוצלו {percent}% מהקריאות ש־{channel} מרשה לנו.',
    budgetUsed: 'התקציב היומי לקריאה מ־{channel} נוצל. האיסוף יתחדש מחר.',
    disconnected: 'הגישה לחשבון ב־{channel} נלקחה מאיתנו שם. נדרש חיבור מחדש.',
    deletionRequested: 'התקבלה בקשה למחיקת מידע דרך {channel}, אסמכתה {request}. המזהה שנמסר ({person}) אינו מוכר כאן: יש לאתר את הפונה ולמחוק. ההוראות בהמשך, באנגלית.',
    creditUsedUp: 'היתרה ב־{channel} נוצלה: דבר לא נקרא ולא נשלח שם עד שתחודש.',
    versionEnded: 'הגרסה שבה אנו מחוברים ל־{channel} הפסיקה לפעול. נדרש עדכון של ההגדרות.',
    imbalance: 'מאזן ההודעות אינו סגור: {count} שהתקבלו מ־{channel} ביום {account} לא הגיעו לסוף הטיפול.',
    '': 'החיבור ל־{channel} נותק. נדרש חיבור מחדש.',
  },
  en: {
    tokenEnds: 'The connection to {channel} expires in {days}. Reconnect it.',
    refreshTokenEnds: 'The connection to {channel} expires in {days}. Reconnect it.',
    subscriptionEnds: 'The connection to {channel} expires in {days}. Reconnect it.',
    versionEnds: 'The version by which we are connected to {channel} stops working in {days}. Update the settings.',
    resubscribed: 'No updates were coming from {channel}. The connection was renewed, and what was written meanwhile is being fetched.',
    unsubscribed: 'No updates are coming from {channel}, and renewing the connection failed. Reconnect it.',
    fieldsMissing: 'Some updates of {channel} are not coming: {fields}. Reconnect it.',
    pollingStopped: 'Fetching messages from {channel} has stood still for {minutes}.',
    unreachable: '{channel} has not answered two checks in a row.',
    settingsWrong: 'The settings of {channel} are not valid, and nothing is received from there.',
    quotaUsed: '{percent}% of the calls that {channel} allows us are used up.',
    budgetUsed: 'The day’s budget for reading from {channel} is used up. Fetching goes on tomorrow.',
    disconnected: 'Access to the account was taken from us at {channel}. Reconnect it.',
    deletionRequested: 'Somebody asks through {channel} to be erased, reference {request}. {channel} names them by an id of its own for our app ({person}), under which nothing is stored here. Ask it for the ids under which we know them, GET /{person}/ids_for_pages, then: npm run -s erase -- --channel {network} --id … --request {request}. When there are none: the same without --id.',
    creditUsedUp: 'The credit with {channel} is used up: nothing is read or sent there until it is renewed.',
    versionEnded: 'The version by which we were connected to {channel} has stopped working. Update the settings.',
    imbalance: 'The ledger does not balance: {count} received from {channel} on {account} ended nowhere.',
    '': 'The connection to {channel} is broken. Reconnect it.',
  },
};

// Whoever is missing is called by the channel's own name.
const CHANNELS: Record<Language, Record<string, string>> = {
  he: { facebook: 'פייסבוק', instagram: 'אינסטגרם', x: 'X', linkedin: 'לינקדאין', email: 'דוא״ל', form: 'הטופס' },
  en: { facebook: 'Facebook', instagram: 'Instagram', x: 'X', linkedin: 'LinkedIn', email: 'mail', form: 'the form' },
};

function line({ key, values }: Finding, channel: string, language: Language): string {
  const lengths = { ...(values['days'] === undefined ? {} : { days: formatLength(Number(values['days']), 'day', language) }), ...(values['minutes'] === undefined ? {} : { minutes: formatLength(Number(values['minutes']), 'minute', language) }) };
  const filled: Record<string, string> = { ...values, ...lengths, channel: CHANNELS[language][channel] ?? channel };
  return (LINES[language][key] ?? LINES[language]['']!).replace(/\{(\w+)\}/g, (_all, name: string) => filled[name] ?? '');
}

/** A finding in words: the Hebrew line as subject, both languages and the account as text. */
export function connectionAlert(finding: Finding, channel: string): { subject: string; text: string } {
  const [hebrew, english] = [line(finding, channel, 'he'), line(finding, channel, 'en')];
  const account = finding.values['account'];
  return { subject: hebrew, text: [hebrew, english, ...(account ? [`${CHANNELS.en[channel] ?? channel}: ${account} (${finding.key})`] : [])].join('\n\n') };
}
