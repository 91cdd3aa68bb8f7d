// Runs inside the sandboxed frame, which has no origin, no network and no way out but these messages.
interface Shown { html: string; direction: 'rtl' | 'ltr' }

const tell = (message: { height: number } | { link: string } | { ready: true }): void => { parent.postMessage(message, '*'); };

addEventListener('message', (event: MessageEvent<Shown>) => {
  if (event.source !== parent || typeof event.data?.html !== 'string') return;
  document.body.dir = event.data.direction;
  // Scripts in it do not run: text that becomes mark-up this way is inert, and the policy allows our own file only.
  document.body.innerHTML = event.data.html;
});

addEventListener('click', (event) => {
  const link = (event.target as Element | null)?.closest?.('a[href]');
  if (!link) return;
  event.preventDefault();
  tell({ link: link.getAttribute('href') ?? '' });
});

new ResizeObserver(() => tell({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) })).observe(document.documentElement);
tell({ ready: true });
