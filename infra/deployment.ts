import mailRegions from './mail-regions.json' with { type: 'json' };

/** What a person asked for with `-c name=value`, read and checked once; everything in `infra` is built from it. */
export interface Deployment {
  stage: string;
  /** Real customers' data: protected against deletion, backed up, kept when the stack goes. */
  lasting: boolean;
  domain: string;
  careAddresses: string[];
  region: string;
  receiptRuleSet: ReceiptRuleSet;
  /** Whether this deployment makes the domain's SES identity, or the account has one that stays as it is. */
  identity: 'own' | 'existing';
  alarmEmail: string | null;
  sendsPerSecond: number;
  /** The largest mail that SES takes of this account, with everything in it. */
  mailMegabytes: number;
  /** Verified mailboxes elsewhere that a sandboxed account may write to. */
  testRecipients: string[];
  /** Sites that may show the web form within their pages: origins, `https://www.company.example`. */
  formOrigins: string[];
  /** Who logs agents in; `rolesClaim` names the token's list of roles. */
  oidc: { issuer: string; audience: string; rolesClaim: string; /** By which one signs in; without it tokens come from elsewhere. */ clientId?: string } | null;
}

/** `own`: ours, activated by `npm run deploy`; `manual`: ours, a person activates it; `named`: our rule joins a set that is there. */
export type ReceiptRuleSet = { kind: 'own' | 'manual' } | { kind: 'named'; name: string };

/** The place of this deployment's parameters in SSM. */
export const parameterPrefix = (stage: string): string => `/moked/${stage}`;
export const ownRuleSetName = (stage: string): string => `moked-${stage}`;
export const configurationSetName = (stage: string): string => `moked-${stage}`;

export const SETTINGS = [
  'stage', 'domain', 'careAddresses', 'region', 'receiptRuleSet', 'identity', 'alarmEmail', 'sendsPerSecond', 'mailMegabytes', 'testRecipients', 'formOrigins', 'oidcIssuer', 'oidcAudience', 'oidcRolesClaim', 'oidcClientId',
] as const;
export type SettingName = (typeof SETTINGS)[number];

const PASSING_STAGES = ['local', 'dev', 'test'];
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
const MAILBOX = /^[a-z0-9.!#$%&'*/=?^_{|}~-]{1,64}@/;
// https://docs.aws.amazon.com/ses/latest/dg/quotas.html (read 2024-01): recipients per receipt rule.
const RECIPIENTS_PER_RULE = 100;

const listOf = (text: string): string[] => text.split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== '');

function requireMailbox(address: string, setting: string): void {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (!MAILBOX.test(address) || !DOMAIN.test(domain)) throw new Error(`${setting}: "${address}" is not a mail address`);
}

function readRuleSet(asked: string | undefined): ReceiptRuleSet {
  if (asked === undefined) return { kind: 'own' };
  if (asked === 'manual') return { kind: 'manual' };
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(asked)) throw new Error(`receiptRuleSet: "${asked}" is neither "manual" nor the name of a rule set`);
  return { kind: 'named', name: asked };
}

function readFormOrigins(asked: string | undefined): string[] {
  const origins = [...new Set(listOf(asked ?? ''))];
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin || !origin.startsWith('https://')) throw new Error(`formOrigins: "${origin}" is not an origin such as https://www.your-company.com`);
  }
  return origins;
}

function readOidc({ issuer, audience, rolesClaim, clientId }: Record<'issuer' | 'audience' | 'rolesClaim' | 'clientId', string | undefined>): Deployment['oidc'] {
  if (issuer === undefined && audience === undefined && rolesClaim === undefined && clientId === undefined) return null;
  if (issuer === undefined || audience === undefined) throw new Error('oidcIssuer and oidcAudience belong together: give both or neither');
  if (!URL.canParse(issuer) || new URL(issuer).protocol !== 'https:') throw new Error('oidcIssuer: must be an https address');
  return { issuer, audience, rolesClaim: rolesClaim ?? 'roles', ...(clientId === undefined ? {} : { clientId }) };
}

function readCareAddresses(asked: string | undefined, domain: string, local: boolean): string[] {
  const addresses = [...new Set(listOf(asked ?? (local ? 'care@company.example,support@company.example' : `care@${domain}`)))];
  if (addresses.length === 0) throw new Error('careAddresses: give at least one address, or leave it out');
  if (addresses.length > RECIPIENTS_PER_RULE) throw new Error(`careAddresses: SES takes ${RECIPIENTS_PER_RULE} addresses in one rule, these are ${addresses.length}`);
  for (const address of addresses) {
    requireMailbox(address, 'careAddresses');
    if (!local && !address.endsWith(`@${domain}`)) throw new Error(`careAddresses: "${address}" is not at ${domain}, so SES would refuse its mail`);
  }
  return addresses;
}

/** Reads the settings; an Error names the setting that is wrong and what would be right. */
export function readDeployment(setting: (name: SettingName) => unknown): Deployment {
  const text = (name: SettingName): string | undefined => {
    const value = setting(name);
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`${name}: must be a text`);
    return String(value).trim();
  };
  const stage = text('stage') ?? 'local';
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) throw new Error(`stage: "${stage}" must be up to 20 lower-case letters, digits and hyphens, starting with a letter`);
  const local = stage === 'local';

  const region = text('region') ?? 'eu-west-1';
  if (!mailRegions.receivesMail.includes(region)) {
    throw new Error(`region: SES receives no mail in "${region}" (list of ${mailRegions.asOf}, ${mailRegions.source}); it does in ${mailRegions.receivesMail.join(', ')}`);
  }
  const domain = (text('domain') ?? (local ? 'company.example' : undefined))?.toLowerCase();
  if (domain === undefined) throw new Error(`domain: stage "${stage}" needs the domain that customers write to: -c domain=care.your-company.com`);
  if (!DOMAIN.test(domain)) throw new Error(`domain: "${domain}" is not a domain name`);

  const identity = text('identity') ?? 'own';
  if (identity !== 'own' && identity !== 'existing') throw new Error('identity: must be "own" or "existing"');
  const sendsPerSecond = Number(text('sendsPerSecond') ?? (stage === 'local' ? 1000 : 10));
  if (!(sendsPerSecond > 0 && sendsPerSecond <= 1000)) throw new Error('sendsPerSecond: must be a number above 0, up to 1000');
  // https://docs.aws.amazon.com/ses/latest/dg/quotas.html: 10 MB by this API, up to 40 when SES has raised it.
  const mailMegabytes = Number(text('mailMegabytes') ?? 10);
  if (!(Number.isInteger(mailMegabytes) && mailMegabytes >= 1 && mailMegabytes <= 40)) throw new Error('mailMegabytes: must be a whole number from 1 to 40');
  const alarmEmail = text('alarmEmail')?.toLowerCase() ?? null;
  if (alarmEmail !== null) requireMailbox(alarmEmail, 'alarmEmail');
  const testRecipients = listOf(text('testRecipients') ?? '');
  for (const address of testRecipients) requireMailbox(address, 'testRecipients');

  return {
    stage, region, domain, identity, sendsPerSecond, mailMegabytes, alarmEmail, testRecipients,
    formOrigins: readFormOrigins(text('formOrigins')),
    lasting: !PASSING_STAGES.includes(stage),
    careAddresses: readCareAddresses(text('careAddresses'), domain, local),
    receiptRuleSet: readRuleSet(text('receiptRuleSet')),
    oidc: readOidc({ issuer: text('oidcIssuer'), audience: text('oidcAudience'), rolesClaim: text('oidcRolesClaim'), clientId: text('oidcClientId') }),
  };
}
