import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

const AROUND = 8;

/** Rows of one height, of which only those in sight are there: ten thousand scroll like ten. */
export function VirtualList<T>({ items, height, keyOf, row, current, onEnd, onStep, label }: { items: T[]; height: number; keyOf: (item: T) => string; row: (item: T, index: number) => ReactNode; /** Kept in sight. */ current: number; onEnd: () => void; /** The arrow keys, within the list. */ onStep: (by: number) => void; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = (): void => setSeen({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const from = Math.max(0, Math.floor(seen.top / height) - AROUND);
  const to = Math.min(items.length, Math.ceil((seen.top + seen.height) / height) + AROUND);
  useEffect(() => { if (to >= items.length - AROUND) onEnd(); }, [to, items.length, onEnd]);
  useEffect(() => {
    const element = box.current;
    if (!element || current < 0) return;
    if (current * height < element.scrollTop) element.scrollTop = current * height;
    else if ((current + 1) * height > element.scrollTop + element.clientHeight) element.scrollTop = (current + 1) * height - element.clientHeight;
    // Whoever walks by the arrows stays in the list.
    if (element.contains(document.activeElement)) requestAnimationFrame(() => element.querySelector<HTMLElement>('[aria-current=true]')?.focus());
  }, [current, height]);
  return (
    <div className="virtual" ref={box} role="list" aria-label={label} onKeyDown={(event) => {
      const by = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0;
      if (by === 0) return;
      event.preventDefault();
      onStep(by);
    }}>
      <svg className="virtual-height" width="1" height={items.length * height} aria-hidden="true" />
      {items.slice(from, to).map((item, index) => (
        <div key={keyOf(item)} className="virtual-row" role="listitem" aria-setsize={items.length} aria-posinset={from + index + 1} style={{ insetBlockStart: (from + index) * height, blockSize: height }}>{row(item, from + index)}</div>
      ))}
    </div>
  );
}
