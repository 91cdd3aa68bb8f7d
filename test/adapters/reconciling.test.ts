import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cases } from '../../shared/aws/cases.ts';
import { objects } from '../../shared/aws/objects.ts';
import { queue, queuesClient } from '../../shared/aws/queues.ts';
import { deliveries, originalsList } from '../../shared/aws/reconciling.ts';
import { deliveryOutcomes, queueAddress, waitingIn } from '../../shared/aws/replaying.ts';
import { readNotification } from '../../shared/channels/email/notification.ts';
import { reconcile } from '../../shared/steps/reconcile.ts';
import { startBuckets } from '../support/bucket-server.ts';
import { startTable } from '../support/table-server.ts';

const TABLE = 'moked-reconciling';
const HOUR = 3_600_000;
let table: { stop: () => Promise<void> };
let buckets: Awaited<ReturnType<typeof startBuckets>>;
let bucket: string;
let runs = 0;
let told: string[];
let later: number;

beforeAll(async () => {
  table = await startTable(TABLE);
  buckets = await startBuckets();
}, 30_000);
afterAll(async () => {
  queuesClient().destroy();
  await buckets.stop();
  await table.stop();
});
beforeEach(async () => {
  bucket = `moked-reconciling-${++runs}`;
  buckets.stores.s3.createBucket(bucket);
  [told, later] = [[], 2 * HOUR];
  // As if nobody had looked yet.
  await deliveries(TABLE).keepWalk({ from: 0, until: Date.now() - HOUR, after: null });
});

const arrive = async (...ids: string[]): Promise<void> => { for (const id of ids) await objects(bucket).put(`raw/${id}`, Buffer.from('From: dana@customer.example\r\n\r\nשלום'), 'message/rfc822'); };
const now = (): number => Date.now() + later;
const look = async (list = originalsList(bucket)): Promise<number> => reconcile({
  originals: list, deliveries: deliveries(TABLE), now, log: () => undefined,
  mail: { send: async (entries) => { told.push(...entries.map((entry) => readNotification(JSON.stringify(entry))!.deliveryId)); } },
})(now() + HOUR);

describe('mails that lie in the bucket', () => {
  it('while nobody told of them are told of, once; those that something became of are not', async () => {
    await arrive('told-1', 'untold-1', 'untold-2', 'AMAZON_SES_SETUP_NOTIFICATION');
    await objects(bucket).put('parts/told-1/0', Buffer.from('x'), 'text/plain');
    await cases(TABLE).noteDeliveries([{ deliveryId: 'told-1', outcome: 'quarantined', key: 'raw/told-1', at: Date.now() }]);
    expect([await look(), told]).toEqual([2, ['untold-1', 'untold-2']]);
    later += HOUR;
    expect([await look(), told.length]).toEqual([0, 2]);
    expect(await deliveries(TABLE).unknown(['untold-1', 'told-1', 'never-there'])).toEqual(['never-there']);
  });

  it('are known by what became of them, and what waits in the queues is counted', async () => {
    await cases(TABLE).noteDeliveries([{ deliveryId: 'became-1', outcome: 'duplicate', key: 'raw/became-1', at: Date.now(), message: 'of-another' }]);
    expect(await deliveryOutcomes(TABLE).outcomes(['became-1', 'never-there'])).toEqual(new Map([['became-1', { outcome: 'duplicate', message: 'of-another' }]]));
    process.env['AWS_ENDPOINT_URL_SQS'] = buckets.stores.url;
    const url = `${buckets.stores.url}/000000000000/moked-test-mail`;
    buckets.stores.sqs.createQueue('moked-test-mail', url, 'arn:aws:sqs:eu-west-1:000000000000:moked-test-mail', {});
    const address = await queueAddress('moked-test-mail');
    await queue(address).send([{ one: 1 }]);
    await queue(address).send([{ hidden: 2 }], { delaySeconds: 60 });
    expect(await waitingIn(address)).toBe(2);
    await expect(queueAddress('moked-test-none')).rejects.toThrow(/does not exist|NonExistent/i);
  });

  it('are given an hour to be told of', async () => {
    await arrive('fresh-1');
    later = HOUR / 2;
    expect(await look()).toBe(0);
    later = 2 * HOUR;
    expect([await look(), told]).toEqual([1, ['fresh-1']]);
  });

  it('are told of again when the queue did not take them', async () => {
    await arrive('lost-1');
    const failing = reconcile({ originals: originalsList(bucket), deliveries: deliveries(TABLE), now, log: () => undefined, mail: { send: async () => { throw new Error('no queue'); } } });
    await expect(failing(now() + HOUR)).rejects.toThrow('no queue');
    expect([await look(), told]).toEqual([1, ['lost-1']]);
  });

  it('are looked at page by page, and on from there in the next hour', async () => {
    const all = Array.from({ length: 7 }, (_, place) => `many-${place}`);
    await arrive(...all);
    const whole = originalsList(bucket);
    const pages: (string | null)[] = [];
    // Two to a page, and time for two pages.
    const small = { list: async (after: string | null) => {
      pages.push(after);
      if (pages.length % 2 === 0) later += 3 * HOUR;
      const { originals, more } = await whole.list(after);
      return { originals: originals.slice(0, 2), more: more || originals.length > 2 };
    } };
    expect([await look(small), await look(small), told]).toEqual([4, 3, all]);
    expect(pages).toEqual([null, 'raw/many-1', 'raw/many-3', 'raw/many-5']);
  });
});
