import { describe, expect, it } from '@jest/globals';
import { readDeployment } from '../../infra/deployment.ts';
import { statusPage } from '../../infra/status.ts';

const stage = (name: string) => readDeployment((setting) => ({ stage: name, domain: 'care.company.example' })[setting as string]);

describe('the status page of a stage', () => {
  it.each([['prod', 'customers'], ['acceptance', 'customers'], ['dev', 'trial'], ['local', 'trial']])('%s is for %s: only a trial goes without an accessibility statement', (name, whom) => {
    expect(statusPage(stage(name), 'https://api.example')).toEqual({ MOKED_STATUS_ADDRESS: 'https://api.example', MOKED_STATUS_FOR: whom });
  });
});
