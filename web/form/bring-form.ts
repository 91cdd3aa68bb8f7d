const LEAST_HEIGHT = 480;

/**
 * The form within another site's page: `<script src="https://…/form/embed.js" data-lang="he" async></script>` puts a frame
 * where the script stands, or into the element that `data-into` names. The frame tells how high it is; nothing else passes.
 */
export function bringForm(script: HTMLScriptElement): void {
  const { lang, into, title } = script.dataset;
  const address = new URL('/form', script.src);
  address.searchParams.set('embedded', '');
  const language = lang ?? document.documentElement.lang.slice(0, 2);
  if (language) address.searchParams.set('lang', language);
  const frame = document.createElement('iframe');
  frame.src = address.href;
  frame.title = title ?? (language === 'he' ? 'טופס פנייה' : 'Contact form');
  frame.style.cssText = `display:block;inline-size:100%;border:0;block-size:${LEAST_HEIGHT}px`;
  frame.setAttribute('scrolling', 'no');
  addEventListener('message', ({ origin, source, data }: MessageEvent<{ mokedFormHeight?: unknown } | null>) => {
    if (origin !== address.origin || source !== frame.contentWindow) return;
    const height = data?.mokedFormHeight;
    if (typeof height === 'number' && height > 0 && height < 20_000) frame.style.blockSize = `${Math.ceil(height)}px`;
  });
  const place = into === undefined ? null : document.querySelector(into);
  if (place) place.append(frame);
  else script.after(frame);
}
