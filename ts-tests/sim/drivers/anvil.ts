import { type Account, type Address, decodeErrorResult, isAddressEqual, parseEventLogs } from 'viem'
import type { Base } from '../../harness/base.ts'
import { createClient, testAccount } from '../../harness/client.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import { aggregatorAbi } from '../../harness/feeds.ts'
import { revertOf } from '../../harness/refusal.ts'
import { Blocks, type Deed, deed, type Tried } from '../../story/chain/blocks.ts'
import { entryAbi, meshAbi, oracleAbi, poolAbi, sourceAbi, stabilizerAbi } from '../../story/chain/goldAbis.ts'
import type { Close } from '../domain/closes.ts'
import { MAX_CLOSES, type PoolState } from '../domain/pool.ts'
import { R, type RState } from '../domain/pricing.ts'
import type { Answer, Halt, Reading } from '../domain/source.ts'
import type { Acted, Plan } from '../domain/stabilizer.ts'
import { BucketAccountNotEmptyError, ContractMissingError } from '../errors.ts'
import type { Market } from '../market.ts'
import type { BlockOrder, Driver, Order, SaleOutcome, Sight } from '../scenario/types.ts'
import type { World } from './mirror.ts'
import { type Deployed, deployedAt, readyChain } from './readyChain.ts'

const FAR_DEADLINE = 10n ** 12n
const sides: readonly RState[] = [R.ONE, R.ABOVE_ONE, R.BELOW_ONE]

/** What a call of a multicall answered; a failure that nobody expects is the chain's own. */
function got<value>(answer: { status: 'success'; result: value } | { status: 'failure'; error: Error }): value {
  if (answer.status === 'failure') throw answer.error
  return answer.result
}

const halts: readonly Halt[] = ['Oracle_Gated', 'Oracle_Stale', 'Oracle_FeedNotSet']

/** Why the price source reverted; anything but the oracle's reasons is thrown on. */
function haltOf(error: Error): Halt {
  const data = revertOf(error)?.raw
  if (data === undefined) throw error
  const { errorName } = decodeErrorResult({ abi: oracleAbi, data })
  const halt = halts.find((name) => name === errorName)
  if (halt === undefined) throw error
  return halt
}

export type AnvilOptions = {
  /** Raw base that bucket B is given beside its gold; 0 for what the opening left. */
  bucketBase: bigint
  signal: AbortSignal
}

/** The deployed contracts on a local chain, block by block. */
export class AnvilDriver implements Driver {
  private known: Sight | undefined

  private constructor(
    private readonly market: Market,
    private readonly at: Deployed,
    private readonly blocks: Blocks,
    private readonly feeds: ReadonlyMap<string, Address>,
    private readonly trader: Account,
    private readonly keeper: Account,
  ) {}

  /**
   * Readies a deployed chain: the market's settings are made and its gate set where they differ from the deployment's,
   * bucket B and the traders get their tokens, blocks come at the market's interval. Errors: `SettingsRefusedError`,
   * `DriftError`, `ContractMissingError`.
   */
  static async open(
    base: Pick<Base, 'chainId' | 'url' | 'record'>,
    market: Market,
    { bucketBase, signal }: AnvilOptions,
  ): Promise<AnvilDriver> {
    const client = createClient(market.chainId, base.url)
    const at = deployedAt(base.record, market)
    const [trader, keeper] = [testAccount(5), roleAccounts.keeper]
    const feeds = await readyChain(client, at, market, trader, bucketBase)
    const blocks = await Blocks.start(client, market.settings.blockTimeMs / 1_000n, signal)
    // The stabilizer finds all the closes it asks for, at the settings made above.
    for (let n = 0; n < MAX_CLOSES; n++) await blocks.mine()
    return new AnvilDriver(market, at, blocks, feeds, trader, keeper)
  }

  /** Everything the mirror needs to go on from here. Error: `BucketAccountNotEmptyError`. */
  async world(): Promise<World> {
    const { at, blocks, market } = this
    const sight = await this.look()
    const available = await blocks.read(at.mesh, meshAbi, 'available', [at.quote])
    const availableBase = await blocks.read(at.mesh, meshAbi, 'available', [at.base])
    if (available !== sight.mesh.xau) throw new BucketAccountNotEmptyError(market.quote.symbol)
    if (availableBase !== sight.mesh.token) throw new BucketAccountNotEmptyError(market.base.symbol)
    const answers: Record<string, Answer> = {}
    for (const [name, address] of this.feeds) {
      const [, value, , updatedAt] = await blocks.read(address, aggregatorAbi, 'latestRoundData', [])
      answers[name] = { value, at: updatedAt }
    }
    return {
      block: sight.block,
      time: sight.time,
      pool: sight.pool,
      ring: (await this.closes(MAX_CLOSES)).filter(({ block }) => block < sight.pool.touchBlock),
      mesh: {
        ...sight.mesh,
        maxVolume: await blocks.read(at.mesh, meshAbi, 'maxVolumePerBlock', []),
        usedVolume: 0n,
        volumeBlock: 0n,
        loss: 0n,
        lossDay: 0n,
      },
      lastAction: sight.lastAction,
      answers,
    }
  }

  /** The pool's closes before the next block, the newest first. */
  async closes(count: number): Promise<Close[]> {
    const list = await this.blocks.read(this.at.pool, poolAbi, 'closes', [BigInt(count)])
    return list.map(({ blockNumber, deviationPpm, gap, R: side, oraclePrice }) => ({
      block: blockNumber,
      ppm: deviationPpm,
      gap,
      r: sides[Number(side)] ?? R.ONE,
      oracle: oraclePrice,
    }))
  }

