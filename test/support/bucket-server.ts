import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CREDENTIALS } from '../../local/credentials.ts';
import { openStores, type Stores } from '../../local/servers/fauxqs.ts';
import { objectsClient } from '../../shared/aws/clients.ts';

/** Buckets in process, of this test file's own. The SDK's variables point at them. */
export async function startBuckets(): Promise<{ stores: Stores; stop: () => Promise<void> }> {
  const room = mkdtempSync(join(tmpdir(), 'moked-buckets-'));
  const stores = await openStores(room, 'eu-west-1', () => undefined);
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3: stores.url, AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey });
  return {
    stores,
    stop: async () => {
      objectsClient().destroy();
      await stores.close();
      rmSync(room, { recursive: true, force: true });
    },
  };
}
