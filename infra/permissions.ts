import type { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { parameterPrefix } from './deployment.ts';

export const allow = (actions: string[], resources: string[]): PolicyStatement => new PolicyStatement({ effect: Effect.ALLOW, actions, resources });

/**
 * Reading exactly these of the deployment's parameters, which `npm run deploy` makes before the stack, since a template cannot
 * hold a secret. They are encrypted with AWS's own key for SSM, which asks for no permission besides.
 */
export function readParameters(stack: Stack, stage: string, ...names: ('key' | 'oidc' | 'sign-in' | 'alerts' | `channels/${string}`)[]): PolicyStatement {
  const prefix = parameterPrefix(stage).slice(1);
  return allow(['ssm:GetParameter'], names.map((name) => stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: `${prefix}/${name}` })));
}
