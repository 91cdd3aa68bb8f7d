import * as z from 'zod';

/**
 * Every environment variable, one object per function. `infra` fills each environment from the same object's type, so a
 * forgotten variable does not compile. Values that are secret are never here: only the name under which they are stored.
 */
const Common = { MOKED_STAGE: z.string(), MOKED_PARAMETERS: z.string().startsWith('/') };
const Table = { MOKED_TABLE: z.string() };

/** Where the customers' status page is, without a domain of the company's own, and who opens it: a trial needs no statements. */
const StatusPage = { MOKED_STATUS_ADDRESS: z.url(), MOKED_STATUS_FOR: z.enum(['customers', 'trial']) };

export const MailEnvironment = z.object({ ...Common, MOKED_BUCKET: z.string(), MOKED_MAIL_QUEUE: z.string(), MOKED_INBOUND_QUEUE: z.string(), MOKED_CARE_ADDRESSES: z.string() });
export const RecordEnvironment = z.object({ ...Common, ...Table, MOKED_INBOUND_QUEUE: z.string(), MOKED_OUTBOX_QUEUE: z.string(), MOKED_CARE_ADDRESSES: z.string() });
export const SendEnvironment = z.object({
  ...Common, ...Table, MOKED_OUTBOX_QUEUE: z.string(), MOKED_CONFIGURATION_SET: z.string(),
  /** Hand-overs a second that this account may make, shared by the concurrent copies of `send`. */
  MOKED_SENDS_PER_SECOND: z.coerce.number().positive(),
  ...StatusPage,
  /** Where the files of agents' answers lie. */
  MOKED_BUCKET: z.string(),
});
export const WebhookEnvironment = z.object({ ...Common, MOKED_INBOUND_QUEUE: z.string() });
export const PollEnvironment = z.object({ ...Common, ...Table, MOKED_INBOUND_QUEUE: z.string() });
/** Who hears of alerts besides those in the settings (empty: nobody), by which topic, and where the console is that they lead to. */
const Notifying = { MOKED_CARE_ADDRESSES: z.string(), MOKED_ALARM_EMAIL: z.string(), MOKED_ALERT_TOPIC: z.string().startsWith('arn:'), MOKED_CONSOLE: z.url() };
export const TallyEnvironment = z.object({ ...Common, ...Table, ...Notifying });
export const EvaluateEnvironment = TallyEnvironment;
export const HealthEnvironment = TallyEnvironment;
export const FormEnvironment = z.object({
  ...Common, ...Table, MOKED_BUCKET: z.string(), MOKED_INBOUND_QUEUE: z.string(), MOKED_CARE_ADDRESSES: z.string(),
  /** Sites that may show the form within their pages, parted by commas; empty: none but ours. */
  MOKED_FORM_ORIGINS: z.string(),
});
export const StatusEnvironment = z.object({ ...Common, ...Table, ...StatusPage, MOKED_BUCKET: z.string(), MOKED_INBOUND_QUEUE: z.string(), MOKED_OUTBOX_QUEUE: z.string(), MOKED_CARE_ADDRESSES: z.string() });
export const PrivacyEnvironment = z.object({ ...Common, ...Table });
export const SweepEnvironment = z.object({ ...Common, ...Table, MOKED_BUCKET: z.string() });
export const ReconcileEnvironment = z.object({ ...Common, ...Table, MOKED_BUCKET: z.string(), MOKED_MAIL_QUEUE: z.string() });
export const TellEnvironment = z.object({ ...Common, ...Table, MOKED_BUCKET: z.string() });
export const RemindEnvironment = z.object({ ...Common, ...Table, MOKED_BUCKET: z.string(), MOKED_OUTBOX_QUEUE: z.string() });
export const ApiEnvironment = z.object({ ...Common, ...Table, ...StatusPage, MOKED_BUCKET: z.string(), MOKED_OUTBOX_QUEUE: z.string(), /** Where what was given up goes back to, and where it lies. */ MOKED_MAIL_QUEUE: z.string(), MOKED_INBOUND_QUEUE: z.string(), MOKED_MAIL_DEAD: z.string(), MOKED_INBOUND_DEAD: z.string(), MOKED_OUTBOX_DEAD: z.string(), MOKED_TALLY_DEAD: z.string(), MOKED_TELL_DEAD: z.string(), MOKED_CARE_ADDRESSES: z.string(), /** The largest mail that SES takes of this account. */ MOKED_MAIL_BYTES: z.coerce.number().int().positive() });

/** What Lambda gives every function besides: who calls, and from where. */
export const CallerEnvironment = z.object({ AWS_REGION: z.string(), AWS_ACCESS_KEY_ID: z.string(), AWS_SECRET_ACCESS_KEY: z.string(), AWS_SESSION_TOKEN: z.string().optional(), AWS_ENDPOINT_URL_SSM: z.url().optional(), AWS_ENDPOINT_URL_S3: z.url().optional(), AWS_ENDPOINT_URL_SNS: z.url().optional() });

export type EnvironmentOf<T extends z.ZodType> = { [K in keyof z.infer<T>]: string };

/** Reads a function's environment once, at cold start. A failure names what is missing or wrong, never a value. */
export function readEnvironment<T extends z.ZodType>(schema: T, environment: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const read = schema.safeParse(environment);
  if (read.success) return read.data;
  const names = [...new Set(read.error.issues.map((issue) => issue.path.join('.')))];
  throw new Error(`environment: ${names.join(', ')} missing or not valid`);
}
