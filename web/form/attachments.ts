import { filled, type Words } from './words.ts';

interface Ticket { url: string; fields: Record<string, string> }
export interface SentFile { place: number; name: string; type: string }
type Sent = { files: SentFile[] } | { trouble: { key: string; text: string } };

export interface Attachments {
  /** Whether anything is still to be sent. */
  waiting(): boolean;
  /** Puts every file where the server says, and names them. */
  send(submission: string, language: string): Promise<Sent>;
  forget(): void;
  complain(text: string): void;
}

const MEGABYTE = 1024 * 1024;

function shownSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < MEGABYTE ? `${Math.round(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** The list of files that go with the message. Each keeps its place, so that one that has arrived is not sent twice. */
export function attachments(form: HTMLFormElement, words: Words): Attachments {
  const box = form.querySelector<HTMLElement>('#moked-attach');
  const most = Number(form.dataset['files']);
  const largest = Number(form.dataset['bytes']);
  const chosen: (File | null)[] = [];
  const arrived = new Set<number>();
  if (!box) return { waiting: () => false, send: async () => ({ files: [] }), forget: () => undefined, complain: () => undefined };
  const list = box.querySelector('#moked-list')!;
  const picker = box.querySelector<HTMLInputElement>('#moked-files')!;
  const complain = (text: string): void => { box.querySelector('#moked-files-wrong')!.textContent = text; };

  function draw(): void {
    list.replaceChildren(...chosen.flatMap((file, place) => {
      if (!file) return [];
      const item = document.createElement('li');
      const name = document.createElement('span');
      const isolated = document.createElement('bdi');
      const size = document.createElement('bdi');
      // A number and an ending after a Hebrew name would change places.
      const [tail = ''] = /[A-Za-z0-9_-]*\.[A-Za-z0-9]{1,8}$/.exec(file.name) ?? [];
      const ending = document.createElement('bdi');
      ending.dir = 'ltr';
      ending.textContent = tail;
      isolated.append(file.name.slice(0, file.name.length - tail.length), ending);
      size.textContent = shownSize(file.size);
      size.className = 'quiet';
      name.append(isolated, ' ', size);
      const remove = document.createElement('button');
      remove.type = 'button';
      remove.textContent = '×';
      remove.setAttribute('aria-label', filled(words['remove']!, { file: file.name }));
      remove.addEventListener('click', () => {
        chosen[place] = null;
        arrived.delete(place);
        complain('');
        draw();
        picker.focus();
      });
      item.append(name, remove);
      return [item];
    }));
  }

  picker.addEventListener('change', () => {
    complain('');
    for (const file of picker.files ?? []) {
      if (file.size > largest) {
        complain(filled(words['fileTooLarge']!, { file: file.name, max: String(Math.floor(largest / MEGABYTE)) }));
        continue;
      }
      const free = Array.from({ length: most }, (_, place) => place).find((place) => !chosen[place]);
      if (free === undefined) {
        complain(filled(words['tooManyFiles']!, { max: String(most) }));
        break;
      }
      chosen[free] = file;
    }
    picker.value = '';
    draw();
  });
  box.hidden = false;

  async function put(file: File, { url, fields }: Ticket): Promise<void> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', file);
    // The bucket belongs to another origin and says nothing to us; whether the file is there the form's own door checks.
    await fetch(url, { method: 'POST', mode: 'no-cors', body });
  }

  return {
    complain,
    waiting: () => chosen.some((file, place) => file && !arrived.has(place)),
    forget: () => arrived.clear(),
    async send(submission, language) {
      const open = chosen.flatMap((file, place) => (file && !arrived.has(place) ? [{ file, place }] : []));
      if (open.length > 0) {
        const answer = await fetch(form.dataset['uploads'] ?? '/form/uploads', {
          method: 'POST', headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ submission, lang: language, files: chosen.map((file) => ({ name: file?.name ?? '', size: file?.size ?? 0 })) }),
        });
        const said = await answer.json() as { uploads: Ticket[]; error?: { key: string; values: Record<string, string> } };
        if (said.error) return { trouble: { key: said.error.key, text: said.error.values['text'] ?? words['failed']! } };
        for (const { file, place } of open) {
          await put(file, said.uploads[place]!);
          arrived.add(place);
        }
      }
      return { files: chosen.flatMap((file, place) => (file ? [{ place, name: file.name, type: file.type }] : [])) };
    },
  };
}
