import { afterAll, beforeAll } from '@jest/globals';
import { notices } from '../../shared/aws/notices.ts';
import { MemoryNotices } from '../support/memory-notices.ts';
import { startTable } from '../support/table-server.ts';
import { noticesContract } from './notices.contract.ts';

const TABLE = 'moked-notices';
let server: { stop: () => Promise<void> };
beforeAll(async () => { server = await startTable(TABLE); }, 30_000);
afterAll(async () => server.stop());

noticesContract('the table', () => notices(TABLE));
noticesContract('the memory of the tests', () => new MemoryNotices());
