import { about, ok, warn, type Finding, type Look, type StageSeen } from './seen.ts';
import { answers, channels, queuesMove } from './stage-checks.ts';

/** How an engine on this machine looks. */
export interface LaptopSeen extends Pick<StageSeen, 'stage' | 'now' | 'queues' | 'key' | 'secrets' | 'health' | 'api'> {
  pid: number;
  smtp: string;
  functions: Look<{ name: string; invocations: number; errors: number; timeouts: number }[]>;
}

/** What can be said of a laptop: what AWS would have beside has no meaning here. */
export function examineLaptop(seen: LaptopSeen): Finding[] {
  return [
    ok(`An engine runs here, process ${seen.pid}; its mail server is ${seen.smtp}.`),
    ...queuesMove(seen.queues),
    ...about('The functions', seen.functions, (all) => {
      const failing = all.filter(({ errors }) => errors > 0);
      return [failing.length > 0 ? warn(`Failed since the start: ${failing.map(({ name, errors, invocations }) => `${name} ${errors} of ${invocations}`).join(', ')}.`, 'See their files in the data directory\'s logs.') : ok(`None of ${all.length} functions has failed.`)];
    }),
    ...channels(seen, null),
    ...answers(seen.api),
  ];
}
