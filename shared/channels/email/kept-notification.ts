import type { InboundMessage } from '../../domain/message.ts';

const POLICY = /^forged: DMARC FAIL, policy (\w+)$/;

/** What the mail service told of a mail that is stored, as far as anything was decided by it. Undefined for what is no mail. */
export function keptNotification({ mail, sender, deliveryId, receivedAt, raw }: InboundMessage): unknown {
  if (!mail) return undefined;
  const said = (finding: string): { status: string } => ({ status: sender.evidence.includes(finding) ? 'FAIL' : 'PASS' });
  const [, dmarcPolicy] = sender.evidence.map((finding) => POLICY.exec(finding)).find(Boolean) ?? [];
  return {
    notificationType: 'Received',
    mail: { timestamp: new Date(receivedAt).toISOString(), messageId: deliveryId, source: mail.envelopeFrom, destination: mail.recipients },
    receipt: {
      recipients: mail.recipients, spamVerdict: said('spam: spam verdict FAIL'), virusVerdict: said('virus: virus verdict FAIL'),
      // Anything but PASS, and FAIL with a policy, decides alike.
      dmarcVerdict: { status: dmarcPolicy === undefined ? (mail.authenticated ? 'PASS' : 'GRAY') : 'FAIL' }, ...(dmarcPolicy === undefined ? {} : { dmarcPolicy }),
      action: { type: 'S3', objectKey: raw.key },
    },
  };
}
