import { bringForm } from './bring-form.ts';
import { serveForm, tellHeight } from './serve-form.ts';

// One address does both: in our own page it serves the form that stands there, in another site's page it brings that page.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.dataset['own'] === undefined) bringForm(script);
else {
  const form = document.querySelector<HTMLFormElement>('#moked-form');
  if (form) serveForm(form);
  tellHeight();
}
