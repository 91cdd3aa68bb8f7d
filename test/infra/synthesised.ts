import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../local/commands/synth.ts';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string[];
}
export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: unknown;
}
interface Metafile {
  outputs: Record<string, { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }>;
}

export const listOf = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** A synthesised stage, in a folder of its own, with the questions that its promises ask. */
export class Synthesised {
  readonly directory: string;
  readonly resources: Record<string, Resource>;
  readonly outputs: Record<string, unknown>;
  readonly #metafiles = new Map<string, Metafile>();

  constructor(context: Record<string, string> = {}) {
    this.directory = mkdtempSync(join(tmpdir(), 'moked-infra-'));
    const read = JSON.parse(readFileSync(synthesise(context, this.directory).template, 'utf8')) as { Resources: Record<string, Resource>; Outputs: Record<string, unknown> };
    this.resources = read.Resources;
    this.outputs = read.Outputs;
  }

  of(type: string): [string, Resource][] {
    return Object.entries(this.resources).filter(([, resource]) => resource.Type === type);
  }

  only(type: string): Resource {
    const found = this.of(type);
    if (found.length !== 1) throw new Error(`the template has ${found.length} of ${type}`);
    return found[0]![1];
  }

  /** Functions by the name of their file, with the statements of their role. */
  functions(): Map<string, { id: string; resource: Resource; statements: Statement[]; environment: Record<string, unknown> }> {
    return new Map(this.of('AWS::Lambda::Function').map(([id, resource]) => {
      const role = (resource.Properties['Role'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
      const policies = this.resources[role]!.Properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[];
      const environment = (resource.Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
      return [String(resource.Properties['Handler']).split('.')[0]!, { id, resource, statements: policies.flatMap((policy) => policy.PolicyDocument.Statement), environment }];
    }));
  }

  /** Actions and the texts of the resources that a function's role allows. */
  allowed(name: string): { action: string; resources: string[] }[] {
    return this.functions().get(name)!.statements.flatMap((statement) => listOf(statement.Action).map((action) => ({ action, resources: listOf(statement.Resource).map((one) => JSON.stringify(one)) })));
  }

  /** The files that are deployed for a function. */
  deployed(name: string): string[] {
    return readdirSync(join(this.directory, 'bundles', name), { recursive: true }).map(String);
  }

  /** What one bundled file is made of: the sources that left bytes in it. */
  ingredients(name: string, file = name): string[] {
    // Megabytes each, and every promise asks again.
    const meta = this.#metafiles.get(name) ?? JSON.parse(readFileSync(join(this.directory, 'bundles', `${name}.meta.json`), 'utf8')) as Metafile;
    this.#metafiles.set(name, meta);
    const output = Object.entries(meta.outputs).find(([path]) => path.endsWith(`/${file}.mjs`));
    if (!output) throw new Error(`${name} has no ${file}.mjs`);
    return Object.entries(output[1].inputs).filter(([, input]) => input.bytesInOutput > 0).map(([path]) => path);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
