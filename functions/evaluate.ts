import middy from '@middy/core';
import { EvaluateEnvironment, readEnvironment } from '../shared/config.ts';
import { evaluate } from '../shared/steps/evaluate.ts';
import type { WatchDeps } from '../shared/steps/watch.ts';
import { coldStart } from './entry.ts';
import { watching } from './watching.ts';

/** Every minute. */
export function create(deps: WatchDeps) {
  const step = evaluate(deps);
  return middy<unknown, void>()
    .onError(({ error }) => { deps.log('error', 'evaluate.failed', { error }); })
    .handler(async () => step());
}

export const handler = coldStart(async () => create(watching('evaluate', readEnvironment(EvaluateEnvironment))));
