import { receiptNotification, receivedId, storedMail, type Envelope } from './received-mail.ts';
import { takenBy, type MailRules } from './mail-rules.ts';
import type { Stores } from './servers/fauxqs.ts';
import type { MailDoorRules } from './servers/smtp.ts';

const CROWDED = 2_000;
const LONGEST_WAIT_MS = 20_000;

/** The longest queue behind the rules' topics. */
function waitingBehind(rules: MailRules, { sns, sqs }: Stores): number {
  const topics = new Set(rules.map(({ topicArn }) => topicArn));
  const depths = [...sns.subscriptions.values()].filter(({ topicArn }) => topics.has(topicArn)).map(({ endpoint }) => sqs.getQueueByArn(endpoint)?.messages.length ?? 0);
  return Math.max(0, ...depths);
}

/** SES's inbound side: a mail goes into the bucket and its notification to the topic in one step, and only then it is accepted. */
export function intake(rules: MailRules, stores: Stores, region: string, failed: (error: unknown) => void): MailDoorRules {
  async function unlessCrowded(): Promise<void> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    // The sender hears its 250 later, so that mail does not pile up faster than it is read.
    while (waitingBehind(rules, stores) > CROWDED && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  function store(raw: Buffer, envelope: Envelope): void {
    const at = new Date();
    const id = receivedId();
    const { bytes, headers, verdicts } = storedMail(raw, envelope, id, region, at);
    for (const { topicArn } of rules.filter((rule) => takenBy(rule, envelope.to).length > 0)) {
      // Nobody would ever hear of the mail: its sender keeps it and tries again.
      if (![...stores.sns.subscriptions.values()].some((subscription) => subscription.topicArn === topicArn)) throw new Error(`A mail was not taken: nothing is subscribed to ${topicArn}.`);
    }
    stores.transaction(() => {
      for (const rule of rules) {
        const recipients = takenBy(rule, envelope.to);
        if (recipients.length === 0) continue;
        const { bucketName, objectKeyPrefix, topicArn } = rule;
        const objectKey = `${objectKeyPrefix}${id}`;
        stores.s3.putObject(bucketName, objectKey, bytes, 'application/octet-stream');
        const notification = receiptNotification({ id, at, envelope, headers, verdicts, recipients, action: { topicArn, bucketName, objectKeyPrefix, objectKey } });
        stores.publish(topicArn, JSON.stringify(notification));
      }
    });
  }

  return {
    accepts: (recipient) => rules.some((rule) => takenBy(rule, [recipient]).length > 0),
    async receive(raw, envelope) {
      store(raw, envelope);
      await stores.committed();
      await unlessCrowded();
    },
    failed,
  };
}
