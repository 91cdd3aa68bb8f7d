import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmRoom } from './alarms.ts';
import { Console } from './console.ts';
import { Counting } from './counting.ts';
import type { Deployment } from './deployment.ts';
import { Doors } from './doors.ts';
import { Form } from './form.ts';
import { Pipeline } from './pipeline.ts';
import { Privacy } from './privacy.ts';
import { SignIn } from './sign-in.ts';
import { SocialDoors } from './social-doors.ts';
import { Status } from './status.ts';
import { Storage } from './storage.ts';
import { Telling } from './telling.ts';

/** One deployment of Moked. */
export class MokedStack extends Stack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, `moked-${deployment.stage}`, {
      env: { region: deployment.region },
      description: `Moked (${deployment.stage}): one inbox for social-care teams`,
      terminationProtection: deployment.lasting,
    });
    const { stage, lasting } = deployment;
    Tags.of(this).add('moked', stage);

    const alarms = new AlarmRoom(this, 'Alarms', { stage, email: deployment.alarmEmail, watches: lasting || deployment.alarmEmail !== null });
    const storage = new Storage(this, 'Storage', { stage, lasting });
    const given = { deployment, alarms, storage };
    const pipeline = new Pipeline(this, 'Pipeline', given);
    const doors = new Doors(this, 'Doors', { ...given, inbound: pipeline.inbound });
    const console = new Console(this, 'Console', { ...given, mail: doors.mail, inbound: pipeline.inbound, outbox: pipeline.outbox });
    const { http } = console;
    pipeline.answersAt(http.apiEndpoint);
    // A laptop has a login of its own.
    if (deployment.oidc === null && stage !== 'local') new SignIn(this, 'SignIn', { deployment, http });
    const telling = new Telling(this, 'Telling', { ...given, outbox: pipeline.outbox });
    const counting = new Counting(this, 'Counting', { ...given, http });
    console.shows({ tally: counting.aside, tell: telling.aside });
    new SocialDoors(this, 'Social', { ...given, inbound: pipeline.inbound, http, notifying: counting.notifying });
    new Privacy(this, 'Privacy', { ...given, http });
    new Form(this, 'Form', { ...given, inbound: pipeline.inbound, http });
    new Status(this, 'Status', { ...given, inbound: pipeline.inbound, outbox: pipeline.outbox, http });

    for (const [key, value] of Object.entries({
      TableName: storage.table.tableName,
      BucketName: storage.bucket.bucketName,
      MailQueueUrl: doors.mail.queue.queueUrl,
      InboundQueueUrl: pipeline.inbound.queue.queueUrl,
      OutboxQueueUrl: pipeline.outbox.queue.queueUrl,
    })) new CfnOutput(this, key, { value });
  }
}
