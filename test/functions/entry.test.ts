import { describe, expect, it } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { comeAgainIn, forQueue } from '../../functions/entry.ts';
import { TryLater } from '../../shared/errors.ts';

const failure = (fields: object): Error => Object.assign(new Error('no answer'), fields);

describe('a failure of AWS', () => {
  it.each([
    ['a call that timed out', { name: 'TimeoutError' }], ['a service that is away', { code: 'ECONNREFUSED' }], ['a line that broke', { code: 'ECONNRESET' }], ['a fault of its own', { name: 'InternalServerError', $fault: 'server' }],
    ['a table that says slow down', { name: 'ProvisionedThroughputExceededException', $fault: 'client' }], ['a bucket that says so', { name: 'SlowDown' }],
  ])('%s passes: whoever asked may come again', (_what, fields) => expect(comeAgainIn(failure(fields))).toBe(5));

  it.each([['a bug', {}], ['a right that is missing', { name: 'AccessDeniedException', $fault: 'client' }], ['a call that does not fit', { name: 'ValidationException', $fault: 'client' }]])('%s does not', (_what, fields) => expect(comeAgainIn(failure(fields))).toBeUndefined());

  it('of which somebody has said when to come again keeps its time', () => expect(comeAgainIn(new TryLater(60, 'slow down'))).toBe(60));

  it('behind a queue fails the whole batch as it is, since the poller backs off only then', async () => {
    const timeout = failure({ name: 'TimeoutError' });
    const record = { messageId: 'm', receiptHandle: 'r', body: '{}', attributes: { ApproximateReceiveCount: '1' } };
    await expect(forQueue('record', async () => { throw timeout; })({ Records: [record] } as unknown as SQSEvent, {} as Context)).rejects.toBe(timeout);
  });
});
