import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { GivenSettings } from '../domain/settings-check.ts';
import { readStoredSettings } from '../domain/settings.ts';
import type { Settings } from '../domain/settings.ts';
import type { Log } from '../log.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import { tableClient } from './clients.ts';
import { noticeIn } from './incidents.ts';
import { settingsKey } from './items.ts';

const KEPT_MS = 60_000;
/** A fault begins at any moment, and customers are told of it no longer once it is over. */
const NOTICE_MS = 1_000;

/** The company's settings, read at most once a minute, with the known fault of this moment; what nobody has set is as delivered. What is stored and not in force is logged by its place, once as long as it stays so. */
export function settings(table: string, now: Clock, log: Log): ReadSettings {
  let kept: { at: number; value: Settings } | undefined;
  let noticed: { at: number; notice: Settings['incident']; value: Settings } | undefined;
  let told = '';
  const stored = async (): Promise<Settings> => {
    if (kept && now() - kept.at < KEPT_MS) return kept.value;
    const found = await tableClient().send(new GetCommand({ TableName: table, Key: settingsKey }));
    const { settings: value, notInForce } = readStoredSettings(found.Item?.['settings']);
    const places = notInForce.join(', ');
    if (places !== told && places !== '') log('error', 'settings.notInForce', { key: places, count: notInForce.length });
    told = places;
    kept = { at: now(), value };
    return value;
  };
  return async () => {
    const value = await stored();
    if (!noticed || now() - noticed.at >= NOTICE_MS) noticed = { at: now(), notice: await noticeIn(table), value };
    const { notice } = noticed;
    // The same object as long as nothing is another: what is prepared from it is kept by it.
    if (notice === null) return value;
    if (noticed.value.incident !== notice) noticed.value = { ...value, incident: notice };
    return noticed.value;
  };
}

/** Puts all settings in place of those before. */
export async function storeSettings(table: string, value: Settings): Promise<void> {
  await tableClient().send(new PutCommand({ TableName: table, Item: { ...settingsKey, settings: GivenSettings.parse(value) } }));
}
