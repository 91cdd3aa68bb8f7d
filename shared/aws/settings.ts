import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { GivenSettings } from '../domain/settings-check.ts';
import { readStoredSettings } from '../domain/settings.ts';
import type { Settings } from '../domain/settings.ts';
import type { Log } from '../log.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import { tableClient } from './clients.ts';
import { settingsKey } from './items.ts';

const KEPT_MS = 60_000;

/** The company's settings, read at most once a minute; what nobody has set is as delivered. What is stored and not in force is logged by its place, once as long as it stays so. */
export function settings(table: string, now: Clock, log: Log): ReadSettings {
  let kept: { at: number; value: Settings } | undefined;
  let told = '';
  return async () => {
    if (kept && now() - kept.at < KEPT_MS) return kept.value;
    const found = await tableClient().send(new GetCommand({ TableName: table, Key: settingsKey }));
    const { settings: value, notInForce } = readStoredSettings(found.Item?.['settings']);
    const places = notInForce.join(', ');
    if (places !== told && places !== '') log('error', 'settings.notInForce', { key: places, count: notInForce.length });
    told = places;
    kept = { at: now(), value };
    return value;
  };
}

/** Puts all settings in place of those before. */
export async function storeSettings(table: string, value: Settings): Promise<void> {
  await tableClient().send(new PutCommand({ TableName: table, Item: { ...settingsKey, settings: GivenSettings.parse(value) } }));
}
