import { afterAll, beforeAll } from '@jest/globals';
import { cases } from '../../shared/aws/cases.ts';
import { channelState } from '../../shared/aws/channel-state.ts';
import { MemoryChannelState } from '../../local/faults/memory-channel-state.ts';
import { startTable } from '../support/table-server.ts';
import { channelStateContract } from './channel-state.contract.ts';

const TABLE = 'moked-connections';
let server: { stop: () => Promise<void> };

beforeAll(async () => { server = await startTable(TABLE); }, 30_000);
afterAll(async () => server.stop());

channelStateContract('the table', () => ({
  state: channelState(TABLE), wait: (pending) => cases(TABLE).putLookUp(pending),
  // A copy of its own each time: one copy writes once a minute.
  note: (channel, inbox, at) => cases(TABLE).noteEvent(channel, inbox, at),
}));

channelStateContract('the memory of the tests', () => {
  const state = new MemoryChannelState();
  return {
    state, wait: async (pending) => { state.waiting.push(pending); },
    note: async (channel, inbox, at) => { state.events.set(`${channel} ${inbox}`, Math.max(at, state.events.get(`${channel} ${inbox}`) ?? 0)); },
  };
});
