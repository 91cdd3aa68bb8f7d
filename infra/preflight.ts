import { ownRuleSetName, parameterPrefix, type Deployment } from './deployment.ts';

/** How the account looks before a deployment. */
export interface Account {
  activeRuleSet: string | null;
  /** Whether the rule set that our rule is to join is there; true when none is to be joined. */
  namedRuleSetExists: boolean;
  /** Our configuration set is there: this stage has been deployed before. */
  deployedBefore: boolean;
  keyExists: boolean;
  oidc: string | null;
  /** The domain's identity in SES; null when there is none. */
  identity: 'verified' | 'pending' | null;
  bootstrapped: boolean;
  quota: { mailsPerDay: number; mailsPerSecond: number };
}

export interface Decision {
  /** What a person has to decide first; nothing is changed while there is any. */
  stop: string[];
  /** What a person should know. */
  notes: string[];
  createKey: boolean;
  /** The value to write, or null to leave it as it is. */
  writeOidc: string | null;
  bootstrap: boolean;
  /** The rule set to activate after the deployment. */
  activate: string | null;
  sendsPerSecond: number;
}

// https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html (read 2024-01): what a sandboxed account may send.
const SANDBOX_MAILS_PER_DAY = 200;
/** -1 is SES's word for unlimited. */
export const isSandboxed = (mailsPerDay: number): boolean => mailsPerDay >= 0 && mailsPerDay <= SANDBOX_MAILS_PER_DAY;

function decideRuleSet(deployment: Deployment, account: Account): { stop?: string; note?: string; activate: string | null } {
  const own = ownRuleSetName(deployment.stage);
  const { receiptRuleSet } = deployment;
  if (receiptRuleSet.kind === 'named') {
    const { name } = receiptRuleSet;
    if (!account.namedRuleSetExists) return { activate: null, stop: `There is no receipt rule set "${name}" in ${deployment.region}.` };
    if (account.activeRuleSet === name) return { activate: null };
    return { activate: null, note: `Our rule joins "${name}", which is not active (active: ${account.activeRuleSet ?? 'none'}): no mail arrives until somebody activates it.` };
  }
  if (receiptRuleSet.kind === 'manual') {
    if (account.activeRuleSet === own) return { activate: null };
    return { activate: null, note: `"${own}" is made but not activated. Mail arrives after: aws ses set-active-receipt-rule-set --rule-set-name ${own} --region ${deployment.region}` };
  }
  if (account.activeRuleSet === null) return { activate: own };
  if (account.activeRuleSet === own) return { activate: null };
  return {
    activate: null,
    stop: `The receipt rule set "${account.activeRuleSet}" is active in ${deployment.region}, and only one can be: activating ours would stop its mail. ` +
      `Add our rule to it with -c receiptRuleSet=${account.activeRuleSet}, or deploy beside it and decide later with -c receiptRuleSet=manual.`,
  };
}

function decideRate(deployment: Deployment, asked: boolean, account: Account): { stop?: string; sendsPerSecond: number } {
  const { mailsPerSecond } = account.quota;
  if (deployment.sendsPerSecond <= mailsPerSecond || mailsPerSecond <= 0) return { sendsPerSecond: deployment.sendsPerSecond };
  if (!asked) return { sendsPerSecond: mailsPerSecond };
  return { sendsPerSecond: deployment.sendsPerSecond, stop: `The account may send ${mailsPerSecond} mails a second; -c sendsPerSecond=${deployment.sendsPerSecond} is more than that.` };
}

/** Decides, from how the account looks, what a deployment may do. `askedRate`: a person gave sendsPerSecond. */
export function decide(deployment: Deployment, askedRate: boolean, account: Account): Decision {
  const stop: string[] = [];
  const notes: string[] = [];
  const prefix = parameterPrefix(deployment.stage);

  const ruleSet = decideRuleSet(deployment, account);
  if (ruleSet.stop !== undefined) stop.push(ruleSet.stop);
  if (ruleSet.note !== undefined) notes.push(ruleSet.note);
  const rate = decideRate(deployment, askedRate, account);
  if (rate.stop !== undefined) stop.push(rate.stop);

  // Every id is derived from the key: with another one, redelivered mail would count as new and old links would open nothing.
  if (account.deployedBefore && !account.keyExists) stop.push(`The parameter ${prefix}/key of this deployment is gone. Restore it; a new key would make every stored id unknown.`);
  if (deployment.identity === 'own' && account.identity !== null && !account.deployedBefore) {
    stop.push(`SES knows ${deployment.domain} already, from outside of this deployment. Use it as it is with -c identity=existing.`);
  }
  if (deployment.identity === 'existing' && account.identity === null) stop.push(`SES does not know ${deployment.domain} in ${deployment.region}, so -c identity=existing does not fit; leave it out.`);

  if (isSandboxed(account.quota.mailsPerDay)) {
    notes.push(`The account is in the SES sandbox: ${account.quota.mailsPerDay} mails a day, to verified addresses only (name them with -c testRecipients=…). Customers get no acknowledgement until AWS grants production access.`);
  }
  const oidc = deployment.oidc === null ? null : JSON.stringify(deployment.oidc);
  if (oidc === null && account.oidc === null) notes.push('Agents log in to the console by a Cognito user pool of this deployment, which knows nobody yet: make them there, each in one of the groups agent, lead and admin. Or give your own issuer with -c oidcIssuer=… and -c oidcAudience=….');
  if (deployment.alarmEmail === null) notes.push('Alarms reach nobody: give -c alarmEmail=….');

  return {
    stop, notes,
    createKey: !account.keyExists,
    writeOidc: oidc === account.oidc ? null : oidc,
    bootstrap: !account.bootstrapped,
    activate: ruleSet.activate,
    sendsPerSecond: rate.sendsPerSecond,
  };
}

/** What remains to be entered in the domain's DNS, from the stack's outputs. */
export function remainingRecords(outputs: Record<string, string>, identity: Account['identity']): string[] {
  const dkim = Object.keys(outputs).filter((name) => name.startsWith('Dkim')).sort().map((name) => outputs[name]!);
  return [...(identity === 'verified' ? [] : dkim), ...(outputs['MailExchanger'] === undefined ? [] : [outputs['MailExchanger']])];
}
