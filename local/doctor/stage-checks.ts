import { receiving, sending } from './mail-checks.ts';
import { about, fail, ok, warn, type Finding, type StageSeen } from './seen.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Health looks every hour. */
const LOOKED_AT_WITHIN = 2 * HOUR;
const LATE_SECONDS = 15 * 60;
const DAYS_TOLD_BEFORE = 14;

export const ago = (at: number, now: number): string => {
  const minutes = Math.max(0, Math.round((now - at) / MINUTE));
  return minutes < 120 ? `${minutes} minutes ago` : minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours ago` : `${Math.round(minutes / 1_440)} days ago`;
};
const names = (list: { name: string }[]): string => list.map(({ name }) => name).join(', ');

function stack({ stack: { status, changedAt, resources }, now, stage }: StageSeen): Finding[] {
  const says = `The stack moked-${stage} is ${status}, ${resources} resources${changedAt === null ? '' : `, changed ${ago(changedAt, now)}`}.`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return [ok(says)];
  if (status === 'UPDATE_ROLLBACK_COMPLETE') return [warn(`${says} The last deployment failed, and the one before it is in force.`, 'See the stack\'s events, and deploy again.')];
  return [status.endsWith('_IN_PROGRESS') ? warn(says, 'A deployment is under way: look again when it is over.') : fail(says, 'See the stack\'s events in CloudFormation.')];
}

/** What is on its way: it moves, and nothing was given up. */
export function queuesMove(queues: StageSeen['queues']): Finding[] {
  return about('Queues', queues, (all) => {
    const dead = all.filter(({ isDeadLetters, waiting }) => isDeadLetters && waiting > 0);
    const late = all.filter(({ isDeadLetters, oldestSeconds }) => !isDeadLetters && (oldestSeconds ?? 0) > LATE_SECONDS);
    const waiting = all.filter(({ isDeadLetters }) => !isDeadLetters).reduce((sum, queue) => sum + queue.waiting, 0);
    return [
      ...dead.map(({ name, waiting: given }) => fail(`${given} were given up and lie in ${name}.`, 'See the function\'s log, mend the cause, then move them back (start-message-move-task). After 14 days they are gone.')),
      ...late.map(({ name, oldestSeconds }) => fail(`${name} stands still: its oldest message has waited ${Math.round(oldestSeconds! / 60)} minutes.`, 'See the log of the function behind it.')),
      ...(dead.length + late.length === 0 ? [ok(`The queues move (${waiting} waiting), and nothing was given up.`)] : []),
    ];
  });
}

function flow({ queues, mappings, schedules }: StageSeen): Finding[] {
  return [
    ...queuesMove(queues),
    ...about('What feeds the functions', mappings, (all) => {
      const off = all.filter(({ state }) => state !== 'Enabled');
      return [off.length > 0 ? fail(`Not fed: ${off.map(({ name, state }) => `${name} (${state})`).join(', ')}.`, 'Enable the event source mapping, or deploy again.') : ok(`All ${all.length} functions behind queues and stream are fed.`)];
    }),
    ...about('Schedules', schedules, (all) => {
      const off = all.filter(({ isOn }) => !isOn);
      return [off.length > 0 ? fail(`Switched off: ${names(off)}.`, 'Enable the rule in EventBridge, or deploy again.') : ok(`All ${all.length} schedules are on.`)];
    }),
  ];
}

/** The connections to platforms, by their secrets and by the last hourly look. */
export function channels({ key, secrets, health, now, stage }: Pick<StageSeen, 'key' | 'secrets' | 'health' | 'now' | 'stage'>, changedAt: number | null): Finding[] {
  const isNew = changedAt === null || now - changedAt < LOOKED_AT_WITHIN;
  return [
    ...about('The deployment\'s key', key, (isThere) => (isThere ? [ok('The deployment\'s key is there.')] : [fail('The deployment\'s key is gone: no function works without it.', `Restore the parameter /moked/${stage}/key. A new one would make every stored id unknown.`)])),
    ...about('The secrets of channels', secrets, (all) => {
      const [absent, wrong] = [all.filter((one) => one.is === 'absent'), all.filter((one) => one.is === 'wrong')];
      return [
        ...wrong.map(({ channel, problems }) => fail(`What ${channel} is connected with does not fit: ${problems.join('; ')}.`, `npm run -s connect -- ${channel}${stage === 'local' ? '' : ` --stage ${stage}`}`)),
        ...(absent.length < all.length ? [ok(`Connected: ${all.filter((one) => one.is === 'fits').map(({ channel }) => channel).join(', ') || 'none that fits'}.`)] : []),
        ...(absent.length > 0 ? [ok(`Not connected: ${absent.map(({ channel }) => channel).join(', ')}.`)] : []),
      ];
    }),
    ...about('The hourly look at connections', health, (checks) => {
      const connected = 'seen' in secrets ? secrets.seen.filter(({ is }) => is !== 'absent').map(({ channel }) => channel) : checks.filter((check) => check.connected).map(({ channel }) => channel);
      if (connected.length === 0) return [];
      const lookedAt = new Map(checks.filter(({ channel }) => connected.includes(channel)).map(({ channel, checkedAt }) => [channel, checkedAt]));
      const never = connected.filter((channel) => !lookedAt.has(channel));
      const old = [...lookedAt].filter(([, at]) => now - at > LOOKED_AT_WITHIN).map(([channel]) => channel);
      const [late, todo] = [isNew ? old : [...old, ...never], 'See the log of the function health.'];
      return [
        ...(late.length > 0 ? [fail(`Nobody has looked at ${late.join(', ')} for two hours: health does not run.`, todo)] : []),
        ...(isNew && never.length > 0 ? [warn(`Not looked at yet: ${never.join(', ')}.`, 'Health looks every hour: come back then.')] : []),
        ...(late.length + never.length === 0 ? [ok(`All connections were looked at, last ${ago(Math.min(...lookedAt.values()), now)}.`)] : []),
        ...checks.filter(({ channel }) => connected.includes(channel)).flatMap(({ channel, findings }) => findings.map((finding) => connectionFinding(channel, finding.key, finding.values))),
      ];
    }),
  ];
}

function connectionFinding(channel: string, key: string, values: Record<string, string>): Finding {
  const account = values['account'] === undefined ? '' : `, account ${values['account']}`;
  const todo = `See the console's page of channels; a new token goes in by npm run -s connect -- ${channel}.`;
  if (values['days'] === undefined) return (key === 'resubscribed' ? warn : fail)(`${channel}: ${key}${account}.`, todo);
  const days = Number(values['days']);
  const says = days <= 0 ? `${channel}: ${key}${account}: it has ended.` : `${channel}: ${key}${account}: it ends in ${days} days.`;
  return days <= 1 ? fail(says, todo) : days <= DAYS_TOLD_BEFORE ? warn(says, todo) : ok(says);
}

