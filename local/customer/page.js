// The page /customer: no framework, nothing from elsewhere. Texts are put in as text, never as mark-up.
const WAYS = { email: ['message'], facebook: ['message', 'comment', 'post', 'mention'], instagram: ['message', 'comment', 'mention'], x: ['message', 'comment', 'mention', 'post'], linkedin: ['comment', 'mention'] };
const EVERY_MS = 1_000;

const WORDS = await (await fetch('/customer/words.json')).json();
const POSTS = await (await fetch('/customer/posts')).json();
const $ = (selector) => document.querySelector(selector);

const state = {
  language: localStorage.getItem('customer.language') ?? (navigator.language.startsWith('en') ? 'en' : 'he'),
  key: localStorage.getItem('customer.key') ?? freshKey(),
  name: localStorage.getItem('customer.name') ?? '',
  place: 'email', way: 'message', answers: null, shown: '',
};

function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => (byte % 36).toString(36)).join('');
}

const word = (name) => WORDS[state.language][name] ?? name;

// By counting letters: a line that begins with an order number stays Hebrew.
function directionOf(text) {
  const hebrew = (text.match(/[\u0590-\u06ff]/g) ?? []).length;
  const letters = (text.match(/\p{L}/gu) ?? []).length;
  return letters === 0 ? (state.language === 'he' ? 'rtl' : 'ltr') : hebrew / letters >= 0.3 ? 'rtl' : 'ltr';
}

function element(tag, text = '', attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Each line by its own letters; a case number is never torn apart.
function linesOf(text) {
  return text.split('\n').map((line) => {
    const made = element('span', '', { class: 'line', dir: directionOf(line) });
    for (const [place, part] of line.split(/(\b\d{3}-\d{3}-\d{3}\b)/).entries()) made.append(place % 2 ? element('span', part, { class: 'number' }) : part);
    return made;
  });
}

function paragraph(text, attributes = {}) {
  const made = element('p', '', attributes);
  made.append(...linesOf(text));
  return made;
}

function keep() {
  for (const name of ['language', 'key', 'name']) localStorage.setItem(`customer.${name}`, state[name]);
}

function drawWords() {
  document.documentElement.lang = state.language;
  document.documentElement.dir = state.language === 'he' ? 'rtl' : 'ltr';
  document.title = `Moked · ${word('title')}`;
  for (const each of document.querySelectorAll('[data-word]')) each.textContent = word(each.dataset.word);
  const other = $('#language');
  other.textContent = word('otherLanguage');
  other.lang = state.language === 'he' ? 'en' : 'he';
  other.dir = state.language === 'he' ? 'ltr' : 'rtl';
  if (!state.name) state.name = word('firstName');
  $('#name').value = state.name;
  $('#address').textContent = `${state.key}@customer.example`;
}

function drawForm() {
  $('#places').replaceChildren(...Object.keys(WAYS).map((place) => {
    const tab = element('button', word(place), { type: 'button', role: 'tab', 'aria-selected': String(place === state.place) });
    tab.addEventListener('click', () => {
      Object.assign(state, { place, way: WAYS[place][0], answers: null, shown: '' });
      draw();
    });
    return tab;
  }));
  const ways = WAYS[state.place].map((way) => {
    const label = element('label');
    const radio = element('input', '', { type: 'radio', name: 'way', value: way });
    radio.checked = way === state.way;
    radio.addEventListener('change', () => {
      state.way = way;
      drawForm();
    });
    label.append(radio, element('span', word(way)));
    return label;
  });
  $('#ways').replaceChildren($('#ways legend'), ...ways);
  $('#ways').hidden = ways.length === 1;
  const post = state.way === 'comment' ? POSTS[state.place] : undefined;
  $('#post').hidden = post === undefined;
  $('#post blockquote').replaceChildren(...linesOf(post ?? ''));
  $('#answering').hidden = state.answers === null;
  $('#answering bdi').textContent = state.answers?.subject ?? '';
  $('#subject-line').hidden = state.place !== 'email' || state.answers !== null;
  $('#hint').textContent = state.place === 'x' && state.way === 'post' ? word('polled') : '';
  $('#text').dir = directionOf($('#text').value);
}

function drawLine(line, _place, all) {
  const item = element('li', '', line.mine ? { class: 'mine' } : {});
  const head = element('div', '', { class: 'head' });
  const time = new Intl.DateTimeFormat(state.language === 'he' ? 'he-IL' : 'en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(line.at);
  head.append(element('b', word(line.mine ? 'me' : 'company')), element('span', word(line.private ? 'private' : 'public')), element('time', time, { dir: 'ltr' }));
  if (line.hidden) head.append(element('mark', word('hidden')));
  item.append(head);
  const under = all.find(({ id }) => id === line.under);
  if (under) item.append(paragraph(under.text.split('\n')[0].slice(0, 120), { class: 'under' }));
  if (line.subject) item.append(paragraph(line.subject, { class: 'subject' }));
  for (const each of line.text.trim().split(/\n{2,}/)) item.append(paragraph(each));
  if (line.mail) {
    const foot = element('div', '', { class: 'foot' });
    const reply = element('button', word('reply'), { type: 'button' });
    reply.addEventListener('click', () => {
      state.answers = { to: line.mail.to, messageId: line.mail.messageId, subject: line.subject.startsWith('Re:') ? line.subject : `Re: ${line.subject}` };
      drawForm();
      $('#text').focus();
    });
    foot.append(reply, element('a', word('asSent'), { href: line.mail.link }));
    item.append(foot);
  }
  return item;
}

async function look() {
  const answer = await fetch(`/customer/story?person=${state.key}`);
  if (!answer.ok) return;
  const lines = (await answer.json()).filter(({ place }) => place === state.place);
  const shown = JSON.stringify([state.language, state.place, lines]);
  if (shown === state.shown) return;
  state.shown = shown;
  $('#story').replaceChildren(...lines.toReversed().map(drawLine));
  $('#nothing').hidden = lines.length > 0;
}

function draw() {
  keep();
  drawWords();
  drawForm();
  void look();
}

async function write(event) {
  event.preventDefault();
  const [text, subject, button, problem] = [$('#text'), $('#subject'), $('#write .main'), $('#problem')];
  problem.textContent = '';
  button.disabled = true;
  const body = JSON.stringify({ person: { key: state.key, name: state.name }, place: state.place, way: state.way, text: text.value, subject: subject.value, answers: state.answers });
  const answer = await fetch('/customer/acts', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => ({ ok: false }));
  button.disabled = false;
  if (!answer.ok) {
    problem.textContent = word('problem');
    return;
  }
  text.value = '';
  subject.value = '';
  state.answers = null;
  draw();
}

$('#write').addEventListener('submit', (event) => void write(event));
$('#text').addEventListener('input', () => { $('#text').dir = directionOf($('#text').value); });
$('#fresh').addEventListener('click', () => {
  state.answers = null;
  drawForm();
});
$('#name').addEventListener('change', () => {
  state.name = $('#name').value.trim() || word('firstName');
  draw();
});
$('#another').addEventListener('click', () => {
  Object.assign(state, { key: freshKey(), shown: '' });
  draw();
});
$('#language').addEventListener('click', () => {
  const unnamed = state.name === word('firstName');
  state.language = state.language === 'he' ? 'en' : 'he';
  if (unnamed) state.name = word('firstName');
  draw();
});
// Who has stopped the engine sees the last story until it answers again.
setInterval(() => { if (!document.hidden) look().catch((error) => console.warn(error)); }, EVERY_MS);
draw();
