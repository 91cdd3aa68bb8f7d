import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';
import { MemoryDocuments, MemoryPresence } from '../support/memory-office.ts';
import { MemoryIncidents } from '../support/memory-incidents.ts';
import { MemoryPosts } from '../support/memory-posts.ts';
import { MemoryModerations } from '../../local/faults/memory-moderations.ts';
import { MemorySendings, TableSendings } from '../../local/faults/memory-sendings.ts';
import { plannedSending } from '../../shared/domain/acknowledgement.ts';
import { someCase } from '../support/make-case.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { casesContract } from './cases.contract.ts';
import { deskContract } from './desk.contract.ts';
import { incidentsContract } from './incidents.contract.ts';
import { officeContract } from './office.contract.ts';
import { platformContract } from './platform.contract.ts';
import { moderationsContract, publicItem } from './moderations.contract.ts';
import { revisionContract } from './revision.contract.ts';
import { postsContract } from './posts.contract.ts';
import { sendingsContract } from './sendings.contract.ts';

casesContract('the memory of the tests', () => ({ store: new MemoryCases() }));
revisionContract('the memory of the tests', () => ({ store: new MemoryCases() }));

deskContract('the memory of the tests', () => {
  const store = new MemoryCases();
  return { store, desk: new MemoryDesk(store) };
});
officeContract('the memory of the tests', () => ({ documents: new MemoryDocuments(), presence: new MemoryPresence() }));

incidentsContract('the memory of the tests', () => new MemoryIncidents());

platformContract('the memory of the tests', () => {
  const store = new MemoryCases();
  return { store, desk: new MemoryDesk(store), sendings: new MemorySendings(store) };
});

moderationsContract('the memory of the tests', () => {
  const store = new MemoryCases();
  return { cases: store, desk: new MemoryDesk(store), moderations: new MemoryModerations(store), item: async () => publicItem(store) };
});

const owners = new MemoryPosts();
postsContract('the memory of the tests', () => owners);

let number = 300_000_000;
sendingsContract('the memory of the tests', () => {
  const sendings = new MemorySendings();
  return {
    sendings,
    plan: async (words) => {
      const place = { kind: 'acknowledgement', caseNumber: String(++number) } as const;
      sendings.plan(place, `ack-${number}`, SUNDAY_MORNING);
      if (words !== undefined) sendings.of(place).words = words;
      return place;
    },
    answered: async (place) => { sendings.answer(place, SUNDAY_MORNING); },
  };
});

sendingsContract('the memory of the simulation, where the table has them', () => {
  const table = new MemoryCases();
  return {
    sendings: new TableSendings(table),
    plan: async (words) => {
      const caseNumber = String(++number);
      await table.putCase(someCase(caseNumber, { acknowledgement: { ...plannedSending(`ack-${caseNumber}`, SUNDAY_MORNING), ...(words === undefined ? {} : { words }) } }));
      return { kind: 'acknowledgement', caseNumber };
    },
    answered: async (place) => { if (place.kind === 'acknowledgement') table.cases.get(place.caseNumber)!.answeredAt = SUNDAY_MORNING; },
  };
});