function watching({ alarms, alarmsExpected, now }: StageSeen): Finding[] {
  return about('Alarms', alarms, ({ all, hear, asked }) => {
    const ringing = all.filter(({ state }) => state === 'ALARM');
    return [
      ...ringing.map(({ description, since }) => fail(`Alarm${since === null ? '' : `, ${ago(since, now)}`}: ${description}`, 'See the log of what it names.')),
      ...(all.length > 0 && hear === 0 ? [fail('Alarms reach nobody.', asked > 0 ? 'Whoever was asked has to confirm by the link in the mail from AWS.' : 'Deploy with -c alarmEmail=….')] : []),
      ...(alarmsExpected === 0 ? [warn('This stage has no alarms.', 'Deploy with -c alarmEmail=… to have them.')]
        : all.length < alarmsExpected ? [fail(`Of ${alarmsExpected} alarms ${all.length} are there.`, 'Deploy again.')] : ringing.length === 0 ? [ok(`None of ${all.length} alarms rings.`)] : []),
    ];
  });
}

function keeping({ table, logs }: StageSeen): Finding[] {
  return [
    ...about('The table', table, ({ name, status, pointInTime, guarded }) => [
      status !== 'ACTIVE' ? fail(`The table ${name} is ${status}.`, 'See it in DynamoDB.')
        : pointInTime && guarded ? ok(`The table ${name} can be brought back as of any second, and is guarded against deletion.`)
          : warn(`The table ${name} ${pointInTime ? 'is not guarded against deletion' : 'cannot be brought back as of a time'}.`, 'Fine for a trial; a stage with customers has a name other than dev and test.'),
    ]),
    ...about('Logs', logs, (all) => {
      const endless = all.filter(({ days }) => days === null);
      return [endless.length > 0 ? warn(`Kept for ever: ${names(endless)}.`, 'Give the log group a retention, or deploy again.') : ok(`All ${all.length} logs are kept ${Math.max(...all.map(({ days }) => days ?? 0))} days.`)];
    }),
  ];
}

export function answers(look: StageSeen['api']): Finding[] {
  return about('The API', look, ({ address, status }) => [status >= 200 && status < 400 ? ok(`The console answers at ${address}`) : fail(`The console at ${address} answers ${status}.`, 'See the log of the function api.')]);
}

/** Everything there is to say about a deployment: able to receive, able to send, and whoever must hear of trouble will. */
export function examine(seen: StageSeen): Finding[] {
  return [...stack(seen), ...receiving(seen), ...sending(seen), ...flow(seen), ...channels(seen, seen.stack.changedAt), ...watching(seen), ...keeping(seen), ...answers(seen.api)];
}

/** Lines for a screen, in the order they were found. */
export function printed(findings: Finding[]): string[] {
  return findings.map(({ level, says, todo }) => `${level.padEnd(4)}  ${says}${todo === undefined ? '' : `\n      -> ${todo}`}`);
}
