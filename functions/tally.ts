import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { newMessages } from '../shared/aws/stream.ts';
import { TallyEnvironment, readEnvironment } from '../shared/config.ts';
import { tally } from '../shared/steps/tally.ts';
import type { WatchDeps } from '../shared/steps/watch.ts';
import { coldStart } from './entry.ts';
import { watching } from './watching.ts';

/** Reads the table's stream. What fails comes again, halved, until the record that is to blame is alone. */
export function create(deps: WatchDeps) {
  const step = tally(deps);
  return middy<DynamoDBStreamEvent, void>()
    .onError(({ error }) => { deps.log('error', 'batch.failed', { error }); })
    .handler(async (event) => step(newMessages(event.Records)));
}

export const handler = coldStart(async () => create(watching('tally', readEnvironment(TallyEnvironment))));
