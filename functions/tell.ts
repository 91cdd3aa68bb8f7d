import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { contacts } from '../shared/aws/contacts.ts';
import { desk } from '../shared/aws/desk.ts';
import { documents } from '../shared/aws/documents.ts';
import { ledger } from '../shared/aws/ledger.ts';
import { incidents } from '../shared/aws/incidents.ts';
import { presence } from '../shared/aws/presence.ts';
import { searchIndex } from '../shared/aws/search.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { changesIn } from '../shared/aws/stream-told.ts';
import { telling } from '../shared/aws/telling.ts';
import { TellEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { assigning } from '../shared/steps/assign.ts';
import { linkingByWords } from '../shared/steps/incident-links.ts';
import { raisingRepeated } from '../shared/steps/repeated.ts';
import { tell } from '../shared/steps/tell.ts';
import type { TellDeps } from '../shared/steps/tell.ts';
import { coldStart, logOf, now } from './entry.ts';

/** The other reader of the table's stream. What fails comes again, halved, until the record that is to blame is alone. */
export function create(deps: TellDeps) {
  const step = tell(deps);
  return middy<DynamoDBStreamEvent, void>()
    .onError(({ error }) => { deps.log('error', 'batch.failed', { error }); })
    .handler(async (event) => step(changesIn(event.Records), event.Records[0]?.eventID ?? ''));
}

export const handler = coldStart(async () => {
  const { MOKED_TABLE: table, MOKED_BUCKET: bucket, MOKED_PARAMETERS } = readEnvironment(TellEnvironment);
  const id = deriveKey(await secrets(MOKED_PARAMETERS).key(), 'id');
  const shared = { contacts: contacts(table, id), keys: { id }, now, log: logOf('tell') };
  const office = { ...shared, store: desk(table), settings: settings(table, now, logOf('tell')) };
  const assign = assigning({ ...office, documents: documents(table), presence: presence(table) });
  return create({ ...shared, telling: telling(table, now), ledger: ledger(table), search: searchIndex({ table, bucket, now }), raiseRepeated: raisingRepeated(office), link: linkingByWords({ ...office, incidents: incidents(table) }), assign });
});
