/**
 * What customers read in Hebrew. It addresses everybody alike, without gender; each line begins with a Hebrew letter,
 * so that plain text reads right to left. Mail bodies are paragraphs of lines: a line goes when its placeholder is empty.
 */
export const he = {
  fromName: '{company} – שירות לקוחות',
  acknowledgementSubject: 'פנייתך התקבלה, מספר {number}',
  answeringSubject: 'Re: {subject} [{number}]',
  preheader: 'מספר הפנייה {number}. נשיב לך עד {when}.',
  greeting: 'שלום,',
  greetingByName: 'שלום {name},',
  away: 'צוות השירות אינו זמין כעת וישוב לפעילות ב{opens}.',
  awayBecause: 'צוות השירות אינו זמין כעת, {reason} וישוב לפעילות ב{opens}.',
  incident: 'אנחנו מודעים לתקלה ב{what} ופועלים לתיקונה. העדכון הבא: {nextUpdate}.',
  acknowledgement: [
    ['{greeting}'],
    ['קיבלנו את פנייתך.', 'מספר הפנייה: {number}', '{away}', 'נשיב לך עד {when}.'],
    ['{incident}'],
    ['להוספת פרטים או קבצים אפשר פשוט להשיב להודעה הזו.', 'מצב הפנייה והוספת פרטים:\n{link}'],
    ['לעניין דחוף: {urgentPhone}', 'לשמירה על פרטיותך: איננו מבקשים סיסמה, קוד אימות או פרטי אשראי בדוא״ל.'],
    ['בברכה,', 'צוות השירות של {company}'],
  ],
  acknowledgementFoot: [
    'אישור אוטומטי שנשלח כי התקבלה אצלנו פנייה מהכתובת הזו. אם לא פנית אלינו, אפשר להתעלם.',
    'פרטיות: {privacyLink}',
    'נגישות: {accessLink}',
  ],
  promiseMissed: 'לא הספקנו להשיב עד המועד שמסרנו, ואנחנו מתנצלים. המועד החדש: {when}.',
  replySubject: 'מענה לפנייתך, מספר {number}',
  replySignature: ['בברכה,', '{agent}', 'צוות השירות של {company}'],
  replyFoot: ['מספר הפנייה: {number}'],
  statusLinkSubject: 'קישור חדש לפנייתך, מספר {number}',
  statusLink: [
    ['שלום,'],
    ['התקבלה אצלנו בקשה לקישור חדש לדף מצב הפנייה.', 'מספר הפנייה: {number}', 'מצב הפנייה והוספת פרטים:\n{link}'],
    ['בברכה,', 'צוות השירות של {company}'],
  ],
  statusLinkFoot: [
    'הודעה אוטומטית שנשלחה כי התקבלה בקשה לקישור. אם לא ביקשת קישור, אפשר להתעלם.',
    'פרטיות: {privacyLink}',
    'נגישות: {accessLink}',
  ],
  privateMessage: 'שלום, זו הודעה אוטומטית מצוות השירות של {company}. קיבלנו את פנייתך, ומספרה {number}. נשיב לך כאן עד {when}. אפשר להוסיף כאן פרטים ותמונות. איננו מבקשים סיסמה, קוד אימות או פרטי אשראי.',
  privateReplyToComment: 'שלום, בהמשך לתגובה שלך בעמוד של {company} (הודעה אוטומטית): פתחנו פנייה, ומספרה {number}. נשיב לך כאן עד {when}.',
  stopAutomaticMessages: 'להפסקת הודעות אוטומטיות אפשר להשיב: הסר.',
  privacyInPrivate: 'פרטיות: {privacyLink}',
  publicReplies: [
    'תודה שפנית. כדי לשמור על פרטיותך כתבנו לך בהודעה פרטית, ונמשיך שם.',
    'קראנו, ואנחנו בודקים. שלחנו לך הודעה פרטית כדי שלא יהיה צורך לשתף פרטים כאן.',
    'חשוב לנו לבדוק את זה. מחכה לך מאיתנו הודעה פרטית.',
  ],
  publicPersonalData: 'מטעמי פרטיות כדאי להסיר מהתגובה את {what}.',
  writeInPrivate: 'אפשר לשלוח לנו הודעה פרטית',
  publicContinuePrivately: 'כדי לשמור על פרטיותך נשמח להמשיך בפרטי: {howTo}',
};

/** The words of one language; a new language is one more file of this shape and its line in `render.ts`. */
export type CustomerTexts = typeof he;
