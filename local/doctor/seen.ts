import type { ConnectionCheck } from '../../shared/domain/health.ts';

/** What was looked at; or why it could not be, in the service's word for it. */
export type Look<T> = { seen: T } | { refused: string };

export interface QueueSeen { name: string; waiting: number; oldestSeconds: number | null; isDeadLetters: boolean }
export interface SecretSeen { channel: string; is: 'absent' | 'fits' | 'wrong'; /** Where it does not fit: names, never values. */ problems: string[] }
export interface DomainSeen { domain: string; mailExchangers: string[]; spf: string[]; dmarc: string[] }
export interface IdentitySeen { verification: string | null; dkim: { isOn: boolean; status: string } | null; mailFrom: { domain: string; status: string } | null }
export interface QuotaSeen { mailsPerDay: number; mailsPerSecond: number; sentLastDay: number; isSandboxed: boolean; isPaused: boolean }
export interface RuleSeen { activeSet: string | null; /** Our rule within the active set. */ rule: { isOn: boolean; recipients: string[]; bucket: string | null; topic: string | null } | null }

/** What SES must be able to do, by the policies of the stage's bucket and topics. */
export interface WaysInSeen { bucket: string; sesMayWrite: boolean; topics: { name: string; sesMayPublish: boolean }[] }

/** How a deployment on AWS looks. */
export interface StageSeen {
  stage: string;
  region: string;
  now: number;
  stack: { status: string; changedAt: number | null; resources: number };
  careAddresses: string[];
  /** The names that our rule and its set have by the template. */
  wantedRule: { set: string; bucket: string; topic: string };
  alarmsExpected: number;
  identity: Look<IdentitySeen>;
  quota: Look<QuotaSeen>;
  rule: Look<RuleSeen>;
  dns: Look<DomainSeen>;
  waysIn: Look<WaysInSeen>;
  queues: Look<QueueSeen[]>;
  mappings: Look<{ name: string; state: string }[]>;
  schedules: Look<{ name: string; isOn: boolean }[]>;
  key: Look<boolean>;
  secrets: Look<SecretSeen[]>;
  health: Look<ConnectionCheck[]>;
  /** `hear`: confirmed recipients of the alarms' topic, `asked`: those who have not confirmed yet. */
  alarms: Look<{ all: { name: string; state: string; description: string; since: number | null }[]; hear: number; asked: number }>;
  table: Look<{ name: string; status: string; pointInTime: boolean; guarded: boolean }>;
  logs: Look<{ name: string; days: number | null }[]>;
  api: Look<{ address: string; status: number }>;
}

export type Level = 'ok' | 'warn' | 'fail';
/** One line: what is, and (unless all is well) what to do. */
export interface Finding { level: Level; says: string; todo?: string }

export const ok = (says: string): Finding => ({ level: 'ok', says });
export const warn = (says: string, todo: string): Finding => ({ level: 'warn', says, todo });
export const fail = (says: string, todo: string): Finding => ({ level: 'fail', says, todo });

/** The findings about what was seen. What could not be looked at is neither well nor ill. */
export function about<T>(what: string, look: Look<T>, findings: (seen: T) => Finding[]): Finding[] {
  if ('refused' in look) return [warn(`${what} could not be looked at: ${look.refused}.`, 'Let whoever runs this read it.')];
  return findings(look.seen);
}
