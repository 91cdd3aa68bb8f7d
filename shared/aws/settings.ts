import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { GivenSettings } from '../domain/settings-check.ts';
import { storedSettings } from '../domain/settings.ts';
import type { Settings } from '../domain/settings.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import { tableClient } from './clients.ts';
import { settingsKey } from './items.ts';

const KEPT_MS = 60_000;

/** The company's settings, read at most once a minute; what nobody has set is as delivered. */
export function settings(table: string, now: Clock): ReadSettings {
  let kept: { at: number; value: Settings } | undefined;
  return async () => {
    if (kept && now() - kept.at < KEPT_MS) return kept.value;
    const found = await tableClient().send(new GetCommand({ TableName: table, Key: settingsKey }));
    const value = storedSettings(found.Item?.['settings']);
    kept = { at: now(), value };
    return value;
  };
}

/** Puts all settings in place of those before. */
export async function storeSettings(table: string, value: Settings): Promise<void> {
  await tableClient().send(new PutCommand({ TableName: table, Item: { ...settingsKey, settings: GivenSettings.parse(value) } }));
}
