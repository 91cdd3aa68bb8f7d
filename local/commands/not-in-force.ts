import type { Log } from '../../shared/log.ts';

/** What is stored of the settings and does not fit, said to whoever runs a command. */
export const sayNotInForce: Log = (_level, _event, fields) => console.error(`Stored settings that do not fit and are not in force, what is as delivered stands in for them: ${fields?.key ?? ''}`);
