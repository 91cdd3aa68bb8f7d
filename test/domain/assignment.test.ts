import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assign, takesByAnswering } from '../../shared/domain/assignment.ts';
import type { AgentOnDuty, Need } from '../../shared/domain/assignment.ts';

const agent = (id: string, fields: Partial<AgentOnDuty> = {}): AgentOnDuty => ({ id, skills: ['billing'], languages: ['he', 'en'], presence: 'here', capacity: 10, open: 0, lastBusyAt: null, ...fields });
const need = (fields: Partial<Need> = {}): Need => ({ skills: [], team: null, language: 'he', formerAgent: null, ...fields });

describe('who answers a case', () => {
  it.each<[string, string | null, Partial<Parameters<typeof takesByAnswering>[1]>, boolean, boolean]>([
    ['has it, when nobody had it', null, {}, true, true], ['leaves it to who has it', 'avi', {}, true, false], ['does not take it where the settings say so', null, {}, false, false],
    ['by one text to many does not take it', null, { toMany: true }, true, false], ['by the product is nobody', null, { byProduct: true }, true, false],
  ])('%s', (_, assignee, answer, byAnswering, takes) => {
    expect(takesByAnswering({ assignee }, { byProduct: false, toMany: false, ...answer }, { byAnswering })).toBe(takes);
  });
});

describe('a new case', () => {
  it.each<[string, Need, AgentOnDuty[], string | null, string]>([
    ['goes to who knows its topic', need({ skills: ['faults'] }), [agent('noa'), agent('avi', { skills: ['faults'] })], 'avi', 'onlyOneEligible'],
    ['in Hebrew goes to who reads Hebrew', need(), [agent('noa', { languages: ['en'] }), agent('avi')], 'avi', 'onlyOneEligible'],
    ['in English goes to who reads English', need({ language: 'en' }), [agent('noa', { languages: ['he'] }), agent('avi')], 'avi', 'onlyOneEligible'],
    ['goes to who has room', need(), [agent('noa', { open: 10 }), agent('avi', { open: 9 })], 'avi', 'onlyOneWithCapacity'],
    ['goes to the least loaded', need(), [agent('noa', { open: 4 }), agent('avi', { open: 3 })], 'avi', 'leastLoaded'],
    ['counts load as a share of what one can hold', need(), [agent('noa', { open: 2, capacity: 4 }), agent('avi', { open: 3, capacity: 10 })], 'avi', 'leastLoaded'],
    ['goes to who has been idle longest', need(), [agent('noa', { lastBusyAt: 20 }), agent('avi', { lastBusyAt: 10 })], 'avi', 'longestIdle'],
    ['goes first to who had none today', need(), [agent('noa', { lastBusyAt: 20 }), agent('avi')], 'avi', 'longestIdle'],
    ['of a customer who comes back goes to the same agent, however busy', need({ formerAgent: 'avi' }), [agent('noa'), agent('avi', { open: 10 })], 'avi', 'returningCustomer'],
    ['of a customer whose agent is on a break goes to another', need({ formerAgent: 'avi' }), [agent('noa'), agent('avi', { presence: 'break' })], 'noa', 'onlyOneEligible'],
    ['of a customer whose agent does not read this language goes to another', need({ formerAgent: 'avi' }), [agent('noa'), agent('avi', { languages: ['en'] })], 'noa', 'onlyOneEligible'],
    ['that nobody has the skill for stays', need({ skills: ['faults'] }), [agent('noa')], null, 'nobodyWithSkill'],
    ['that nobody can read stays', need({ language: 'en' }), [agent('noa', { languages: ['he'] })], null, 'nobodyWithLanguage'],
    ['stays while all are away', need(), [agent('noa', { presence: 'away' })], null, 'nobodyHere'],
    ['stays while all desks are full', need(), [agent('noa', { open: 10 }), agent('avi', { open: 12 })], null, 'everybodyFull'],
    ['stays where nobody works', need(), [], null, 'nobodyHere'],
  ])('%s', (_, wanted, agents, who, because) => {
    expect(assign(wanted, agents)).toMatchObject({ agent: who, because });
  });

  it('is given to the same agent whatever the order of the list', () => {
    const many = fc.array(fc.record({ open: fc.nat(5), lastBusyAt: fc.option(fc.nat(3)), capacity: fc.nat(5) }), { maxLength: 8 });
    expect(() => fc.assert(fc.property(many, (fields) => {
      const agents = fields.map((one, i) => agent(`a${i}`, one));
      return assign(need(), agents).agent === assign(need(), agents.toReversed()).agent;
    }), { seed: 3 })).not.toThrow();
  });

  it('is never given to a full desk, when the customer is new', () => {
    const many = fc.array(fc.record({ open: fc.nat(5), capacity: fc.nat(5) }), { maxLength: 8 });
    expect(() => fc.assert(fc.property(many, (fields) => {
      const agents = fields.map((one, i) => agent(`a${i}`, one));
      const given = agents.find(({ id }) => id === assign(need(), agents).agent);
      return given === undefined || given.open < given.capacity;
    }), { seed: 3 })).not.toThrow();
  });
});
