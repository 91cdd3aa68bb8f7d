import { App } from 'aws-cdk-lib';
import { readDeployment } from './deployment.ts';
import { MokedStack } from './moked-stack.ts';

// Flags stand here and not in cdk.json, so that the laptop, which runs this file itself, gets the very template that is deployed.
const FLAGS = {
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  // What CloudFormation would refuse fails here, offline.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};

// A wrong setting or a missing function is told in its sentence; a stack trace of the framework would bury it.
try {
  const app = new App({ analyticsReporting: false, context: FLAGS });
  const deployment = readDeployment((name) => app.node.tryGetContext(name));
  new MokedStack(app, deployment);
  // The validator takes longer than everything else, and a laptop creates nothing in CloudFormation.
  if (deployment.stage === 'local') process.env['CDK_VALIDATION'] = 'false';
  app.synth();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
