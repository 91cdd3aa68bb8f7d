import { useEffect, useRef, useState } from 'react';
import { directionOf } from '../../shared/domain/direction.ts';
import type { Language } from '../../shared/domain/message.ts';
import { useConsole } from '../console-context.tsx';
import { linkShown } from '../link-shown.ts';
import { Dialog } from './dialog.tsx';

const HIGHEST = 4_000;

/** A mail in its own design, in a frame without an origin: no network, no scripts of its own, links only after a look at where they go. */
export function MailFrame({ html, language, title, images: allowImages = false }: { html: string; language: Language; title: string; /** Whether pictures from elsewhere may be asked for. */ images?: boolean }) {
  const { t } = useConsole();
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(120);
  const [images, setImages] = useState(false);
  const [link, setLink] = useState<string>();
  useEffect(() => {
    const hear = (event: MessageEvent<{ ready?: true; height?: number; link?: string }>): void => {
      if (event.source !== frame.current?.contentWindow) return;
      if (event.data.ready) frame.current?.contentWindow?.postMessage({ html, direction: directionOf(html.replace(/<[^>]*>/g, ' '), language === 'he' ? 'rtl' : 'ltr') }, '*');
      if (typeof event.data.height === 'number') setHeight(Math.min(HIGHEST, event.data.height + 4));
      if (typeof event.data.link === 'string') setLink(event.data.link);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [html, language, images]);
  const target = link === undefined ? undefined : linkShown(link);
  return (
    <div className="mail-frame">
      {allowImages && !images && /<img[^>]+src=["']?https?:/i.test(html) ? <button type="button" className="button small" onClick={() => setImages(true)}>{t('mail.showImages')}</button> : null}
      <iframe ref={frame} key={String(images)} src={images ? '/frame-images.html' : '/frame.html'} sandbox="allow-scripts" title={title} style={{ blockSize: height }} referrerPolicy="no-referrer" />
      {link === undefined ? null : (
        <Dialog title={t('mail.linkTitle')} onClose={() => setLink(undefined)}>
          <div className="dialog-body">
            <p>{t(target ? 'mail.linkGoes' : 'mail.linkRefused')}</p>
            <p className="link-target"><bdi dir="ltr">{target?.href ?? link}</bdi></p>
            {target?.host ? <p>{t('mail.linkHost')} <strong><bdi dir="ltr">{target.host}</bdi></strong></p> : null}
            <div className="dialog-acts">
              <button type="button" className="button" onClick={() => setLink(undefined)}>{t('act.cancel')}</button>
              {target ? <a className="button main" href={target.href} target="_blank" rel="noopener noreferrer" onClick={() => setLink(undefined)}>{t('mail.linkOpen')}</a> : null}
            </div>
          </div>
        </Dialog>
      )}
    </div>
  );
}