  async look(): Promise<Sight> {
    this.known ??= await this.read()
    return this.known
  }

  async pass({ updates, sales, action }: BlockOrder) {
    const answers = updates.map(({ feed, value }) => this.answer(feed, value))
    const act = action === undefined ? [] : [this.action(action.plan)]
    const trades = sales.map((order) => this.sale(order))
    const deeds = action?.place === 'first' ? [...answers, ...act, ...trades] : [...answers, ...trades, ...act]
    const done = await this.blocks.attempt(deeds)
    const first = answers.length + (action?.place === 'first' ? act.length : 0)
    const called = action?.place === 'first' ? done[answers.length] : done.at(-1)
    this.known = await this.read()
    const { reading } = this.known
    return {
      sales: sales.map((_, place) => this.outcome(done[first + place], reading)),
      acted: action === undefined ? undefined : this.acted(called, action.plan),
      sight: this.known,
    }
  }

  private answer(feed: string, value: bigint): Deed {
    const to = this.feeds.get(feed)
    if (to === undefined) throw new ContractMissingError(this.market.chainId, feed)
    return deed({ from: this.keeper.address, to, abi: aggregatorAbi, functionName: 'setAnswer', args: [value] })
  }

  private sale({ sellsBase, amount }: Order): Deed {
    const { entry, pool } = this.at
    const from = this.trader.address
    return deed({
      from,
      to: entry,
      abi: entryAbi,
      functionName: sellsBase ? 'sellBase' : 'sellQuote',
      args: [pool, amount, 1n, from, FAR_DEADLINE],
    })
  }

  private action({ sellsBase, size }: Plan): Deed {
    const { stabilizer, base, quote } = this.at
    const args = sellsBase ? ([size, base, quote] as const) : ([size, quote, base] as const)
    return deed({
      from: this.keeper.address,
      to: stabilizer,
      abi: stabilizerAbi,
      functionName: 'executePrivateSwap',
      args,
    })
  }

  private outcome(done: Tried | undefined, reading: Reading): SaleOutcome {
    if (done?.ok !== true) return { ok: false, error: reading.ok ? 'reverted' : reading.halt }
    const [swap] = parseEventLogs({ abi: poolAbi, eventName: 'DODOSwap', logs: [...done.logs] as never })
    return { ok: true, received: swap?.args.toAmount ?? 0n }
  }

  /** What became of the keeper's call. */
  private acted(done: Tried | undefined, plan: Plan): Acted {
    if (done?.ok !== true) return { ok: false, error: 'reverted' }
    const [event] = parseEventLogs({ abi: stabilizerAbi, eventName: 'Stabilized', logs: [...done.logs] as never })
    const { sold = 0n, received = 0n, owed = 0n, deviationBps = 0n, tokenIn } = event?.args ?? {}
    const sellsBase = tokenIn === undefined ? plan.sellsBase : isAddressEqual(tokenIn, this.at.base)
    return { ok: true, action: { sellsBase, sold, received, owed, bps: deviationBps } }
  }

  private async read(): Promise<Sight> {
    const { at, blocks } = this
    const pool = { address: at.pool, abi: poolAbi } as const
    const [price, reserves, touched, guide, side, base, quote, closes, quoted, lastAction, mesh] =
      await blocks.client.multicall({
        allowFailure: true,
        batchSize: 0,
        contracts: [
          { address: at.source, abi: sourceAbi, functionName: 'guidePrice' },
          { ...pool, functionName: 'getVaultReserve' },
          { ...pool, functionName: 'lastTouchBlock' },
          { ...pool, functionName: 'storedGuidePrice' },
          { ...pool, functionName: '_RState_' },
          { ...pool, functionName: '_BASE_TARGET_' },
          { ...pool, functionName: '_QUOTE_TARGET_' },
          { ...pool, functionName: 'closes', args: [1n] },
          { address: at.stabilizer, abi: stabilizerAbi, functionName: 'quotePrivateSwap' },
          { address: at.stabilizer, abi: stabilizerAbi, functionName: 'lastActionBlock' },
          { address: at.mesh, abi: meshAbi, functionName: 'reserves' },
        ],
        blockOverrides: blocks.next,
      })
    const r = sides[got(side)] ?? R.ONE
    const [i, oracle, guideBlock] = got(guide)
    const [size, tokenIn] = got(quoted)
    const [close] = got(closes)
    const [baseReserve, quoteReserve] = got(reserves)
    const [token, xau] = got(mesh)
    const state: PoolState = {
      base: baseReserve,
      quote: quoteReserve,
      touchBlock: got(touched),
      target: r === R.ABOVE_ONE ? got(base) : r === R.BELOW_ONE ? got(quote) : 0n,
      r,
      i,
      oracle,
      guideBlock,
    }
    return {
      block: blocks.block,
      time: blocks.time,
      pool: state,
      reading:
        price.status === 'success' ? { ok: true, price: price.result } : { ok: false, halt: haltOf(price.error) },
      close: {
        block: close?.blockNumber ?? 0n,
        ppm: close?.deviationPpm ?? 0n,
        gap: close?.gap ?? 0n,
        r: sides[Number(close?.R ?? 0n)] ?? R.ONE,
        oracle: close?.oraclePrice ?? 0n,
      },
      plan: { sellsBase: size !== 0n && isAddressEqual(tokenIn, at.base), size },
      lastAction: got(lastAction),
      mesh: { token, xau },
    }
  }
}
