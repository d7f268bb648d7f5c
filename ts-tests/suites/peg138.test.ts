import { encodeEventTopics } from 'viem'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { feedOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { roleAccounts } from '../harness/deployments.ts'
import { aggregatorAbi, setFeedAnswer } from '../harness/feeds.ts'
import { refusal } from '../harness/refusal.ts'
import { send } from '../harness/send.ts'
import { now, warp } from '../harness/time.ts'
import { useChain } from '../harness/useChain.ts'
import { abs, DOLLAR, Peg, poolAbi, raiderAbi, SIZES, stabilizerAbi } from './peg.ts'
import { flashFromBalance, holdEveryClose, holdOneCloseLess, lastingDrain, sandwich } from './pegAttacks.ts'

const chain = useChain(138)
const { client, config } = chain
const peg = new Peg(chain)

beforeAll(() => peg.prepare())
beforeEach(() => peg.useBlockTime())

describe('a flash loan undone in its transaction', () => {
  test('from a pool in balance triggers nothing, then or later, and pays nothing', () => flashFromBalance(peg))

  test('in the middle of a flow leaves the deviation as it was and enlarges nothing', async () => {
    await peg.pushed(6_000n, true)
    const quiet = await peg.undone(async () => {
      await client.mine({ blocks: 1 })
      return { answer: await peg.checkDeviation(), size: (await peg.quoted()).size }
    })
    expect(quiet.answer[1]).toBe(true)
    const { profit } = await peg.search(async (usd, sellsBase) => {
      const before = await peg.wealth()
      await peg.flash(sellsBase, await peg.amountOf(usd, sellsBase))
      const [bps, should] = await peg.checkDeviation()
      const { size } = await peg.quoted()
      expect(size).toBeLessThanOrEqual(quiet.size)
      // Selling gold fills what is scarce and empties it again less its fee, which stays: a large one cures the pool.
      if (sellsBase) expect([bps, should]).toEqual(quiet.answer)
      else expect(abs(bps)).toBeLessThanOrEqual(abs(quiet.answer[0]))
      return { profit: (await peg.wealth()) - before }
    })
    await peg.judge('flash move in a flow', profit)
  })

  test("of the pool's own reserves finds every door shut while it has them", async () => {
    await peg.pushed(15_000n, true)
    const due = await peg.quoted()
    expect(due.size).toBeGreaterThan(0n)
    const [base, quote] = await client.readContract({ ...peg.pool, functionName: 'getVaultReserve' })
    const of = { address: peg.raider, abi: raiderAbi, account: peg.attacker } as const
    for (const parts of [1n, 2n, 10n, 1_000n, 1_000_000n]) {
      await send(client, { ...of, functionName: 'borrow', args: [base / parts, quote / parts] })
      expect(await client.readContract({ ...of, functionName: 'opened' })).toBe(0n)
      expect(await peg.quoted()).toEqual(due)
    }
  })

  test('finds them shut inside the callback of a sale of shares, too', async () => {
    await peg.pushed(15_000n, true)
    const treasury = roleAccounts.treasury
    const shares = await peg.balanceOf(peg.pool.address, treasury.address)
    const before = await peg.balanceOf(peg.base, peg.raider)
    await send(client, {
      ...peg.pool,
      account: treasury,
      functionName: 'sellShares',
      args: [shares / 100n, peg.raider, 1n, 1n, '0x01', (await now(client)) + 60n],
    })
    expect(await peg.balanceOf(peg.base, peg.raider)).toBeGreaterThan(before)
    expect(await client.readContract({ address: peg.raider, abi: raiderAbi, functionName: 'opened' })).toBe(0n)
    expect((await peg.quoted()).size).toBeGreaterThan(0n)
  })

  test('finds the private doors shut at all times', async () => {
    await peg.pushed(15_000n, true)
    const of = { address: peg.raider, abi: raiderAbi, account: peg.attacker } as const
    for (const usd of SIZES) {
      const amount = await peg.amountOf(usd, false)
      const { result } = await send(client, { ...of, functionName: 'tryPrivateDoors', args: [amount] })
      expect(result).toBe(0n)
    }
  })
})

describe('a sandwich around a due action', () => {
  test.each([
    { push: 10_000, down: true },
    { push: 10_000, down: false },
    { push: 30_000, down: true },
    { push: 30_000, down: false },
  ])('earns nothing by the action: $push USD pushed, down $down', ({ push, down }) => sandwich(peg, BigInt(push), down))
})

describe('a drain of 2 % that stays', () => {
  test.each([true, false])('is back in band at the second close after it, at once when it may be (down %s)', (down) =>
    lastingDrain(peg, down),
  )
})

describe('an attacker who holds the close', () => {
  test('for N - 1 blocks makes nothing act, and loses', () => holdOneCloseLess(peg))
  test('for N blocks pays bucket B to act', () => holdEveryClose(peg))
})

test('a stale oracle stops the action and no exit; a fresh answer brings it back', async () => {
  await peg.pushed(15_000n, true)
  const { size, tokenIn, tokenOut } = await peg.quoted()
  const feed = feedOf(config, 'XAU_USD')
  const [, answer] = await client.readContract({
    address: feed.address,
    abi: aggregatorAbi,
    functionName: 'latestRoundData',
  })
  const before = await peg.checkDeviation()
  await warp(client, BigInt(feed.ttlSeconds) + 60n)
  expect(await peg.checkDeviation()).toEqual([before[0], false])
  expect((await peg.quoted()).size).toBe(0n)
  expect(await refusal(peg.act(peg.keeper, size, tokenIn, tokenOut))).toBe('Stabilizer_OracleUnavailable')

  const treasury = roleAccounts.treasury
  const shares = await peg.balanceOf(peg.pool.address, treasury.address)
  const deadline = (await now(client)) + 3_600n
  const { result } = await send(client, {
    ...peg.pool,
    account: treasury,
    functionName: 'sellShares',
    args: [shares / 100n, treasury.address, 1n, 1n, '0x', deadline],
  })
  expect(result[0]).toBeGreaterThan(0n)

  await setFeedAnswer(client, feed, answer)
  const again = await peg.quoted()
  expect(again.size).toBeGreaterThan(0n)
  await peg.act(peg.stranger, again.size, again.tokenIn, again.tokenOut)
})

describe('gifts', () => {
  test.each(['pool', 'mesh', 'stabilizer', 'bucket'] as const)(
    'to the %s move no value and keep no action away',
    async (where) => {
      await peg.pushed(15_000n, true)
      const to = where === 'mesh' ? peg.mesh : peg[where].address
      const due = await peg.quoted()
      const { profit } = await peg.search(async (usd, inBase) => {
        const [before, value] = [await peg.wealth(), await peg.valueOfB()]
        const token = inBase ? peg.base : peg.quote
        const amount = await peg.amountOf(usd, inBase)
        const held = await peg.balanceOf(token, peg.raider)
        await deal(client, token, to, (await peg.balanceOf(token, to)) + amount)
        await deal(client, token, peg.raider, held - amount)
        expect(await peg.valueOfB()).toBe(value)
        // Gold given to the pool is gap filled; anything else counts for nothing.
        const fills = where === 'pool' && !inBase ? amount : 0n
        const { size, tokenIn, tokenOut } = await peg.quoted()
        expect(size).toBe(due.size > fills ? due.size - fills : 0n)
        if (size > 0n) {
          await peg.act(peg.stranger, size, tokenIn, tokenOut)
          expect(await peg.lastClose()).toBe(0n)
        }
        return { profit: (await peg.wealth()) - before }
      })
      await peg.judge(`gifts to the ${where}`, profit)
    },
  )
})

test('a gas price above the ceiling stops the action until it falls, and nothing without a ceiling', async () => {
  await peg.pushed(15_000n, true)
  const { size, tokenIn, tokenOut } = await peg.quoted()
  const settings = await client.readContract({ ...peg.stabilizer, functionName: 'settings' })
  const ceiling = 50n * 10n ** 9n
  const at = (gasPrice: bigint) =>
    peg.undone(() =>
      send(client, {
        ...peg.stabilizer,
        account: peg.stranger,
        blockTag: 'pending',
        functionName: 'executePrivateSwap',
        args: [size, tokenIn, tokenOut],
        gasPrice,
      }),
    )
  await peg.undone(async () => {
    await at(1_000n * ceiling)
    await send(client, {
      ...peg.stabilizer,
      account: roleAccounts.admin,
      functionName: 'setSettings',
      args: [{ ...settings, maxGasPriceWei: ceiling }],
    })
    expect(await refusal(at(ceiling + 1n))).toBe('Stabilizer_GasPrice')
    expect(await refusal(at(1_000n * ceiling))).toBe('Stabilizer_GasPrice')
    expect((await peg.quoted()).size).toBe(size)
    await at(ceiling)
  })
})

describe('who calls', () => {
  const soldBy = async (receipt: { logs: readonly { topics: readonly unknown[]; data: `0x${string}` }[] }) => {
    const [topic] = encodeEventTopics({ abi: stabilizerAbi, eventName: 'Stabilized' })
    const log = receipt.logs.find(({ topics }) => topics[0] === topic)
    return BigInt(log?.data.slice(0, 66) ?? '0x0')
  }

  test.each(['keeper', 'stranger'] as const)('and asks too much gets what is due: %s', async (who) => {
    await peg.pushed(15_000n, true)
    const { size, tokenIn, tokenOut } = await peg.quoted()
    for (const ask of [size, size + 1n, size * 2n, 2n ** 256n - 1n]) {
      await peg.undone(async () => {
        const { receipt } = await peg.act(peg[who], ask, tokenIn, tokenOut)
        expect(await soldBy(receipt)).toBe(size)
        expect(await peg.lastClose()).toBe(0n)
      })
    }
  })

  test('and asks the wrong way is refused, keeper or not', async () => {
    await peg.pushed(15_000n, true)
    const { size, tokenIn, tokenOut } = await peg.quoted()
    for (const account of [peg.keeper, peg.stranger]) {
      for (const [sells, takes] of [
        [tokenOut, tokenIn],
        [tokenIn, tokenIn],
        [tokenOut, tokenOut],
        [peg.raider, tokenOut],
        [tokenIn, peg.raider],
      ] as const) {
        expect(await refusal(peg.act(account, size, sells, takes))).toBe('Stabilizer_WrongPair')
      }
    }
  })

  test('and asks too little is refused unless a keeper; nothing is refused to all', async () => {
    await peg.pushed(15_000n, true)
    const { size, tokenIn, tokenOut } = await peg.quoted()
    const half = size - size / 2n
    expect(await refusal(peg.act(peg.stranger, half - 1n, tokenIn, tokenOut))).toBe('Stabilizer_BelowHalf')
    expect(await refusal(peg.act(peg.keeper, 0n, tokenIn, tokenOut))).toBe('Stabilizer_ZeroSize')
    await peg.undone(async () => {
      const { receipt } = await peg.act(peg.stranger, half, tokenIn, tokenOut)
      expect(await soldBy(receipt)).toBe(half)
    })
    const { receipt } = await peg.act(peg.keeper, half / 10n, tokenIn, tokenOut)
    expect(await soldBy(receipt)).toBe(half / 10n)
  })

  test('with nothing due is refused, keeper or not', async () => {
    for (const account of [peg.keeper, peg.stranger])
      expect(await refusal(peg.act(account, DOLLAR, peg.quote, peg.base))).toBe('Stabilizer_NotSustained')
  })

  test('is paid nothing: what leaves bucket B is in the pool, and the other way round', async () => {
    await peg.pushed(15_000n, true)
    const balances = async () => {
      const read = (token: `0x${string}`) => (owner: `0x${string}`) =>
        client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [owner] })
      const of = [peg.stranger.address, peg.stabilizer.address]
      const together = async (token: `0x${string}`) =>
        (await read(token)(peg.pool.address)) + (await read(token)(peg.mesh))
      return {
        callers: await Promise.all([...of.map(read(peg.base)), ...of.map(read(peg.quote))]),
        base: await together(peg.base),
        quote: await together(peg.quote),
      }
    }
    const before = await balances()
    const { size, tokenIn, tokenOut } = await peg.quoted()
    await peg.act(peg.stranger, size, tokenIn, tokenOut)
    expect(await balances()).toEqual(before)
    const close = await client.readContract({ ...peg.pool, abi: poolAbi, functionName: 'currentClose' })
    expect(close.deviationPpm).toBe(0n)
  })
})
