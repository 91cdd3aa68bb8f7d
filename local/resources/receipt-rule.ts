import { physicalName, type ResourceModule } from './resource.ts';

interface S3Action { BucketName: string; ObjectKeyPrefix?: string; TopicArn?: string; KmsKeyArn?: string }
interface Rule { Name?: string; Enabled?: boolean; Recipients?: string[]; Actions?: Record<string, unknown>[] }

/** Receipt rules: the SMTP door takes mail for their recipients. */
export const receiptRule: ResourceModule = {
  types: ['AWS::SES::ReceiptRuleSet', 'AWS::SES::ReceiptRule'],
  make(resource, laptop) {
    const { logicalId, properties, type } = resource;
    if (type === 'AWS::SES::ReceiptRuleSet') {
      const name = physicalName(resource, laptop, properties['RuleSetName']);
      return { ref: name, name };
    }
    const rule = (properties['Rule'] ?? {}) as Rule;
    const name = physicalName(resource, laptop, rule.Name);
    const [action, ...more] = rule.Actions ?? [];
    const toBucket = action?.['S3Action'] as S3Action | undefined;
    if (!toBucket?.TopicArn || more.length > 0) throw new Error(`${type} ${logicalId}: the local engine carries out rules with one action, S3 with a topic.`);
    // SES encrypts before it writes: nobody could read the object without its own client-side decryption.
    if (toBucket.KmsKeyArn) throw new Error(`${type} ${logicalId}: a key on the S3 action makes mail unreadable for the functions.`);
    if (rule.Enabled !== false) {
      laptop.mailRules.push({ name, recipients: rule.Recipients ?? [], bucketName: toBucket.BucketName, objectKeyPrefix: toBucket.ObjectKeyPrefix ?? '', topicArn: toBucket.TopicArn });
    }
    return { ref: name, name };
  },
};
