import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import { functionNamed } from './http-api.ts';
import { arn, physicalName, refuseProperties, required, type Resource, type ResourceModule } from './resource.ts';

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** A rate begins when its rule is made; nobody at a laptop wants to wait an hour to see what it does. */
const FIRST_AFTER_MS = 60_000;

/** Starts the clock of a schedule; answers with what stops it. Throws naming an expression that it cannot read. */
export function startClock(expression: string, run: () => void): () => void {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count && unit) {
    const every = Number(count) * UNITS[unit]!;
    let repeating: NodeJS.Timeout | undefined;
    const first = setTimeout(() => {
      repeating = setInterval(run, every);
      run();
    }, Math.min(every, FIRST_AFTER_MS));
    return () => {
      clearTimeout(first);
      clearInterval(repeating);
    };
  }
  const [, cron] = /^cron\((.+)\)$/.exec(expression) ?? [];
  if (cron === undefined) throw new Error(`The local engine cannot read the schedule ${expression}.`);
  // Without these options three of ten AWS expressions would mean something else.
  const job = new Cron(`0 ${cron}`, { alternativeWeekdays: true, sloppyRanges: true, timezone: 'UTC' }, run);
  return () => job.stop();
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function scheduledEvent(ruleArn: string, region: string): unknown {
  return { version: '0', id: randomUUID(), 'detail-type': 'Scheduled Event', source: 'aws.events', account: '000000000000', time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'), region, resources: [ruleArn], detail: {} };
}

function targetsOf(resource: Resource): { Arn: string }[] {
  const targets = (resource.properties['Targets'] ?? []) as Record<string, unknown>[];
  const lost = targets.flatMap((target) => Object.keys(target).filter((name) => !['Arn', 'Id', 'RetryPolicy'].includes(name)));
  if (lost.length > 0) throw new Error(`${resource.type} ${resource.logicalId}: the local engine does not carry out ${lost.join(', ')} of a target.`);
  return targets as { Arn: string }[];
}

/** What runs by the clock. */
export const schedule: ResourceModule = {
  types: ['AWS::Events::Rule'],
  make(resource, laptop) {
    refuseProperties(resource, ['EventPattern', 'EventBusName', 'RoleArn']);
    const name = physicalName(resource, laptop, resource.properties['Name']);
    const Arn = arn('events', laptop, `rule/${name}`);
    const expression = required(resource, 'ScheduleExpression');
    const functions = targetsOf(resource).map((target) => functionNamed(target.Arn, resource, laptop));
    for (const target of functions) {
      // A failure is in the function's own log already; the next turn comes by itself.
      const run = async (): Promise<boolean> => target.invoke(scheduledEvent(Arn, laptop.assembly.region)).then(() => true, () => false);
      laptop.schedules.set(target.spec.name, run);
      // Where calls are counted, what runs by the clock is run by whoever counts.
      if (resource.properties['State'] === 'DISABLED' || laptop.metering) continue;
      laptop.begin.push(() => {
        const stop = startClock(expression, () => void run());
        laptop.drain.push(async () => stop());
      });
    }
    return { ref: name, name, attributes: { Arn } };
  },
};
