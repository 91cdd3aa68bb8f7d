import type { Assembly } from '../assembly.ts';
import type { Invocation, LocalFunction } from '../invoker.ts';
import type { MailRules } from '../mail-rules.ts';
import type { Made } from '../template.ts';
import type { Database } from '../servers/dynoxide.ts';
import type { Stores } from '../servers/fauxqs.ts';
import type { Route } from '../servers/http-gateway.ts';
import type { Sending } from '../servers/ses.ts';
import type { Parameters } from '../servers/ssm.ts';

/** A resource of the template, its expressions carried out. */
export interface Resource {
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
}

/** Somebody who counts what functions do. */
export interface Metering {
  /** Comes between functions and services; answers with the addresses that functions are given. */
  between(endpoints: Record<string, string>): Promise<Record<string, string>>;
  /** An address of a service, as functions are given it: a queue's says itself where it is. */
  past(address: string): string;
  invoked(this: void, invocation: Invocation): void;
}

/** The servers and registers that resources come to live in. */
export interface Laptop {
  assembly: Assembly;
  /** Where the API answers; known before anything refers to it. */
  apiUrl: string;
  logs: string;
  database: Database;
  stores: Stores;
  sending: Sending;
  parameters: Parameters;
  /** By ARN and by name. */
  functions: Map<string, LocalFunction>;
  routes: Route[];
  integrations: Map<string, LocalFunction>;
  mailRules: MailRules;
  /** What runs by the clock, by its function's name, to be run at once; false when it failed. */
  schedules: Map<string, () => Promise<boolean>>;
  /** ARNs of the subscriptions that the template has; others are ended. */
  subscriptions: Set<string>;
  /** What functions find in their environment beside what the template says. */
  environment: Record<string, string>;
  metering: Metering | undefined;
  /** To be run once everything exists. */
  begin: (() => void)[];
  /** Stops taking in new work; resolves when what had begun is done. */
  drain: (() => Promise<void>)[];
  warn(line: string): void;
}

/** What came of it: the answers to `Ref` and `Fn::GetAtt`, and its physical name where that differs from `Ref`. */
export interface Built extends Made { name?: string }

/** One type, or one family of types, of the template. */
export interface ResourceModule {
  types: readonly string[];
  make(resource: Resource, laptop: Laptop): Promise<Built> | Built;
}

/** The name a resource gets when the template gives none: as CloudFormation, from the stack and the logical id. */
export function physicalName(resource: Resource, laptop: Laptop, given: unknown, longest = 64): string {
  if (typeof given === 'string' && given) return given;
  return `${laptop.assembly.stackName}-${resource.logicalId}`.slice(0, longest);
}

export const arn = (service: string, laptop: Laptop, rest: string): string => `arn:aws:${service}:${laptop.assembly.region}:000000000000:${rest}`;

/** A property that must be there. Throws naming the resource. */
export function required(resource: Resource, name: string): string {
  const value = resource.properties[name];
  if (typeof value !== 'string' || !value) throw new Error(`${resource.type} ${resource.logicalId}: ${name} is missing.`);
  return value;
}

/** Refuses properties whose meaning the engine would silently lose. */
export function refuseProperties(resource: Resource, names: string[]): void {
  for (const name of names) {
    if (resource.properties[name] !== undefined) throw new Error(`${resource.type} ${resource.logicalId}: the local engine does not carry out ${name}.`);
  }
}
