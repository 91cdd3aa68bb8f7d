import { createHash } from 'node:crypto';

/** What happened, in order: its hash tells two runs apart, its lines tell a person. Long ids stand in it under short names. */
export class Trace {
  readonly lines: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #hash = createHash('sha256');

  name(id: string, name: string): void {
    this.#names.set(id, name);
  }

  named(id: string): string {
    return this.#names.get(id) ?? (id.length > 16 ? id.slice(0, 6) : id);
  }

  write(line: string): void {
    this.lines.push(line);
    this.#hash.update(line).update('\n');
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** The lines that speak of any of these, shortened in the middle. */
  about(names: string[], most = 60): string[] {
    const telling = names.length === 0 ? this.lines : this.lines.filter((line) => line.split(/[ /+:]/).some((word) => names.includes(word)));
    if (telling.length <= most) return telling;
    return [...telling.slice(0, most / 3), `… ${telling.length - most} lines …`, ...telling.slice(telling.length - (most * 2) / 3)];
  }

  /** The ids within a call's arguments, under their names. */
  told(value: unknown): string {
    if (typeof value === 'string') return this.named(value);
    if (Array.isArray(value)) return value.slice(0, 4).map((one) => this.told(one)).filter(Boolean).join('+');
    if (typeof value !== 'object' || value === null) return '';
    return FIELDS.flatMap((field) => { const told = field in value ? this.told(value[field as keyof typeof value]) : ''; return told === '' ? [] : [told]; }).join('/');
  }
}

const FIELDS = ['kind', 'thread', 'threads', 'id', 'messageId', 'messages', 'number', 'caseNumber', 'case', 'openedBy', 'key', 'status', 'state', 'place', 'plan', 'cases', 'after', 'heads', 'events', 'what', 'message', 'further', 'item'];
