import { bucket } from './bucket.ts';
import { httpApi } from './http-api.ts';
import { lambdaFunction } from './function.ts';
import { mapping } from './mapping.ts';
import { parameter } from './parameter.ts';
import { queue } from './queue.ts';
import { receiptRule } from './receipt-rule.ts';
import type { ResourceModule } from './resource.ts';
import { schedule } from './schedule.ts';
import { sending } from './sending.ts';
import { table } from './table.ts';
import { topic } from './topic.ts';
import { withoutMeaning } from './without-meaning.ts';

const MODULES: ResourceModule[] = [table, queue, topic, bucket, lambdaFunction, mapping, httpApi, receiptRule, sending, parameter, schedule, withoutMeaning];

const BY_TYPE = new Map(MODULES.flatMap((module) => module.types.map((type) => [type, module] as const)));

/** The module for a type of the template. Throws, naming type and resource, when the engine does not know it. */
export function moduleFor(type: string, logicalId: string): ResourceModule {
  const module = BY_TYPE.get(type);
  if (!module) throw new Error(`The template has ${type} (${logicalId}), which the local engine does not know: give it a module in local/resources, or name it in without-meaning.ts with the reason.`);
  return module;
}
