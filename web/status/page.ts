import { directionOf, type Direction } from '../../shared/domain/direction.ts';
import { attachments } from '../form/attachments.ts';
import { filled, type Words } from '../form/words.ts';

const pageDirection: Direction = document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr';

// What is typed is read from the side that its letters ask for.
for (const area of document.querySelectorAll('textarea')) {
  const turn = (): void => { area.dir = directionOf(area.value, pageDirection); };
  area.addEventListener('input', turn);
  turn();
}

/** Sends details with their files, and shows the page anew once they have arrived; what was typed is kept until then. */
function serve(form: HTMLFormElement): void {
  const words = JSON.parse(form.dataset['words'] ?? '{}') as Words;
  const text = form.querySelector<HTMLTextAreaElement>('#moked-text')!;
  const wrong = form.querySelector('#moked-text-wrong')!;
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]')!;
  const files = attachments(form, words);
  form.noValidate = true;

  function busy(said: string | null): void {
    button.setAttribute('aria-disabled', String(said !== null));
    button.textContent = said ?? words['send']!;
  }

  function complain(key: string, said: string): void {
    const ofFiles = key === 'tooManyFiles' || key === 'fileTooLarge' || key === 'fileMissing';
    files.complain(ofFiles ? said : '');
    wrong.textContent = ofFiles ? '' : said;
    if (!ofFiles && said !== '') text.focus();
  }

  async function send(): Promise<void> {
    const submission = form.querySelector<HTMLInputElement>('input[name="submission"]')!.value;
    busy(files.waiting() ? words['uploading']! : words['sending']!);
    const sent = await files.send(submission, document.documentElement.lang);
    if ('trouble' in sent) {
      complain(sent.trouble.key, sent.trouble.text);
      return;
    }
    busy(words['sending']!);
    const answer = await fetch(form.action, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ submission, text: text.value, files: sent.files }) });
    if (answer.status === 201) {
      location.assign(form.dataset['done']!);
      return;
    }
    const { error } = await answer.json() as { error: { key: string; values: Record<string, string> } };
    if (error.key === 'fileMissing') files.forget();
    complain(error.key, error.values['text'] ?? words['failed']!);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    const characters = Number(form.dataset['characters']);
    const problem = text.value.trim() === '' ? 'textMissing' : [...text.value].length > characters ? 'textTooLong' : undefined;
    complain('', '');
    if (problem) complain(problem, filled(words[problem]!, { max: String(characters) }));
    else send().catch(() => complain('failed', words['failed']!)).finally(() => busy(null));
  });
}

const form = document.querySelector<HTMLFormElement>('#moked-form');
if (form) serve(form);
