import type { Language } from '../domain/message.ts';
import type { PeriodFigureName } from '../domain/period.ts';

type OtherWord =
  | 'period' | 'zone' | 'asOf' | 'channel' | 'topic' | 'team' | 'agent' | 'all' | 'figure' | 'unit' | 'value' | 'before' | 'change' | 'cases' | 'median' | 'p90' | 'mean' | 'calendar' | 'business' | 'minutes' | 'percent' | 'number' | 'points'
  | 'steps' | 'hours' | 'day' | 'open' | 'weekday' | 'case' | 'openedAt' | 'firstResponseMinutes' | 'resolvedAt' | 'resolutionMinutes' | 'reopened' | 'answers' | 'received' | 'rating' | 'yes' | 'counted';

/** What the file of a period's figures is made of, for the team: the same names as on screen. */
export const FIGURE_WORDS: Record<Language, Record<PeriodFigureName | OtherWord, string> & { weekdays: string[]; stepNames: string[] }> = {
  he: {
    new: 'פניות חדשות', resolved: 'טופלו', backlog: 'פתוחות בסוף התקופה', handlingRate: 'קצב הטיפול', firstResponse: 'זמן מענה ראשוני', averageResponse: 'זמן תגובה ממוצע', resolution: 'זמן טיפול כולל', firstResolution: 'זמן עד טיפול ראשון',
    promisesKept: 'עמידה בזמן המענה המובטח', firstContact: 'פתרון בפנייה ראשונה', reopenRate: 'שיעור פתיחה מחדש', repeatContact: 'שיעור פניות חוזרות', interactions: 'אינטראקציות לפנייה', agentsPerCase: 'נציגים לפנייה',
    csat: 'שביעות רצון', csatMean: 'דירוג ממוצע', responseRate: 'שיעור המדרגים', solvedShare: 'השיבו שהעניין נפתר',
    period: 'תקופה', zone: 'אזור זמן', asOf: 'נכון ל־', channel: 'ערוץ', topic: 'נושא', team: 'צוות', agent: 'מטפל', all: 'הכול', figure: 'מדד', unit: 'יחידה', value: 'ערך', before: 'התקופה הקודמת', change: 'שינוי', cases: 'פניות', median: 'חציון', p90: 'אחוזון 90', mean: 'ממוצע',
    calendar: 'לפי השעון', business: 'בשעות הפעילות', minutes: 'דקות', percent: '%', number: 'מספר', points: 'נקודות האחוז', steps: 'מענה ראשוני בתוך (שעות)', hours: 'הודעות של פונים לפי יום ושעה', day: 'יום', open: 'פתוחות בסוף היום', weekday: 'יום בשבוע', case: 'מספר פנייה', openedAt: 'נפתחה',
    firstResponseMinutes: 'מענה ראשוני (דקות)', resolvedAt: 'טופלה', resolutionMinutes: 'זמן טיפול (דקות)', reopened: 'נפתחה מחדש', answers: 'תשובות', received: 'הודעות של הפונה', rating: 'דירוג', yes: 'כן', counted: 'נכללת במדדים',
    weekdays: ['ראשון', 'שני', 'שלישי', 'רביעי', 'חמישי', 'שישי', 'שבת'], stepNames: ['0–1', '1–4', '4–8', '8–24', '24 ומעלה'],
  },
  en: {
    new: 'New cases', resolved: 'Resolved', backlog: 'Open at the end', handlingRate: 'Handling rate', firstResponse: 'First response time', averageResponse: 'Average response time', resolution: 'Resolution time', firstResolution: 'Time to first resolution',
    promisesKept: 'Promised times kept', firstContact: 'First contact resolution', reopenRate: 'Reopened', repeatContact: 'Repeat contacts', interactions: 'Interactions per case', agentsPerCase: 'Agents per case',
    csat: 'Satisfaction', csatMean: 'Mean rating', responseRate: 'Rated', solvedShare: 'Said it is solved',
    period: 'Period', zone: 'Time zone', asOf: 'As of', channel: 'Channel', topic: 'Topic', team: 'Team', agent: 'Agent', all: 'all', figure: 'Figure', unit: 'Unit', value: 'Value', before: 'Period before', change: 'Change', cases: 'Cases', median: 'median', p90: 'p90', mean: 'mean',
    calendar: 'calendar', business: 'opening hours', minutes: 'minutes', percent: '%', number: 'number', points: 'percentage points', steps: 'First answer within (hours)', hours: 'Messages of customers by day and hour', day: 'Day', open: 'Open at the end of the day', weekday: 'Weekday', case: 'Case', openedAt: 'Opened',
    firstResponseMinutes: 'First answer (minutes)', resolvedAt: 'Resolved at', resolutionMinutes: 'Resolution (minutes)', reopened: 'Reopened', answers: 'Answers', received: 'Customer’s messages', rating: 'Rating', yes: 'yes', counted: 'Counted in',
    weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'], stepNames: ['0–1', '1–4', '4–8', '8–24', '24 and more'],
  },
};
