import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { localFunction } from '../invoker.ts';
import { arn, physicalName, refuseProperties, required, type Resource, type ResourceModule } from './resource.ts';

function handlerOf(resource: Resource, folder: string): { file: string; exportName: string } {
  const handler = required(resource, 'Handler');
  const dot = handler.lastIndexOf('.');
  const file = ['.mjs', '.js', '.cjs'].map((ending) => join(folder, `${handler.slice(0, dot)}${ending}`)).find((path) => existsSync(path));
  if (!file) throw new Error(`${resource.type} ${resource.logicalId}: its bundle has no file for the handler ${handler}.`);
  return { file, exportName: handler.slice(dot + 1) };
}

/** Functions, run from their bundles in workers of their own with nothing in the environment but what Lambda would give. */
export const lambdaFunction: ResourceModule = {
  types: ['AWS::Lambda::Function'],
  make(resource, laptop) {
    refuseProperties(resource, ['ImageConfig', 'Layers', 'FileSystemConfigs', 'DeadLetterConfig']);
    const { properties } = resource;
    const runtime = required(resource, 'Runtime');
    if (!runtime.startsWith('nodejs')) throw new Error(`${resource.type} ${resource.logicalId}: the local engine runs Node.js, not ${runtime}.`);
    const { S3Key } = (properties['Code'] ?? {}) as { S3Key?: string };
    if (S3Key === undefined) throw new Error(`${resource.type} ${resource.logicalId}: the local engine runs functions from assets, and this one has none.`);
    const name = physicalName(resource, laptop, properties['FunctionName']);
    const Arn = arn('lambda', laptop, `function:${name}`);
    const folder = laptop.assembly.assetFolder(S3Key);
    const memoryMb = Number(properties['MemorySize'] ?? 128);
    const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
    const made = localFunction({
      name,
      arn: Arn,
      ...handlerOf(resource, folder),
      timeoutSeconds: Number(properties['Timeout'] ?? 3),
      memoryMb,
      environment: {
        ...laptop.environment,
        LAMBDA_TASK_ROOT: folder,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        ...Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, laptop.metering?.past(String(value)) ?? String(value)])),
      },
      logFile: join(laptop.logs, `${name}.log`),
      warn: (line) => laptop.warn(line),
      metered: laptop.metering?.invoked,
    });
    laptop.functions.set(Arn, made);
    return { ref: name, name, attributes: { Arn } };
  },
};
