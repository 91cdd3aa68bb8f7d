import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { CountPoint } from '../../shared/api-shapes/figures.ts';
import { useConsole } from '../console-context.tsx';
import { exactTime, number, shortTime } from '../format.ts';

interface Props { points: CountPoint[]; label: string; height?: number; marks?: number[] }

// A canvas knows no variables: the colours are asked of elements that have them.
export function coloursOf(element: HTMLElement): { line: string; band: string; text: string; grid: string; mark: string } {
  const ask = (name: string): string => {
    element.style.color = `var(--${name})`;
    return getComputedStyle(element).color;
  };
  const found = { line: ask('chart-line'), band: ask('chart-band'), text: ask('quiet'), grid: ask('line'), mark: ask('bad') };
  element.style.color = '';
  return found;
}

/** Counts over time against what is usual. Time runs from left to right in both languages, as clocks and tables of it do. */
export default function Chart({ points, label, height = 180, marks = [] }: Props) {
  const { t, language, timeZone, theme } = useConsole();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current!;
    const colours = coloursOf(element);
    const axis = { stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false }, font: '12px Heebo, sans-serif' };
    const times = points.map(({ at }) => at / 1000);
    const plot = new uPlot({
      width: element.clientWidth, height, legend: { show: false }, cursor: { drag: { x: false, y: false } },
      scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] } },
      bands: [{ series: [2, 1], fill: colours.band }],
      series: [{}, { stroke: 'transparent', points: { show: false } }, { stroke: 'transparent', points: { show: false } }, { stroke: colours.line, width: 2, points: { show: false } }],
      axes: [{ ...axis, size: 32, values: (_, splits) => splits.map((at) => shortTime(language, timeZone, at * 1000, at * 1000)) }, { ...axis, size: 44, values: (_, splits) => splits.map((value) => number(language, value)) }],
      hooks: {
        draw: [(drawn) => {
          const { ctx, bbox } = drawn;
          ctx.save();
          ctx.strokeStyle = colours.mark;
          ctx.lineWidth = 1.5;
          for (const at of marks) {
            const x = drawn.valToPos(at / 1000, 'x', true);
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
          }
          ctx.restore();
        }],
      },
    }, [times, points.map(({ low }) => low), points.map(({ high }) => high), points.map(({ count }) => count)], element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [points, marks, height, language, timeZone, theme]);
  const most = points.reduce<CountPoint | undefined>((best, point) => (!best || point.count > best.count ? point : best), undefined);
  const values = most ? { label, count: most.count, when: exactTime(language, timeZone, most.at) } : undefined;
  const said = !most || !values ? label : most.low === null || most.high === null ? t('chart.saidLearning', values) : t('chart.said', { ...values, low: most.low, high: most.high });
  return <div className="chart" dir="ltr" ref={box} role="img" aria-label={said} />;
}
