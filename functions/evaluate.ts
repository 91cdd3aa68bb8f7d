import middy from '@middy/core';
import { channelState } from '../shared/aws/channel-state.ts';
import { EvaluateEnvironment, readEnvironment } from '../shared/config.ts';
import { evaluate } from '../shared/steps/evaluate.ts';
import type { EvaluateDeps } from '../shared/steps/watermarks.ts';
import { coldStart } from './entry.ts';
import { watching } from './watching.ts';

/** Every minute. */
export function create(deps: EvaluateDeps) {
  const step = evaluate(deps);
  return middy<unknown, void>()
    .onError(({ error }) => deps.log('error', 'evaluate.failed', { error }))
    .handler(async () => step());
}

export const handler = coldStart(async () => {
  const environment = readEnvironment(EvaluateEnvironment);
  return create({ ...watching('evaluate', environment), channels: channelState(environment.MOKED_TABLE) });
});
