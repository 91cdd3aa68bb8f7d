import type { Acted, CaseList, CaseView, Edit, QuarantineList, Released } from '../api-shapes.ts';
import type { AnswerFile, AnswersPreview, BeforeClosing, BulkAct, CannedReplies, CannedReply, CasesQuery, Changes, Channels, ContactView, KnownFault, Me, Note, Outcome, PresenceBody, PresenceSet, Queues, Replied, ReplyBody, SavedViews, SearchHit, SettingsView, SignInFacts, SinceILeft, Team, TeamMember, TeamUnit, TemplatePreview, Topic, Uploads, UploadsBody, Viewer } from './desk.ts';
import type { BroadcastTexts, IncidentBody, IncidentList, IncidentOpened, IncidentWhole } from './incidents.ts';
import type { AlertView, FiguresNow, FiguresToday, MentionList, MentionsQuery } from './figures.ts';
import type { BehindQuery, FiguresPeriod, PeriodCases, PeriodQuery } from './period.ts';
import type { LedgerView, StuckList } from './ledger.ts';
import type { ApprovalList, ModerateBody, Moderated, PostAnswersOutcome, PostAnswersPreview, PostView, SeenItem } from './posts.ts';
import type { PostOwner } from '../domain/post-owner.ts';
import type { GivenIncident } from '../domain/incident.ts';
import type { Settings } from '../domain/settings.ts';

interface Page { after?: string; limit?: string }

/**
 * Every route of the API with what is asked and answered. `:name` stands for one segment, percent-encoded. What was read
 * with a `version` is written back over it: 409 with `Stale` when somebody was faster.
 */
export interface Routes {
  /** These two without a sign-in. */
  'GET /sign-in.json': { answer: SignInFacts };
  'POST /sign-in': { body: { code: string; verifier: string; redirect: string }; answer: { token: string } };

  'GET /me': { answer: Me };
  /** Whether this person takes cases, as they say themselves. */
  'PUT /me/presence': { body: PresenceBody; answer: PresenceSet };
  /** What came since one was last here; `since`: epoch milliseconds, asked for instead. */
  'GET /since-i-left': { query: { since?: string }; answer: SinceILeft };
  'GET /before-closing': { answer: BeforeClosing };
  'GET /views': { answer: SavedViews };
  'PUT /views': { body: SavedViews; answer: SavedViews };
  'GET /queues': { answer: Queues };
  'GET /changes': { query: { since?: string }; answer: Changes };
  'GET /search': { query: { q: string }; answer: { hits: SearchHit[] } };

  'GET /cases': { query: CasesQuery; answer: CaseList };
  'GET /cases/:number': { query: { skip?: string }; answer: CaseView };
  'PATCH /cases/:number': { body: Edit; answer: Acted };
  'GET /cases/:number/entries/:id/html': { answer: { html: string } };
  'POST /cases/:number/replies': { body: ReplyBody; answer: Replied };
  'POST /cases/:number/uploads': { body: UploadsBody; answer: Uploads };
  /** Whether it has arrived; 404 while it has not, and for whoever did not ask to put it there. */
  'GET /cases/:number/uploads/:key': { answer: { size: number } };
  /** Once more what failed, over the same entry. */
  'POST /cases/:number/entries/:id/retry': { answer: Replied };
  'POST /cases/:number/notes': { body: { text: string; key: string; mentions: string[]; files?: AnswerFile[] }; answer: Note };
  'POST /cases/:number/merge': { body: { into: string; version: string; confirmed?: boolean }; answer: { into: string; warnings: string[] } };
  /** `id`: of a merge in `CaseView.merged`. */
  'POST /cases/:number/unmerge': { body: { id: string }; answer: { from: string } };
  /** No link to its status page that is out there opens it any more. */
  /** `version`: the one that was read; what is answered is the next one of it. Without it, an answer over that is refused once. */
  'POST /cases/:number/revoke-links': { body: { version?: string }; answer: { version: string } };
  'PUT /cases/:number/presence': { body: { state: 'viewing' | 'typing' | 'gone' }; answer: { viewers: Viewer[] } };
  /** `versions`: of what the list showed; a status is not changed over anything else, nor without them over words that came after an answer. */
  'POST /cases/bulk': { body: { numbers: string[]; act: BulkAct; versions?: Record<string, string> }; answer: Outcome };
  'POST /answers/preview': { body: { numbers: string[]; text: string }; answer: AnswersPreview };
  /** `key` makes a second press send nothing twice. */
  /** `versions`: what was seen of each, as the preview said; what has changed since is refused. Without them, what a colleague has answered and nobody has written to since. */
  'POST /answers': { body: { numbers: string[]; text: string; key: string; versions?: Record<string, string> }; answer: Outcome };
  /** An address that holds for a few minutes and downloads. */
  'GET /attachments/:id': { answer: { url: string } };

