import { parseEventLogs } from 'viem'
import { diamondAbi } from '../chain/abis.ts'
import { atLeast, atMost, exactly } from '../domain/claims.ts'
import { distance } from '../domain/integers.ts'
import { EventMissingError } from '../errors.ts'
import { worth } from '../recorder.ts'
import { allow, half } from './prepare.ts'
import { anchorX96, sharesOf, valuePerShare } from './reads.ts'
import type { Stage } from './stage.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

const LATECOMER_PUTS = 500_000n

async function collect({ driver, vault, cast }: Stage) {
  const sent = await driver.send({
    from: cast.trader.address,
    to: vault.diamond,
    abi: diamondAbi,
    functionName: 'harvest',
    args: [vault.id],
  })
  const [event] = parseEventLogs({ abi: diamondAbi, eventName: 'Harvested', logs: sent.logs as Logs })
  if (event === undefined) throw new EventMissingError('Harvested')
  return { gas: sent.gas, amount0: event.args.fees0, amount1: event.args.fees1 }
}

/** A harvest, by a stranger; returns its gas. `name` distinguishes its claims, `label` the moment after it. */
export async function harvest(stage: Stage, name: string, label: string): Promise<bigint> {
  const { driver, vault, recorder, telling } = stage
  const before = await valuePerShare(stage)
  const [fees0, fees1] = await driver.read(vault.diamond, diamondAbi, 'previewHarvest', [vault.id])
  const { gas, amount0, amount1 } = await collect(stage)
  const after = await valuePerShare(stage)
  const { anchorX96: anchor } = await recorder.photograph(label)
  const value = worth({ amount0, amount1 }, anchor, vault)
  recorder.claims.push(
    exactly(
      { id: `${name}-preview`, text: 'The harvest collects what was previewed, to the wei: off by' },
      distance(amount0, fees0) + distance(amount1, fees1),
      0n,
      'raw',
    ),
    atLeast(
      { id: `${name}-fees`, text: `The harvest collects fees: worth, raw ${vault.pair.quote}` },
      value,
      1n,
      'raw',
    ),
    // A second of release passes between the two looks: 1 / 21,600 of the fees at most.
    atMost(
      { id: `${name}-still`, text: 'The harvest itself moves the value of a share by' },
      (distance(after, before) * 1_000_000n) / before,
      1n,
      'ppm',
    ),
  )
  telling.say(`harvest: gas ${gas}`)
  return gas
}

/** Somebody comes just before the harvest and leaves just after it. Played aside: the vault never meets them. */
export async function latecomer(stage: Stage): Promise<void> {
  const { driver, vault, cast, recorder } = stage
  const gain = await driver.aside(async () => {
    const from = cast.trader.address
    const { amount0: most0, amount1: most1 } = half(stage, LATECOMER_PUTS)
    await allow(stage, from, vault.diamond)
    const call = { from, to: vault.diamond, abi: diamondAbi } as const
    const put = await driver.read(vault.diamond, diamondAbi, 'previewDeposit', [vault.id, most0, most1])
    await driver.send({ ...call, functionName: 'deposit', args: [vault.id, most0, most1, put[0], from] })
    await collect(stage)
    const shares = await sharesOf(stage, from)
    const took = await driver.read(vault.diamond, diamondAbi, 'previewWithdraw', [vault.id, shares])
    await driver.send({ ...call, functionName: 'withdraw', args: [vault.id, shares, took[0], took[1], from] })
    const anchor = await anchorX96(stage)
    return (
      worth({ amount0: took[0], amount1: took[1] }, anchor, vault) -
      worth({ amount0: put[1], amount1: put[2] }, anchor, vault)
    )
  })
  recorder.claims.push(
    atMost(
      {
        id: 'latecomer',
        text: `Depositing just before the harvest and leaving just after it gains, raw ${vault.pair.quote}`,
      },
      gain,
      0n,
      'raw',
    ),
  )
}
