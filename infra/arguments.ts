import { SETTINGS } from './deployment.ts';

export interface Arguments {
  context: Record<string, string>;
  /** Everything else, in order, for the CDK's own command. */
  others: string[];
}

/** Reads `-c name=value` (also `--context`, also joined by `=`); an Error names a setting that does not exist. */
export function readArguments(given: string[]): Arguments {
  const context: Record<string, string> = {};
  const others: string[] = [];
  for (let at = 0; at < given.length; at++) {
    const argument = given[at]!;
    const joined = /^(?:-c|--context)=(.+)$/s.exec(argument)?.[1];
    if (joined === undefined && argument !== '-c' && argument !== '--context') {
      others.push(argument);
      continue;
    }
    const setting = joined ?? given[++at] ?? '';
    const equals = setting.indexOf('=');
    if (equals < 1) throw new Error(`"${argument}" needs name=value, for example -c stage=prod`);
    const name = setting.slice(0, equals);
    if (!(SETTINGS as readonly string[]).includes(name)) throw new Error(`there is no setting "${name}"; there are ${SETTINGS.join(', ')}`);
    context[name] = setting.slice(equals + 1);
  }
  return { context, others };
}