  'GET /contacts/:id': { answer: ContactView };
  'POST /contacts/merge': { body: { from: string; into: string }; answer: { id: string } };
  'POST /contacts/unmerge': { body: { id: string }; answer: { id: string } };

  'GET /quarantine': { query: Page; answer: QuarantineList };
  'POST /quarantine/:id/release': { body: { acknowledge?: boolean }; answer: Released };
  'GET /mentions': { query: MentionsQuery; answer: MentionList };
  'POST /mentions/:thread/:id/promote': { body: { acknowledge?: boolean }; answer: Released };
  'GET /posts/:id': { answer: PostView };
  /** Takes a post or gives it back; `over`: who was seen to own it. 409 when somebody was faster. */
  'PUT /posts/:id/owner': { body: { take: boolean; over: string | null }; answer: { owner: PostOwner | null } };
  'POST /posts/:id/answers/preview': { body: { items: SeenItem[]; texts: string[] }; answer: PostAnswersPreview };
  /** Some of those that the preview told, each with its words; `key` makes a second press send nothing twice. */
  'POST /posts/:id/answers': { body: { answers: (SeenItem & { text: string })[]; key: string }; answer: PostAnswersOutcome };
  /** Hides or likes a public item on its platform, or takes that back. */
  'POST /items/:thread/:id/acts': { body: ModerateBody; answer: Moderated };
  'GET /approvals': { answer: ApprovalList };
  /** Sends what waits, in its writer's name; `text`: other words. */
  'POST /approvals/:number/:id/approve': { body: { text?: string; version?: string }; answer: Replied };
  'POST /approvals/:number/:id/return': { body: { note: string; version?: string }; answer: { version: string } };
  'GET /incidents': { query: { before?: string }; answer: IncidentList };
  'GET /incidents/:id': { answer: IncidentWhole };
  /** `key` makes a second press open none twice. */
  'POST /incidents': { body: IncidentBody; answer: IncidentOpened };
  /** How many open cases of the last days hold these words: so many would be linked by them. */
  'POST /incidents/look': { body: { words: GivenIncident['words'] }; answer: { count: number } };
  'PUT /incidents/:id': { body: { incident: GivenIncident; version: string }; answer: IncidentOpened };
  /** It is over; pressed again it is over still. Its cases stay as they are. */
  'POST /incidents/:id/end': { answer: IncidentWhole };
  /** Like `POST /answers/preview`, over cases of the incident, each in its customer's language. */
  'POST /incidents/:id/broadcast/preview': { body: { numbers: string[]; texts: BroadcastTexts }; answer: AnswersPreview };
  'POST /incidents/:id/broadcast': { body: { numbers: string[]; texts: BroadcastTexts; key: string; versions?: Record<string, string> }; answer: Outcome };
  'GET /alerts': { answer: { alerts: AlertView[] } };
  'POST /alerts/:id/acknowledge': { answer: AlertView };
  'POST /alerts/:id/mute': { body: { until: number }; answer: AlertView };
  'POST /alerts/:id/notASpike': { answer: AlertView };
  'GET /figures/now': { answer: FiguresNow };
  'GET /figures/today': { answer: FiguresToday };
  'GET /figures/period': { query: PeriodQuery; answer: FiguresPeriod };
  /** The cases behind one of its figures. */
  'GET /figures/period/cases': { query: BehindQuery; answer: PeriodCases };
  /** The same values as a file for a spreadsheet, with the cases. */
  'GET /figures/period.csv': { query: PeriodQuery & { language?: 'he' | 'en' }; answer: string };

  /** What came in by source and day, and what became of it; `days`: 1 to 31. */
  'GET /ledger': { query: { days?: string }; answer: LedgerView };
  /** What a step has given up and a person may free: back to where it came from, or among the filtered messages. 404 for who comes second. */
  'GET /stuck': { answer: StuckList };
  'POST /stuck/:queue/:id/retry': { answer: { id: string } };
  'POST /stuck/:queue/:id/keep': { answer: { id: string } };
  'GET /channels': { answer: Channels };
  'GET /settings': { answer: SettingsView };
  'PUT /settings': { body: { settings: Settings; topics: Topic[]; tags: string[]; version: string }; answer: SettingsView };
  'GET /canned': { answer: CannedReplies };
  'PUT /canned': { body: { canned: CannedReply[]; version: string }; answer: CannedReplies };
  'GET /team': { answer: Team };
  'PUT /team': { body: { members: TeamMember[]; teams?: TeamUnit[]; version: string }; answer: Team };
  'GET /known-fault': { answer: KnownFault };
  'PUT /known-fault': { body: { fault: Settings['incident']; version: string }; answer: KnownFault };
  'GET /templates/preview': { query: { language: 'he' | 'en' }; answer: { templates: TemplatePreview[] } };
}
