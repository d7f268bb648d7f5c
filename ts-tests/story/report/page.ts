import type { Chapter, Run } from '../run.ts'
import { chartsOf } from './charts.ts'
import { chartHtml, escaped, tableHtml } from './html.ts'
import { style } from './style.ts'
import { tablesOf } from './tables.ts'

/** The verdict, with each claim that does not hold: what a reader must not have to search for. */
function verdict({ claims, complete }: Chapter): string {
  const failed = claims.filter(({ ok }) => !ok)
  const good = complete && failed.length === 0
  const words = !complete ? 'The chapter broke off.' : good ? 'Every claim holds.' : 'Not every claim holds.'
  const list = failed.map(({ text }) => `<li>✗ ${escaped(text)}</li>`).join('')
  return `<p class="verdict ${good ? 'good' : 'bad'}">${words}</p>${list === '' ? '' : `<ul class="bad">${list}</ul>`}`
}

function chapter(run: Run, index: number): string {
  const told = run.chapters[index]
  if (told === undefined) return ''
  const where = `${escaped(told.chain.name)}, chain ${told.chain.id}, ${told.mode === 'live' ? 'forked from a live endpoint' : 'a local chain with the genuine contracts'}, seed ${escaped(told.seed)}`
  return [
    `<article id="${told.id}"><h2>${escaped(told.title)}</h2><p class="where">${where}</p>`,
    verdict(told),
    ...chartsOf(told).map(chartHtml),
    ...tablesOf(run, index).map(tableHtml),
    '</article>',
  ].join('\n')
}

const headlines: Record<Run['status'], string> = {
  complete: 'The whole story was told.',
  interrupted: 'The telling was interrupted; this is what was recorded until then.',
  failed: 'The story broke off; this is what was recorded until then.',
}

/** What a reader who opens the page first wants to know. */
const WHAT =
  'Vaults that hold liquidity on several exchanges and a token kept at its price in gold, each told on a local chain with ' +
  'the genuine contracts of its venues: people deposit and leave, prices move, keepers work, attackers try. What it shall ' +
  'prove stands as claims, each measured against its bound.'

/** How many of the claims hold, in all. */
function tally({ chapters }: Run): string {
  const claims = chapters.flatMap((told) => told.claims)
  const good = claims.filter(({ ok }) => ok).length
  return `<p class="verdict ${good === claims.length ? 'good' : 'bad'}">${good} of ${claims.length} claims hold.</p>`
}

/** The run as one page that needs nothing but itself. */
export function pageReport(run: Run): string {
  const links = run.chapters.map(({ id, title }) => `<li><a href="#${id}">${escaped(title)}</a></li>`).join('')
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<title>Cantilever: a run of the story</title>',
    `<style>${style}</style></head><body>`,
    '<header><h1>Cantilever</h1>',
    `<p>${WHAT}</p>`,
    `<p>${headlines[run.status]}${run.failure === undefined ? '' : ` ${escaped(run.failure)}`}</p>`,
    tally(run),
    `<nav aria-label="Chapters"><ul>${links}</ul></nav></header>`,
    `<main>${run.chapters.map((_, index) => chapter(run, index)).join('\n')}</main>`,
    `<footer><p>Seed ${escaped(run.seed)}, begun ${escaped(run.startedAt)}. Every figure comes from report/run.json.</p></footer>`,
    '</body></html>',
    '',
  ].join('\n')
}
