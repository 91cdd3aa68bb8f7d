import {
  DescribeActiveReceiptRuleSetCommand, DescribeConfigurationSetCommand, DescribeReceiptRuleSetCommand, GetIdentityVerificationAttributesCommand, GetSendQuotaCommand,
  SESClient, SetActiveReceiptRuleSetCommand,
} from '@aws-sdk/client-ses';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { configurationSetName, parameterPrefix, type Deployment } from './deployment.ts';
import type { Account } from './preflight.ts';

/** What a deployment asks and changes in the account besides the stack itself. */
export interface AccountPort {
  look(deployment: Deployment): Promise<Account>;
  /** Never overwrites: throws when there is one already. */
  createKey(deployment: Deployment, key: string): Promise<void>;
  writeOidc(deployment: Deployment, value: string): Promise<void>;
  activate(ruleSet: string): Promise<void>;
}

// https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html: the version of the CDK's own stack in an account.
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

/** How SES has verified a domain, in its own word; null when it does not know it. */
export async function verificationOf(ses: SESClient, domain: string): Promise<string | null> {
  const { VerificationAttributes } = await ses.send(new GetIdentityVerificationAttributesCommand({ Identities: [domain] }));
  return VerificationAttributes?.[domain]?.VerificationStatus ?? null;
}

/** What SES lets this account send. */
export async function quotaOf(ses: SESClient): Promise<Account['quota'] & { sentLastDay: number }> {
  const { Max24HourSend = 0, MaxSendRate = 0, SentLast24Hours = 0 } = await ses.send(new GetSendQuotaCommand({}));
  return { mailsPerDay: Max24HourSend, mailsPerSecond: MaxSendRate, sentLastDay: SentLast24Hours };
}

async function exists(call: Promise<unknown>, absent: string): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === absent) return false;
    throw error;
  }
}

/** The account that the AWS credentials of this shell belong to. */
export function accountOnAws(region: string): AccountPort {
  const ses = new SESClient({ region });
  const parameters = new SSMClient({ region });
  return {
    async look(deployment) {
      const prefix = parameterPrefix(deployment.stage);
      const { receiptRuleSet, domain } = deployment;
      const [active, namedRuleSetExists, deployedBefore, verification, quota, found] = await Promise.all([
        ses.send(new DescribeActiveReceiptRuleSetCommand({})),
        receiptRuleSet.kind === 'named' ? exists(ses.send(new DescribeReceiptRuleSetCommand({ RuleSetName: receiptRuleSet.name })), 'RuleSetDoesNotExistException') : true,
        exists(ses.send(new DescribeConfigurationSetCommand({ ConfigurationSetName: configurationSetName(deployment.stage) })), 'ConfigurationSetDoesNotExistException'),
        verificationOf(ses, domain),
        quotaOf(ses),
        // Without decryption: that the key is there is all that is asked.
        parameters.send(new GetParametersCommand({ Names: [`${prefix}/key`, `${prefix}/oidc`, BOOTSTRAP_VERSION] })),
      ]);
      const parameter = (name: string): string | undefined => found.Parameters?.find((one) => one.Name === name)?.Value;
      return {
        activeRuleSet: active.Metadata?.Name ?? null,
        namedRuleSetExists, deployedBefore,
        keyExists: parameter(`${prefix}/key`) !== undefined,
        oidc: parameter(`${prefix}/oidc`) ?? null,
        identity: verification === null ? null : verification === 'Success' ? 'verified' : 'pending',
        bootstrapped: parameter(BOOTSTRAP_VERSION) !== undefined,
        quota: { mailsPerDay: quota.mailsPerDay, mailsPerSecond: quota.mailsPerSecond },
      };
    },
    async createKey(deployment, key) {
      await parameters.send(new PutParameterCommand({ Name: `${parameterPrefix(deployment.stage)}/key`, Type: 'SecureString', Value: key, Overwrite: false }));
    },
    async writeOidc(deployment, value) {
      await parameters.send(new PutParameterCommand({ Name: `${parameterPrefix(deployment.stage)}/oidc`, Type: 'String', Value: value, Overwrite: true }));
    },
    async activate(ruleSet) {
      await ses.send(new SetActiveReceiptRuleSetCommand({ RuleSetName: ruleSet }));
    },
  };
}
