import { FIGURES, type Figure } from './compare.ts';
import type { Fuzzed } from './fuzz.ts';
import type { CorpusFigures, Measured, Share } from './measure.ts';

const percent = ([right, of]: Share): string => `${(100 * right / of).toFixed(1)}%`;

function cell({ ours, mailparser }: CorpusFigures, figure: Figure): string {
  const [own, other] = [ours[figure], mailparser[figure]];
  return own && other ? `${percent(own)} (${percent(other)})` : '';
}

/** Prints what was measured; true when no machine would be acknowledged and no person missed. */
export function printMeasured({ mails, corpora, safety, repairs, failures }: Measured): boolean {
  console.log('Read as expected, by us (and by mailparser alone)');
  console.table(Object.fromEntries(Object.entries(corpora).map(([corpus, figures]) => [corpus, { mails: figures.mails, ...Object.fromEntries(FIGURES.map((figure) => [figure, cell(figures, figure)])) }])));
  console.log('Answered wrongly, by what the envelope names');
  console.table(safety);
  console.log('Mended');
  console.table(Object.fromEntries(Object.entries(repairs).sort(([, a], [, b]) => b - a).map(([repair, times]) => [repair, { mails: times }])));
  const wrong = failures.filter(({ what }) => what === 'machineAcknowledged' || what === 'personMissed');
  for (const { what, id, envelope } of wrong.slice(0, 20)) console.log(`${what}: ${id} (envelope ${String(envelope)})`);
  const behind = Object.entries(corpora).flatMap(([corpus, { ours, mailparser }]) => (['from', 'subject', 'text'] as const).filter((figure) => (ours[figure]?.[0] ?? 0) < (mailparser[figure]?.[0] ?? 0)).map((figure) => `${corpus}.${figure}`));
  console.log(JSON.stringify({ mails, corpora, safety, repairs, behind, failures: failures.length }));
  return wrong.length === 0;
}

/** Prints what came of the mutations. */
export function printFuzzed({ mutations, minimal, slowestMilliseconds, broken }: Fuzzed): void {
  for (const { seed, mail, why } of broken.slice(0, 20)) console.log(`seed ${seed} of ${mail}: ${why}`);
  console.log(JSON.stringify({ mutations, minimal, slowestMilliseconds, broken: broken.length }));
}
