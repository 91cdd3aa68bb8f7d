import { startMapping } from '../mappings.ts';
import { startStreamMapping } from '../stream-mappings.ts';
import { refuseProperties, required, type Laptop, type Resource, type ResourceModule } from './resource.ts';
import { functionNamed } from './http-api.ts';

/** Two workers when the template sets no limit: a laptop has few cores, and a slow event must not hold up the rest. */
const USUAL_CONCURRENCY = 2;
const MOST_CONCURRENCY = 4;

/** Lambda's own, where the template says nothing. https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const USUAL_STREAM_BATCH = 100;
const FOR_EVER = -1;

const isStream = (source: string): boolean => /:dynamodb:.*\/stream\//.test(source);

function mapStream(resource: Resource, laptop: Laptop, source: string): void {
  refuseProperties(resource, ['ParallelizationFactor', 'TumblingWindowInSeconds', 'FunctionResponseTypes', 'StartingPositionTimestamp']);
  const { properties, logicalId, type } = resource;
  if (required(resource, 'StartingPosition') !== 'TRIM_HORIZON') throw new Error(`${type} ${logicalId}: the local engine reads streams from their beginning (TRIM_HORIZON).`);
  const target = functionNamed(required(resource, 'FunctionName'), resource, laptop);
  const { Filters = [] } = (properties['FilterCriteria'] ?? {}) as { Filters?: { Pattern: string }[] };
  const destination = (properties['DestinationConfig'] as { OnFailure?: { Destination: string } } | undefined)?.OnFailure?.Destination;
  const aside = destination === undefined ? undefined : laptop.stores.sqs.getQueueByArn(destination);
  if (destination !== undefined && !aside) throw new Error(`${type} ${logicalId}: the local engine tells queues of what was given up, and ${destination} is none.`);
  const oldest = Number(properties['MaximumRecordAgeInSeconds'] ?? FOR_EVER);
  if (properties['Enabled'] === false) return;
  laptop.begin.push(() => {
    target.warm();
    const running = startStreamMapping({
      name: logicalId, streamArn: source, target, region: laptop.assembly.region,
      batchSize: Number(properties['BatchSize'] ?? USUAL_STREAM_BATCH), windowSeconds: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
      patterns: Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown), bisects: properties['BisectBatchOnFunctionError'] === true,
      retries: Number(properties['MaximumRetryAttempts'] ?? FOR_EVER), oldestSeconds: oldest === FOR_EVER ? Infinity : oldest,
      giveUp: aside && ((told) => laptop.stores.transaction(() => laptop.stores.enqueue(aside, JSON.stringify(told)))),
    }, laptop.database, laptop.stores.database, (error) => laptop.warn(`${logicalId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
    laptop.drain.push(() => running.stop());
  });
}

/** What feeds queues, and tables' streams, to functions. */
export const mapping: ResourceModule = {
  types: ['AWS::Lambda::EventSourceMapping'],
  make(resource, laptop) {
    const { properties } = resource;
    const source = required(resource, 'EventSourceArn');
    if (isStream(source)) {
      mapStream(resource, laptop, source);
      return { ref: `local-${resource.logicalId}` };
    }
    refuseProperties(resource, ['FilterCriteria', 'DestinationConfig', 'StartingPosition']);
    const queue = laptop.stores.sqs.getQueueByArn(source);
    if (!queue) throw new Error(`${resource.type} ${resource.logicalId}: the local engine maps queues and tables' streams, and ${source} is neither.`);
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
