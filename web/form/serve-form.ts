import { directionOf, type Direction } from '../../shared/domain/direction.ts';
import { attachments } from './attachments.ts';
import { filled, type Words } from './words.ts';

interface Done { number: string; when: string; email: string | null }
interface Trouble { error: { key: string; values: Record<string, string> } }

const FIELDS: Record<string, 'email' | 'text' | 'files'> = { emailMissing: 'email', emailInvalid: 'email', textMissing: 'text', textTooLong: 'text', fileTooLarge: 'files', tooManyFiles: 'files', fileMissing: 'files' };

const page = document.documentElement;

/** Sends without leaving the page, with files, and keeps what was typed until it has arrived. */
export function serveForm(form: HTMLFormElement): void {
  const words = JSON.parse(form.dataset['words'] ?? '{}') as Words;
  const field = (name: string): HTMLInputElement | HTMLTextAreaElement => form.querySelector(`#moked-${name}`)!;
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]')!;
  const pageDirection: Direction = page.dir === 'rtl' ? 'rtl' : 'ltr';
  form.noValidate = true;
  const files = attachments(form, words);

  for (const name of ['subject', 'text']) {
    const turn = (): void => { field(name).dir = directionOf(field(name).value, pageDirection); };
    field(name).addEventListener('input', turn);
    turn();
  }
  for (const name of ['email', 'text']) field(name).addEventListener('input', () => {
    field(name).removeAttribute('aria-invalid');
    form.querySelector(`#moked-${name}-wrong`)!.textContent = '';
  });

  function complain(key: string, text: string): void {
    const name = FIELDS[key];
    for (const other of ['email', 'text']) {
      form.querySelector(`#moked-${other}-wrong`)!.textContent = name === other ? text : '';
      if (name === other) field(other).setAttribute('aria-invalid', 'true');
      else field(other).removeAttribute('aria-invalid');
    }
    files.complain(name === 'files' ? text : '');
    form.querySelector('#moked-wrong')!.textContent = name ? '' : text;
    if (name && name !== 'files') field(name).focus();
  }

  // The server decides; what is plain is said without asking it.
  function plainly(): string | undefined {
    const email = field('email').value.trim();
    if (email === '') return 'emailMissing';
    if (!/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(email)) return 'emailInvalid';
    if (field('text').value.trim() === '') return 'textMissing';
    return [...field('text').value].length > Number(form.dataset['characters']) ? 'textTooLong' : undefined;
  }

  function busy(text: string | null): void {
    button.setAttribute('aria-disabled', String(text !== null));
    button.textContent = text ?? words['send']!;
  }

  async function send(): Promise<void> {
    const value = (name: string): string => new FormData(form).get(name) as string;
    const submission = value('submission');
    busy(files.waiting() ? words['uploading']! : words['sending']!);
    const sent = await files.send(submission, value('lang'));
    if ('trouble' in sent) {
      complain(sent.trouble.key, sent.trouble.text);
      return;
    }
    busy(words['sending']!);
    const body = JSON.stringify({ ...Object.fromEntries(['submission', 'lang', 'name', 'email', 'subject', 'text', 'website', 'ref'].map((name) => [name, value(name)])), files: sent.files });
    const answer = await fetch('/form', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const said = await answer.json() as Done | Trouble;
    if (answer.status === 201) {
      thank(form, words, said as Done);
      return;
    }
    const { key, values } = (said as Trouble).error;
    // Uploads are forgotten after a while: these files are sent anew with the next attempt.
    if (key === 'fileMissing') files.forget();
    complain(key, values['text'] ?? words['failed']!);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    const wrong = plainly();
    complain('', '');
    if (wrong) {
      complain(wrong, filled(words[wrong]!, { max: form.dataset['characters']! }));
      return;
    }
    send().catch(() => complain('failed', words['failed']!)).finally(() => busy(null));
  });
}

function thank(form: HTMLFormElement, words: Words, { number, when, email }: Done): void {
  const make = (tag: string, ...children: (Node | string)[]): HTMLElement => {
    const made = document.createElement(tag);
    made.append(...children);
    return made;
  };
  const values: Record<string, string> = { number, when, ...(email === null ? {} : { email }) };
  const line = (template: string): HTMLElement => make('p', ...template.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part;
    const shown = make('bdi', values[name] ?? '');
    if (name !== 'when') shown.dir = 'ltr';
    if (name === 'number') shown.className = 'number';
    return shown;
  }));
  const again = make('a', words['another']!) as HTMLAnchorElement;
  // A reference leads here once.
  const anew = new URL(location.href);
  anew.searchParams.delete('ref');
  again.href = anew.href;
  const section = make('section', make('h2', words['done']!), line(words['doneNumber']!), line(words['doneWhen']!), line(email === null ? words['doneKeep']! : words['doneMail']!), make('p', again));
  Object.assign(section, { id: 'moked-done', className: 'done', tabIndex: -1 });
  section.setAttribute('role', 'status');
  form.replaceWith(section);
  section.focus();
}

/** Only the page around us learns anything, and only how high we are. */
export function tellHeight(): void {
  if (parent === window) return;
  const main = document.querySelector('main')!;
  new ResizeObserver(() => parent.postMessage({ mokedFormHeight: main.getBoundingClientRect().height }, '*')).observe(main);
}
