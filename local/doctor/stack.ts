import type { Template } from '../template.ts';
import { ServiceRefused, membersIn, valueIn, type Services } from './services.ts';

export interface DeployedResource { logicalId: string; type: string; physicalId: string }

/** What CloudFormation knows of a deployment. */
export interface Stack {
  name: string;
  status: string;
  changedAt: number | null;
  outputs: Record<string, string>;
  resources: DeployedResource[];
  template: Template;
}

/** The stack of that name; undefined when there is none. */
export async function stackNamed(name: string, { query }: Pick<Services, 'query'>): Promise<Stack | undefined> {
  let described: string;
  try {
    described = await query('cloudformation', 'DescribeStacks', { StackName: name });
  } catch (error) {
    if (error instanceof ServiceRefused && error.name === 'ValidationError' && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
  const resources: DeployedResource[] = [];
  for (let token: string | undefined; ;) {
    const page = await query('cloudformation', 'ListStackResources', { StackName: name, ...(token ? { NextToken: token } : {}) });
    resources.push(...membersIn(page, 'StackResourceSummaries').map((member) => ({ logicalId: valueIn(member, 'LogicalResourceId') ?? '', type: valueIn(member, 'ResourceType') ?? '', physicalId: valueIn(member, 'PhysicalResourceId') ?? '' })));
    token = valueIn(page, 'NextToken');
    if (!token) break;
  }
  const template = await query('cloudformation', 'GetTemplate', { StackName: name });
  const changed = valueIn(described, 'LastUpdatedTime') ?? valueIn(described, 'CreationTime');
  return {
    name, resources, status: valueIn(described, 'StackStatus') ?? 'unknown', changedAt: changed === undefined ? null : Date.parse(changed),
    outputs: Object.fromEntries(membersIn(described, 'Outputs').map((member) => [valueIn(member, 'OutputKey') ?? '', valueIn(member, 'OutputValue') ?? ''])),
    template: JSON.parse(valueIn(template, 'TemplateBody') ?? '{"Resources":{}}') as Template,
  };
}

export const ofType = ({ resources }: Stack, type: string): DeployedResource[] => resources.filter((resource) => resource.type === type);

/** A resource as the template asks for it; undefined when it has none of that type. */
export function asked({ template }: Stack, type: string): Record<string, unknown> | undefined {
  return Object.values(template.Resources).find((resource) => resource.Type === type)?.Properties;
}

/** The physical id behind a Ref of the template; a plain text is itself. */
export function resolved({ resources }: Stack, value: unknown): string {
  if (typeof value === 'string') return value;
  const id = (value as { Ref?: string; 'Fn::GetAtt'?: [string, string] } | undefined)?.Ref ?? (value as { 'Fn::GetAtt'?: [string, string] } | undefined)?.['Fn::GetAtt']?.[0];
  return resources.find(({ logicalId }) => logicalId === id)?.physicalId ?? '';
}
