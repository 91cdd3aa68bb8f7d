import type { Language } from '../domain/message.ts';
import type { PeriodFigureName } from '../domain/period-figures.ts';

type OtherWord =
  | 'period' | 'zone' | 'asOf' | 'channel' | 'topic' | 'team' | 'agent' | 'all' | 'figure' | 'unit' | 'value' | 'before' | 'change' | 'cases' | 'median' | 'p90' | 'mean' | 'calendar' | 'business' | 'minutes' | 'percent' | 'number' | 'points'
  | 'steps' | 'hours' | 'day' | 'open' | 'weekday' | 'case' | 'openedAt' | 'firstResponseMinutes' | 'resolvedAt' | 'resolutionMinutes' | 'reopened' | 'answers' | 'received' | 'rating' | 'yes' | 'counted';

/** What the file of a period's figures is made of, for the team: the same names as on screen. */
export const FIGURE_WORDS: Record<Language, Record<PeriodFigureName | OtherWord, string> & { weekdays: string[]; stepNames: string[] }> = {
  he: {
    new: 'פניות חדשות', resolved: 'טופלו', backlog: 'פתוחות בסוף התקופה', handlingRate: 'קצב הטיפול', firstResponse: 'זמן מענה ראשוני', averageResponse: 'זמן תגובה', resolution: 'זמן טיפול כולל', firstResolution: 'זמן עד טיפול ראשון',
    promisesKept: 'עמידה במועד המענה', firstContact: 'פתרון בפנייה ראשונה', reopenRate: 'נפתחו מחדש', repeatContact: 'פניות חוזרות', interactions: 'אינטראקציות לפנייה', agentsPerCase: 'נציגים לפנייה',
    csat: 'שביעות רצון', csatMean: 'דירוג ממוצע', responseRate: 'שיעור המדרגים', solvedShare: 'השיבו שהעניין נפתר',
    period: 'תקופה', zone: 'אזור זמן', asOf: 'נכון ל־', channel: 'ערוץ', topic: 'נושא', team: 'צוות', agent: 'נציג', all: 'הכול', figure: 'מדד', unit: 'יחידה', value: 'ערך', before: 'התקופה הקודמת', change: 'שינוי', cases: 'פניות', median: 'חציון', p90: 'אחוזון 90', mean: 'ממוצע',
    calendar: 'לפי השעון', business: 'בשעות הפעילות', minutes: 'דקות', percent: '%', number: 'מספר', points: 'נקודות האחוז', steps: 'המענה הראשון, כמה זמן לקח', hours: 'הודעות של פונים לפי יום ושעה', day: 'יום', open: 'פתוחות בסוף היום', weekday: 'יום בשבוע', case: 'מספר פנייה', openedAt: 'נפתחה',
    firstResponseMinutes: 'מענה ראשוני (דקות)', resolvedAt: 'טופלה', resolutionMinutes: 'זמן טיפול (דקות)', reopened: 'נפתחה מחדש', answers: 'תשובות', received: 'הודעות של הפונה', rating: 'דירוג', yes: 'כן', counted: 'נכללת במדדים',
    weekdays: ['ראשון', 'שני', 'שלישי', 'רביעי', 'חמישי', 'שישי', 'שבת'], stepNames: ['עד שעה', 'בין 1 ל-4 שעות', 'בין 4 ל-8 שעות', 'בין 8 ל-24 שעות', '24 שעות ומעלה'],
  },
  en: {
    new: 'New cases', resolved: 'Resolved', backlog: 'Open at the end', handlingRate: 'Handling rate', firstResponse: 'First response time', averageResponse: 'Response time', resolution: 'Resolution time', firstResolution: 'Time to first resolution',
    promisesKept: 'Answered in time', firstContact: 'First contact resolution', reopenRate: 'Reopened', repeatContact: 'Repeat contacts', interactions: 'Interactions per case', agentsPerCase: 'Agents per case',
    csat: 'Satisfaction', csatMean: 'Mean rating', responseRate: 'Rated', solvedShare: 'Said it is solved',
    period: 'Period', zone: 'Time zone', asOf: 'As of', channel: 'Channel', topic: 'Topic', team: 'Team', agent: 'Agent', all: 'all', figure: 'Figure', unit: 'Unit', value: 'Value', before: 'Period before', change: 'Change', cases: 'Cases', median: 'median', p90: 'p90', mean: 'mean',
    calendar: 'calendar', business: 'opening hours', minutes: 'minutes', percent: '%', number: 'number', points: 'percentage points', steps: 'How long the first answer took', hours: 'Messages of customers by day and hour', day: 'Day', open: 'Open at the end of the day', weekday: 'Weekday', case: 'Case', openedAt: 'Opened',
    firstResponseMinutes: 'First answer (minutes)', resolvedAt: 'Resolved at', resolutionMinutes: 'Resolution (minutes)', reopened: 'Reopened', answers: 'Answers', received: 'Customer’s messages', rating: 'Rating', yes: 'yes', counted: 'Counted in',
    weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'], stepNames: ['Up to 1 hour', '1 to 4 hours', '4 to 8 hours', '8 to 24 hours', '24 hours and more'],
  },
};
