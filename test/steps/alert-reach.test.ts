import { describe, expect, it } from '@jest/globals';
import { estimatedReach } from '../../shared/steps/alert-facts.ts';

describe('the reach of a rise', () => {
  it('counts the followers of each author once, however often they wrote', () => {
    expect(estimatedReach([{ author: 'x dana', followers: 300 }, { author: 'x dana', followers: 300 }, { author: 'x moshe', followers: 100 }], 2)).toBe(400);
  });

  it('is as much more as there are authors whom we did not read', () => {
    expect(estimatedReach([{ author: 'x dana', followers: 300 }, { author: 'x moshe', followers: 100 }], 20)).toBe(4000);
  });

  it('says nothing where no platform tells of followers', () => {
    expect(estimatedReach([{ author: 'facebook dana', followers: undefined }], 5)).toBeNull();
  });
});
