/** A receipt rule: for whom it takes mail, and what becomes of it. */
export interface MailRule {
  name: string;
  recipients: string[];
  bucketName: string;
  objectKeyPrefix: string;
  topicArn: string;
}

export type MailRules = MailRule[];

/**
 * Whether a rule's recipient condition covers an address: an address also covers its `+labels`, a bare domain all its
 * addresses, a leading dot all subdomains. https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export function covers(condition: string, address: string): boolean {
  const [local = '', domain = ''] = [address.slice(0, address.lastIndexOf('@')), address.slice(address.lastIndexOf('@') + 1)].map((part) => part.toLowerCase());
  const wanted = condition.toLowerCase();
  if (wanted.startsWith('.')) return domain.endsWith(wanted);
  if (!wanted.includes('@')) return domain === wanted;
  return wanted === `${local}@${domain}` || wanted === `${local.split('+')[0]}@${domain}`;
}

/** The recipients that a rule takes; a rule without conditions takes everybody. */
export const takenBy = (rule: MailRule, recipients: string[]): string[] =>
  recipients.filter((recipient) => rule.recipients.length === 0 || rule.recipients.some((condition) => covers(condition, recipient)));
