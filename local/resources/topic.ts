import { arn, physicalName, refuseProperties, required, type Built, type ResourceModule } from './resource.ts';

const ATTRIBUTES = ['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy'];

/** Topics that hand on to queues. Subscriptions that the template no longer has are ended when everything is there. */
export const topic: ResourceModule = {
  types: ['AWS::SNS::Topic', 'AWS::SNS::Subscription'],
  make(resource, laptop): Built {
    const { sns } = laptop.stores;
    if (resource.type === 'AWS::SNS::Topic') {
      refuseProperties(resource, ['FifoTopic', 'Subscription']);
      const name = physicalName(resource, laptop, resource.properties['TopicName'], 256);
      const topicArn = arn('sns', laptop, name);
      sns.createTopic(name, undefined, undefined, laptop.assembly.region);
      return { ref: topicArn, name, attributes: { TopicArn: topicArn, TopicName: name } };
    }
    const protocol = required(resource, 'Protocol');
    const topicArn = required(resource, 'TopicArn');
    const endpoint = required(resource, 'Endpoint');
    // Mail to people about alarms leaves the laptop: there is nobody to send it to.
    if (protocol === 'email' || protocol === 'email-json') return { ref: `${topicArn}:local-${resource.logicalId}` };
    if (protocol !== 'sqs') throw new Error(`${resource.type} ${resource.logicalId}: the local engine delivers to queues, not by ${protocol}.`);
    const attributes = Object.fromEntries(ATTRIBUTES.flatMap((name) => {
      const value = resource.properties[name] as string | boolean | object | undefined;
      return value === undefined ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
    }));
    const existing = [...sns.subscriptions.values()].find((each) => each.topicArn === topicArn && each.endpoint === endpoint);
    if (existing) {
      existing.attributes = attributes;
      sns.persistence?.updateSubscriptionAttributes(existing.arn, attributes);
    }
    const subscription = existing ?? sns.subscribe(topicArn, 'sqs', endpoint, attributes);
    if (!subscription) throw new Error(`${resource.type} ${resource.logicalId}: there is no topic ${topicArn}.`);
    laptop.subscriptions.add(subscription.arn);
    return { ref: subscription.arn, attributes: { Arn: subscription.arn } };
  },
};
