import { startMapping } from '../mappings.ts';
import { refuseProperties, required, type ResourceModule } from './resource.ts';
import { functionNamed } from './http-api.ts';

/** Two workers when the template sets no limit: a laptop has few cores, and a slow event must not hold up the rest. */
const USUAL_CONCURRENCY = 2;
const MOST_CONCURRENCY = 4;

/** What feeds queues to functions. */
export const mapping: ResourceModule = {
  types: ['AWS::Lambda::EventSourceMapping'],
  make(resource, laptop) {
    refuseProperties(resource, ['FilterCriteria', 'DestinationConfig', 'StartingPosition']);
    const { properties } = resource;
    const source = required(resource, 'EventSourceArn');
    const queue = laptop.stores.sqs.getQueueByArn(source);
    if (!queue) throw new Error(`${resource.type} ${resource.logicalId}: the local engine maps queues, and ${source} is none.`);
    const target = functionNamed(required(resource, 'FunctionName'), resource, laptop);
    const { MaximumConcurrency } = (properties['ScalingConfig'] ?? {}) as { MaximumConcurrency?: number };
    const responses = (properties['FunctionResponseTypes'] ?? []) as string[];
    if (properties['Enabled'] !== false) {
      laptop.begin.push(() => {
        target.warm();
        const running = startMapping({
          queue,
          target,
          batchSize: Number(properties['BatchSize'] ?? 10),
          windowSeconds: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
          reportsFailures: responses.includes('ReportBatchItemFailures'),
          concurrency: Math.min(MaximumConcurrency ?? USUAL_CONCURRENCY, MOST_CONCURRENCY),
          region: laptop.assembly.region,
        }, laptop.stores);
        laptop.drain.push(() => running.stop());
      });
    }
    return { ref: `local-${resource.logicalId}` };
  },
};
