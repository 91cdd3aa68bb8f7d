/** The page's words, as `shared/text/form.ts` has them. */
export type Words = Record<string, string>;

/** Puts values into a text; a placeholder without a value stays. */
export const filled = (template: string, values: Record<string, string>): string => template.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
