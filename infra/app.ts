import { App } from 'aws-cdk-lib';
import { readDeployment } from './deployment.ts';
import { MokedStack } from './moked-stack.ts';

// A wrong setting or a missing function is told in its sentence; a stack trace of the framework would bury it.
try {
  const app = new App({ analyticsReporting: false });
  new MokedStack(app, readDeployment((name) => app.node.tryGetContext(name)));
  app.synth();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
