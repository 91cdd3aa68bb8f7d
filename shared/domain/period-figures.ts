/** Every figure of a period: what kind of number it is, and whether more of it is better; null: neither. */
export const PERIOD_FIGURES = {
  new: { kind: 'count', better: null }, resolved: { kind: 'count', better: 'more' }, backlog: { kind: 'count', better: 'less' }, handlingRate: { kind: 'share', better: 'more' },
  firstResponse: { kind: 'time', better: 'less' }, averageResponse: { kind: 'time', better: 'less' }, resolution: { kind: 'time', better: 'less' }, firstResolution: { kind: 'time', better: 'less' },
  promisesKept: { kind: 'share', better: 'more' }, firstContact: { kind: 'share', better: 'more' }, reopenRate: { kind: 'share', better: 'less' }, repeatContact: { kind: 'share', better: 'less' },
  interactions: { kind: 'number', better: 'less' }, agentsPerCase: { kind: 'number', better: 'less' },
  csat: { kind: 'share', better: 'more' }, csatMean: { kind: 'number', better: 'more' }, responseRate: { kind: 'share', better: 'more' }, solvedShare: { kind: 'share', better: 'more' },
} as const satisfies Record<string, { kind: 'count' | 'share' | 'number' | 'time'; better: 'more' | 'less' | null }>;
export type PeriodFigureName = keyof typeof PERIOD_FIGURES;
