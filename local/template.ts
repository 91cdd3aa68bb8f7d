import { NO_VALUE, referencesIn, resolveValue, type Scope } from './intrinsics.ts';

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
}

export interface Template {
  Resources: Record<string, TemplateResource>;
  Parameters?: Record<string, { Type: string; Default?: string }>;
  Mappings?: Scope['mappings'];
  Conditions?: Record<string, unknown>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
}

export const ACCOUNT = '000000000000';

/** A resource as the engine made it: what `Ref` and `Fn::GetAtt` answer. */
export interface Made {
  ref: string;
  attributes?: Record<string, string>;
}

/** Where a template's expressions find their values; `made` grows while resources come into being. */
export function scopeOf(template: Template, stack: { name: string; region: string }, made: Map<string, Made>): Scope {
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': stack.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${ACCOUNT}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };
  const scope: Scope = {
    mappings: template.Mappings ?? {},
    reference(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters?.[name];
      if (parameter) {
        if (parameter.Default === undefined) throw new Error(`The template's parameter ${name} has no default value.`);
        return parameter.Type.startsWith('List<') || parameter.Type === 'CommaDelimitedList' ? parameter.Default.split(',') : parameter.Default;
      }
      const resource = made.get(name);
      if (!resource) throw new Error(`The template refers to ${name}, which is not there.`);
      return resource.ref;
    },
    attribute(logicalId, name) {
      const value = made.get(logicalId)?.attributes?.[name];
      if (value === undefined) throw new Error(`The template asks for ${name} of ${logicalId}, which the local engine does not have.`);
      return value;
    },
    condition(name) {
      const expression = template.Conditions?.[name];
      if (expression === undefined) throw new Error(`The template has no condition ${name}.`);
      return resolveValue(expression, scope);
    },
  };
  return scope;
}

/** The resources that exist, each after everything it refers to. */
export function inOrder(template: Template, scope: Scope): [string, TemplateResource][] {
  const resources = Object.entries(template.Resources).filter(([, resource]) => resource.Condition === undefined || Boolean(scope.condition(resource.Condition)));
  const byId = new Map(resources);
  const done = new Set<string>();
  const ordered: [string, TemplateResource][] = [];
  const visit = (logicalId: string, path: string[]): void => {
    const resource = byId.get(logicalId);
    if (!resource || done.has(logicalId)) return;
    if (path.includes(logicalId)) throw new Error(`The template's resources refer to each other in a circle: ${[...path, logicalId].join(' -> ')}.`);
    const needed = [...referencesIn(resource.Properties), ...[resource.DependsOn ?? []].flat()];
    for (const other of needed) visit(other, [...path, logicalId]);
    done.add(logicalId);
    ordered.push([logicalId, resource]);
  };
  for (const [logicalId] of resources) visit(logicalId, []);
  return ordered;
}
