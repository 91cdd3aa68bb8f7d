import { arn, physicalName, refuseProperties, type ResourceModule } from './resource.ts';

const ATTRIBUTES = ['VisibilityTimeout', 'DelaySeconds', 'MaximumMessageSize', 'MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds'];

/** Standard queues with their dead-letter queues. An attribute that changed in the template changes on a kept queue too. */
export const queue: ResourceModule = {
  types: ['AWS::SQS::Queue'],
  make(resource, laptop) {
    refuseProperties(resource, ['FifoQueue', 'ContentBasedDeduplication']);
    const { stores } = laptop;
    const name = physicalName(resource, laptop, resource.properties['QueueName'], 80);
    const attributes = Object.fromEntries(ATTRIBUTES.flatMap((attribute) => {
      const value = resource.properties[attribute] as string | number | undefined;
      return value === undefined ? [] : [[attribute, String(value)]];
    }));
    const redrive = resource.properties['RedrivePolicy'];
    // Empty takes an earlier policy away.
    const RedrivePolicy = redrive === undefined ? '' : JSON.stringify(redrive);
    const Arn = arn('sqs', laptop, name);
    const existing = stores.sqs.getQueueByName(name);
    if (existing) existing.setAttributes({ ...attributes, RedrivePolicy });
    else stores.sqs.createQueue(name, `${stores.url}/000000000000/${name}`, Arn, { ...attributes, ...(RedrivePolicy ? { RedrivePolicy } : {}) });
    const url = stores.sqs.getQueueByName(name)?.url ?? '';
    return { ref: url, name, attributes: { Arn, QueueName: name, QueueUrl: url } };
  },
};
