import type { Address, ContractFunctionReturnType, Hex, PublicClient } from 'viem'
import { lensAbi, monitorAbi } from './lensAbi.ts'

/** Reads that the monitor makes; any viem client with public actions can. */
export type MonitorClient = Pick<PublicClient, 'getBlock' | 'getContractEvents' | 'readContract'>

/** A vault as the lens reports it: raw units, bp, ppm and WAD as in `IVaultLens`. */
export type VaultReport = ContractFunctionReturnType<typeof lensAbi, 'view', 'vault'>

/** What happened to a vault within the window; amounts in raw units. */
export type Activity = {
  rebalances: number
  exits: number
  redeemed0: bigint
  redeemed1: bigint
  harvested0: bigint
  harvested1: bigint
}

export type Alert =
  | { kind: 'concentrated'; largestBp: bigint }
  | { kind: 'degraded' }
  | { kind: 'bufferBelowRedemptions'; cash0: bigint; cash1: bigint; redeemed0: bigint; redeemed1: bigint }
  | { kind: 'unpriced'; reason: Hex }
  | { kind: 'paused'; groups: bigint }
  | { kind: 'lossBudgetNearlyUsed'; usedPpm: bigint; budgetPpm: bigint }
  | { kind: 'cashOffTarget'; cashBp: bigint; targetBp: bigint }

export type WatchedVault = { report: VaultReport; activity: Activity; alerts: Alert[] }

const FLAG_CONCENTRATED = 1n
const FLAG_DEGRADED = 2n
const FLAG_BUFFER = 4n
/** Part of the loss budget, in percent, from which somebody should look. */
const BUDGET_ALERT_PERCENT = 80n
/** How far cash may be from its target before the keeper is expected to act: the curve's triggers, half of it. */
const CASH_OFFSET_PERCENT = 50n

/** The first block at or after a time, by bisection. */
export async function firstBlockSince(client: MonitorClient, timestamp: bigint): Promise<bigint> {
  const latest = await client.getBlock()
  let [low, high] = [0n, latest.number]
  while (low < high) {
    const middle = (low + high) / 2n
    const block = await client.getBlock({ blockNumber: middle })
    if (block.timestamp < timestamp) low = middle + 1n
    else high = middle
  }
  return low
}

const sum = <T>(items: readonly T[], of: (item: T) => bigint): bigint =>
  items.reduce((total, item) => total + of(item), 0n)

async function readActivity(
  client: MonitorClient,
  diamond: Address,
  fromBlock: bigint,
): Promise<(vaultId: bigint) => Activity> {
  const events = await client.getContractEvents({ address: diamond, abi: monitorAbi, fromBlock, strict: true })
  return (vaultId) => {
    const own = events.filter((event) => event.args.vaultId === vaultId)
    const exits = own.filter((event) => event.eventName === 'Withdrawn')
    const harvests = own.filter((event) => event.eventName === 'Harvested')
    return {
      rebalances: own.length - exits.length - harvests.length,
      exits: exits.length,
      redeemed0: sum(exits, ({ args }) => args.amount0),
      redeemed1: sum(exits, ({ args }) => args.amount1),
      harvested0: sum(harvests, ({ args }) => args.fees0),
      harvested1: sum(harvests, ({ args }) => args.fees1),
    }
  }
}

/** Value of the cash in raw token1 at the anchor, rounded down. */
function cashValue({ cash0, cash1, sqrtAnchorX96 }: VaultReport): bigint {
  return ((cash0 * sqrtAnchorX96 * sqrtAnchorX96) >> 192n) + cash1
}

/** What of a vault somebody should look at. `flags` are `riskFlags` with the window's redemptions. */
export function judge(report: VaultReport, activity: Activity, flags: bigint): Alert[] {
  const alerts: Alert[] = []
  const { settings, cash0, cash1, lossUsedPpm: usedPpm, lossBudgetPpm: budgetPpm } = report
  const { herfindahlBp, largestBp, targetLargestBp } = report.diversification
  if (flags & FLAG_CONCENTRATED)
    alerts.push({ kind: 'concentrated', largestBp: herfindahlBp === 0n ? targetLargestBp : largestBp })
  if (flags & FLAG_DEGRADED) alerts.push({ kind: 'degraded' })
  if (flags & FLAG_BUFFER) alerts.push({ kind: 'bufferBelowRedemptions', cash0, cash1, ...redemptions(activity) })
  if (report.unpriced !== '0x') alerts.push({ kind: 'unpriced', reason: report.unpriced })
  if (settings.pausedGroups !== 0n) alerts.push({ kind: 'paused', groups: settings.pausedGroups })
  if (usedPpm * 100n >= budgetPpm * BUDGET_ALERT_PERCENT)
    alerts.push({ kind: 'lossBudgetNearlyUsed', usedPpm, budgetPpm })
  if (report.cashTargetBp !== 0n && report.value !== 0n && report.ranges.length !== 0) {
    const cashBp = (cashValue(report) * 10_000n) / report.value
    const slack = (report.cashTargetBp * CASH_OFFSET_PERCENT) / 100n
    if (cashBp < report.cashTargetBp - slack || cashBp > report.cashTargetBp + slack)
      alerts.push({ kind: 'cashOffTarget', cashBp, targetBp: report.cashTargetBp })
  }
  return alerts
}

const redemptions = ({ redeemed0, redeemed1 }: Activity) => ({ redeemed0, redeemed1 })

/** One line for a human: what is the matter, and what to do. */
export function describeAlert(alert: Alert): string {
  switch (alert.kind) {
    case 'concentrated':
      return `one pool holds ${alert.largestBp} bp of what is placed: enable another pool or rebalance`
    case 'degraded':
      return 'a pool was last scored lower than before: rebalance, so that weights follow'
    case 'bufferBelowRedemptions':
      return `cash ${alert.cash0}, ${alert.cash1} is below what left in the window, ${alert.redeemed0}, ${alert.redeemed1} raw units: burn ranges into cash`
    case 'unpriced':
      return `the oracle has no price (${alert.reason.slice(0, 10)}): only exits in kind work until it has`
    case 'paused':
      return `groups ${alert.groups} (bits) are paused`
    case 'lossBudgetNearlyUsed':
      return `keepers lost ${alert.usedPpm} of ${alert.budgetPpm} ppm in 24 hours: look at who holds KEEPER`
    case 'cashOffTarget':
      return `cash is ${alert.cashBp} bp, its target ${alert.targetBp} bp: rebalance`
  }
}

/**
 * Every vault of a diamond with its activity since a time and what deserves attention.
 *
 * The lens needs no deployment: its creation code goes with the call.
 * @param since Unix seconds.
 */
export async function watchVaults(
  client: MonitorClient,
  diamond: Address,
  lensCode: Hex,
  since: bigint,
): Promise<WatchedVault[]> {
  const fromBlock = await firstBlockSince(client, since)
  const activityOf = await readActivity(client, diamond, fromBlock)
  const count = await client.readContract({ address: diamond, abi: monitorAbi, functionName: 'vaultCount' })
  const reports = await client.readContract({
    code: lensCode,
    abi: lensAbi,
    functionName: 'vaults',
    args: [diamond, 1n, count],
  })
  return Promise.all(
    reports.map(async (report) => {
      const activity = activityOf(report.vaultId)
      const flags =
        report.unpriced === '0x'
          ? await client.readContract({
              address: diamond,
              abi: monitorAbi,
              functionName: 'riskFlags',
              args: [report.vaultId, activity.redeemed0, activity.redeemed1],
            })
          : 0n
      return { report, activity, alerts: judge(report, activity, flags) }
    }),
  )
}
