import * as z from 'zod';

export type Values = Record<string, unknown>;
export type Ask = (question: string, isSecret: boolean) => Promise<string>;

const isLoopback = (value: unknown): boolean => typeof value === 'string' && URL.canParse(value) && ['127.0.0.1', 'localhost'].includes(new URL(value).hostname);

/** Of a connection's settings the addresses on this machine: where stand-ins play the platform. */
export const standInsOf = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => isLoopback(value)));

const shapeOf = (schema: z.ZodType): Record<string, z.ZodType> => (schema instanceof z.ZodObject ? schema.shape : {});
const isNeeded = (schema: z.ZodType): boolean => !schema.safeParse(undefined).success;
const isSecret = (name: string): boolean => /secret|token|password/i.test(name);

/** Asks for everything that a channel needs and has no default; a list is asked for until its first question is left empty. */
export async function askFor(schema: z.ZodType, ask: Ask, before = ''): Promise<Values> {
  const values: Values = {};
  for (const [name, field] of Object.entries(shapeOf(schema)).filter(([, field]) => isNeeded(field))) {
    if (field instanceof z.ZodArray) values[name] = await askForList(field.element as z.ZodType, ask, name);
    else values[name] = await ask(`${before}${name}: `, isSecret(name));
  }
  return values;
}

async function askForList(element: z.ZodType, ask: Ask, name: string): Promise<Values[]> {
  const [first = ''] = Object.entries(shapeOf(element)).filter(([, field]) => isNeeded(field)).map(([field]) => field);
  const found: Values[] = [];
  for (;;) {
    const place = `${name} ${found.length + 1}, `;
    const key = await ask(`${place}${first}${found.length > 0 ? ' (empty: no more)' : ''}: `, isSecret(first));
    if (key === '') return found;
    found.push({ ...await askFor(element, async (question, secret) => (question === `${place}${first}: ` ? key : ask(question, secret)), place), [first]: key });
  }
}

/** A secret that is replaced stays in force beside the new one, where the channel has a place for it: deliveries under way are signed with it. */
export function keepFormerSecrets(schema: z.ZodType, before: Values, change: Values): Values {
  const kept: Values = {};
  for (const name of Object.keys(change)) {
    const former = `previous${name[0]!.toUpperCase()}${name.slice(1)}`;
    if (former in shapeOf(schema) && !(former in change) && before[name] !== undefined && before[name] !== '' && before[name] !== change[name]) kept[former] = before[name];
  }
  return kept;
}

/** Where fields are missing or wrong: their names and what would be right, never what was given. */
export function problemsIn(schema: z.ZodType, values: Values): string[] {
  const read = schema.safeParse(values);
  const unknown = Object.keys(values).filter((name) => !(name in shapeOf(schema))).map((name) => `${name}: there is no such setting`);
  if (read.success) return unknown;
  return [...unknown, ...read.error.issues.map(({ path, code, ...rest }) => {
    const field = path.join('.') || 'settings';
    if (code === 'invalid_type') return `${field}: missing, or not of the kind ${(rest as { expected?: string }).expected}`;
    return `${field}: ${code === 'custom' ? (rest as { message: string }).message : 'not valid'}`;
  })];
}

export const namesOf = (schema: z.ZodType): string[] => Object.keys(shapeOf(schema));
