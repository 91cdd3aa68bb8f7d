/** What an expression of the template may ask for. */
export interface Scope {
  reference(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): unknown;
  mappings: Record<string, Record<string, Record<string, unknown>>>;
}

/** The value of `AWS::NoValue`: the property is not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, scope: Scope) => unknown;

const list = (value: unknown, name: string): unknown[] => {
  if (!Array.isArray(value)) throw new Error(`${name} wants a list`);
  return value;
};
const text = (value: unknown, name: string): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${name} wants text`);
};

function getAtt(argument: unknown, scope: Scope): unknown {
  const [logicalId, ...rest] = typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt');
  return scope.attribute(text(logicalId, 'Fn::GetAtt'), rest.map((part) => text(resolveValue(part, scope), 'Fn::GetAtt')).join('.'));
}

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : (list(argument, 'Fn::Sub') as [unknown, Record<string, unknown>]);
  return text(template, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (variables && Object.hasOwn(variables, name)) return text(resolveValue(variables[name], scope), 'Fn::Sub');
    return text(name.includes('.') ? getAtt(name, scope) : scope.reference(name), 'Fn::Sub');
  });
}

const FUNCTIONS: Record<string, Evaluate> = {
  Ref: (argument, scope) => scope.reference(text(argument, 'Ref')),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, 'Fn::Join');
    return list(resolveValue(parts, scope), 'Fn::Join').map((part) => text(part, 'Fn::Join')).join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(argument, 'Fn::Select');
    const chosen = list(resolveValue(values, scope), 'Fn::Select')[Number(resolveValue(index, scope))];
    if (chosen === undefined) throw new Error(`Fn::Select: there is no element ${String(index)}`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, value] = list(argument, 'Fn::Split');
    return text(resolveValue(value, scope), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(argument, 'Fn::FindInMap').map((part) => text(resolveValue(part, scope), 'Fn::FindInMap'));
    const found = scope.mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    if (found === undefined) throw new Error(`Fn::FindInMap: nothing at ${map}.${first}.${second}`);
    return found;
  },
  'Fn::If': (argument, scope) => {
    const [name, then, otherwise] = list(argument, 'Fn::If');
    return resolveValue(scope.condition(text(name, 'Fn::If')) ? then : otherwise, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, 'Fn::Equals').map((part) => resolveValue(part, scope));
    return String(left) === String(right);
  },
  'Fn::Not': (argument, scope) => !resolveValue(list(argument, 'Fn::Not')[0], scope),
  'Fn::And': (argument, scope) => list(argument, 'Fn::And').every((part) => Boolean(resolveValue(part, scope))),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or').some((part) => Boolean(resolveValue(part, scope))),
  'Fn::Base64': (argument, scope) => Buffer.from(text(resolveValue(argument, scope), 'Fn::Base64')).toString('base64'),
  Condition: (argument, scope) => scope.condition(text(argument, 'Condition')),
};

/** A value of the template with its intrinsic functions carried out. Throws for a function that is not known. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolveValue(entry, scope)).filter((entry) => entry !== NO_VALUE);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? ['', undefined];
  if (entries.length === 1 && Object.hasOwn(FUNCTIONS, name)) {
    return (FUNCTIONS[name] as Evaluate)(argument, scope);
  }
  if (entries.length === 1 && name.startsWith('Fn::')) throw new Error(`${name} is not known to the local engine`);
  const resolved: Record<string, unknown> = {};
  for (const [key, entry] of entries) {
    const inner = resolveValue(entry, scope);
    if (inner !== NO_VALUE) resolved[key] = inner;
  }
  return resolved;
}

/** The logical ids and parameters that a value refers to. */
export function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (entry: unknown): void => {
    if (Array.isArray(entry)) entry.forEach(visit);
    else if (entry !== null && typeof entry === 'object') {
      for (const [key, argument] of Object.entries(entry)) {
        if (key === 'Ref' && typeof argument === 'string') found.add(argument);
        if (key === 'Fn::GetAtt') found.add(String(Array.isArray(argument) ? argument[0] : argument).split('.')[0] ?? '');
        if (key === 'Fn::Sub') {
          const template = Array.isArray(argument) ? argument[0] : argument;
          for (const match of String(template).matchAll(/\$\{([^!}.]+)[^}]*\}/g)) found.add(match[1] ?? '');
        }
        visit(argument);
      }
    }
  };
  visit(value);
  return found;
}
