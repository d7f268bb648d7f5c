import Table from 'cli-table3'
import { formatUnits } from 'viem'
import { describeAlert, type WatchedVault } from './monitor.ts'

const percent = (bp: bigint): string => `${formatUnits(bp, 2)} %`

/** A vault for a terminal: its figures, its pools, its alerts. */
export function monitorText({ report, activity, alerts }: WatchedVault, hours: number): string {
  const { decimals0, decimals1, token0, token1 } = report.settings
  const pair = (a: bigint, b: bigint) => `${formatUnits(a, decimals0)} / ${formatUnits(b, decimals1)}`
  const figures = new Table({ head: [`Vault ${report.vaultId}`, `${token0} / ${token1}`] })
  figures.push(
    ['holds, at spot', pair(report.total0, report.total1)],
    ['value at the anchor, token1', formatUnits(report.value, decimals1)],
    ['value per share, raw token1', formatUnits(report.valuePerShareWad, 18)],
    ['cash', pair(report.cash0, report.cash1)],
    ['cash target', percent(report.cashTargetBp)],
    ['unreleased profit', pair(report.unreleased0, report.unreleased1)],
    ['keeper losses, 24 h', `${report.lossUsedPpm} of ${report.lossBudgetPpm} ppm`],
    [`keeper operations, ${hours} h`, String(activity.rebalances)],
    [`exits, ${hours} h`, `${activity.exits}: ${pair(activity.redeemed0, activity.redeemed1)}`],
    [`harvested, ${hours} h`, pair(activity.harvested0, activity.harvested1)],
    ['effective pools', formatUnits(report.diversification.effectivePoolsWad / 10n ** 14n, 4)],
    ['Herfindahl index', percent(report.diversification.herfindahlBp)],
    ['scores, least to greatest', `${report.leastCScore} to ${report.greatestCScore}, mean ${report.meanCScore}`],
  )
  const pools = new Table({ head: ['Pool', 'score', 'target', 'holds', 'uncollected fees'] })
  for (const pool of report.attribution) {
    pools.push([
      pool.poolId,
      String(pool.cScore),
      percent(pool.targetBp),
      percent(pool.valueBp),
      pair(pool.fees0, pool.fees1),
    ])
  }
  const lines = alerts.map((alert) => `  ! ${describeAlert(alert)}`)
  return [figures.toString(), pools.toString(), ...(lines.length === 0 ? ['  nothing to look at'] : lines)].join('\n')
}
