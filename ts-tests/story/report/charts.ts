import type { Chapter } from '../run.ts'
import type { ChartSpec } from './chartParts.ts'
import { pegCharts } from './pegCharts.ts'
import { vaultCharts } from './vaultCharts.ts'

/** The charts of a chapter, in the order they are shown. */
export const chartsOf = (chapter: Chapter): ChartSpec[] =>
  chapter.kind === 'vault' ? vaultCharts(chapter) : pegCharts(chapter)
