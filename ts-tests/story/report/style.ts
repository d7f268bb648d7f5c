/** The page's whole dress: light or dark as the reader's system asks, one column that fits a phone. */
export const style = `
:root { --ink: #1c2430; --soft: #5a6472; --paper: #fbfaf7; --rule: #dcd8cf; --good: #1b7f4d; --bad: #b3362b; --shade: #f1eee7 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e3dc; --soft: #a2a8b2; --paper: #14181f; --rule: #303743; --good: #58c48d; --bad: #f0867b; --shade: #1c222c }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.7rem; margin: .5rem 0 0 }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .25rem; padding-top: 1rem; border-top: 2px solid var(--rule) }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem }
a { color: inherit }
.where, .note, figcaption, footer { color: var(--soft); font-size: .875rem }
.verdict { font-weight: 600 }
.good { color: var(--good) }
.bad { color: var(--bad) }
figure { margin: 0 }
svg { display: block; width: 100%; height: auto; color: var(--ink) }
.narrow { display: none }
@media (max-width: 34rem) { .wide { display: none } .narrow { display: block } }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
th { text-align: left; font-weight: 600; border-bottom: 2px solid var(--rule) }
th, td { padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: normal }
td { border-bottom: 1px solid var(--rule) }
.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tbody tr:hover { background: var(--shade) }
.claims td:first-child { font-weight: 700 }
.claims td:first-child:not(.bad) { color: var(--good) }
@media (max-width: 34rem) {
  .claims thead { display: none }
  .claims tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--rule) }
  .claims td { display: inline; padding: 0 .25rem 0 0; border: 0; white-space: normal }
  .claims td:nth-child(n+3) { color: var(--soft) }
}
nav ul { padding-left: 1.2rem; margin: .5rem 0 }
ul.bad { padding-left: 1rem; list-style: none }
details { margin-top: 1.75rem }
summary { cursor: pointer; font-weight: 600 }
`
  .trim()
  .replaceAll('\n', ' ')
