import { arn, physicalName, type ResourceModule } from './resource.ts';

/** Types that mean nothing on a laptop, each with the reason. What is not here and has no module is an error. */
export const WITHOUT_MEANING: Record<string, string> = {
  'AWS::IAM::Role': 'functions run as the person at the laptop; that roles allow what is called is a test of its own',
  'AWS::IAM::Policy': 'as roles',
  'AWS::IAM::ManagedPolicy': 'as roles',
  'AWS::Lambda::Permission': 'the engine calls the functions itself',
  'AWS::Logs::LogGroup': 'logs are files in the data directory',
  'AWS::Logs::MetricFilter': 'as alarms',
  'AWS::CloudWatch::Alarm': 'nobody is on call for a laptop; /engine/state shows the same figures',
  'AWS::CloudWatch::Dashboard': 'as alarms',
  'AWS::SQS::QueuePolicy': 'queues answer on loopback only',
  'AWS::SNS::TopicPolicy': 'topics answer on loopback only',
  'AWS::S3::BucketPolicy': 'buckets answer on loopback only',
  'AWS::CDK::Metadata': 'counts uses of CDK constructs',
};

export const withoutMeaning: ResourceModule = {
  types: Object.keys(WITHOUT_MEANING),
  make(resource, laptop) {
    const { properties, logicalId, type } = resource;
    const name = physicalName(resource, laptop, properties['RoleName'] ?? properties['LogGroupName'] ?? properties['AlarmName']);
    return { ref: name, attributes: { Arn: arn('local', laptop, `${type.toLowerCase().replaceAll('::', '-')}/${name}`), Id: logicalId } };
  },
};
