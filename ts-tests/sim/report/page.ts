import { chartHtml, escaped, tableHtml } from '../../story/report/html.ts'
import { style } from '../../story/report/style.ts'
import type { Simulation } from '../record.ts'
import { chartsOf } from './charts.ts'
import { tablesOf } from './tables.ts'

const headlines: Record<Simulation['status'], string> = {
  complete: 'The simulation is complete.',
  interrupted: 'The simulation was interrupted; this is what was simulated until then.',
  failed: 'The simulation broke off; this is what was simulated until then.',
}

/** What a reader must not have to search for. */
function verdict({ claims, status }: Simulation): string {
  const failed = claims.filter(({ ok }) => !ok)
  const good = status === 'complete' && failed.length === 0
  const list = failed.map(({ text }) => `<li>✗ ${escaped(text)}</li>`).join('')
  const said = good ? 'Every claim holds.' : failed.length === 0 ? headlines[status] : 'Not every claim holds.'
  return `<p class="verdict ${good ? 'good' : 'bad'}">${said}</p>${list === '' ? '' : `<ul class="bad">${list}</ul>`}`
}

/** A simulation as one page that needs nothing but itself. */
export function pageReport(s: Simulation): string {
  const title = `${s.pool.name}, ${s.scenario.name}`
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>Cantilever: simulation of ${escaped(title)}</title>`,
    `<style>${style}</style></head><body>`,
    `<header><h1>${escaped(title)}</h1>`,
    `<p>${headlines[s.status]} ${s.failure === undefined ? '' : escaped(s.failure)}</p>`,
    `<p class="where">${escaped(s.chain.name)}, chain ${s.chain.id}; ${s.driver === 'mirror' ? 'the mirror of the contracts' : 'the deployed contracts on a local chain'}; seed ${escaped(s.seed)}; flow ${escaped(s.scenario.volume)} times the design flow.</p></header>`,
    '<main>',
    verdict(s),
    `<section><h3>The process</h3><ul>${s.scenario.process.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul></section>`,
    ...chartsOf(s).map(chartHtml),
    ...tablesOf(s).map(tableHtml),
    '</main>',
    `<footer><p>Begun ${escaped(s.startedAt)}. Every figure comes from simulation.json.</p></footer>`,
    '</body></html>',
    '',
  ].join('\n')
}
