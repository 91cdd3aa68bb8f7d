import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useConsole } from '../console-context.tsx';
import { number } from '../format.ts';
import { coloursOf } from './chart.tsx';

export interface DayLine { name: string; values: (number | null)[]; look: 'whole' | 'dashed' }
const DASHES = { whole: [], dashed: [6, 4] };

/** Numbers day by day; lines are told apart by how they are drawn. Time runs from left to right in both languages. */
export default function DayChart({ days, lines, said, height = 170 }: { days: string[]; lines: DayLine[]; said: string; height?: number }) {
  const { language, theme } = useConsole();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current!;
    const colours = coloursOf(element);
    const axis = { stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false }, font: '12px Heebo, sans-serif' };
    const format = new Intl.DateTimeFormat(language === 'he' ? 'he-IL' : 'en-GB', { day: 'numeric', month: 'numeric', timeZone: 'UTC' });
    const plot = new uPlot({
      width: element.clientWidth, height, legend: { show: false }, cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] } },
      series: [{}, ...lines.map(({ look }) => ({ stroke: look === 'whole' ? colours.line : colours.text, width: 2, dash: DASHES[look], points: { show: days.length < 3 } }))],
      axes: [
        { ...axis, size: 32, incrs: [1, 2, 7, 14, 30, 60], values: (_, splits) => splits.map((place) => (Number.isInteger(place) && days[place] ? format.format(Date.parse(`${days[place]}T00:00:00Z`)) : '')) },
        { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000], values: (_, splits) => splits.map((value) => number(language, value)) },
      ],
    }, [days.map((_, place) => place), ...lines.map(({ values }) => values)] as uPlot.AlignedData, element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [days, lines, height, language, theme]);
  return (
    <figure className="day-chart">
      {lines.length > 1 ? <figcaption>{lines.map(({ name, look }) => <span key={name} className={`line-name ${look}`}>{name}</span>)}</figcaption> : null}
      <div className="chart" dir="ltr" ref={box} role="img" aria-label={said} />
    </figure>
  );
}
