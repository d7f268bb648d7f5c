import { type Address, concat, maxUint256, numberToHex, type TransactionReceipt } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { v3SwapRouterAbi } from '../../harness/abis/v3.ts'
import { loadArtifact } from '../../harness/artifacts.ts'
import { deploy } from '../../harness/deploy.ts'
import { send } from '../../harness/send.ts'
import { providerAbi, routerAbi, v3MultiHopAbi } from '../chain/abis.ts'
import { actors, type Stage } from '../chain/stage.ts'
import {
  createVenue,
  FAR_DEADLINE,
  fund,
  mintPosition,
  type Pool,
  tickOf,
  tradeBothWays,
  type Venue,
  worth,
} from '../chain/venue.ts'
import { DOLLAR, type GoldScene } from './gold.ts'
import { background } from './layout.ts'

type Sent = Promise<{ receipt: TransactionReceipt }>

/** Our pools behind router and provider, the trader's allowances given. */
export type RoutingScene = GoldScene & { router: Address; provider: Address }

export async function openRoutes(scene: GoldScene): Promise<RoutingScene> {
  const { client } = scene.stage
  const router = await deploy(
    client,
    routerAbi,
    loadArtifact('out/PMMRouter.sol/PMMRouter.json', routerAbi).creationCode,
    [],
  )
  const providerCode = loadArtifact('out/PMMProvider.sol/PMMProvider.json', providerAbi).creationCode
  const provider = await deploy(client, providerAbi, providerCode, [actors.admin.address])
  for (const pool of [scene.fixed, scene.following]) {
    const call = { account: actors.admin, address: provider, abi: providerAbi } as const
    await send(client, { ...call, functionName: 'registerPool', args: [pool] })
  }
  for (const token of [scene.base, scene.quote]) {
    for (const spender of [router, provider]) {
      const args = [spender, maxUint256] as const
      await send(client, { account: actors.trader, address: token, abi: erc20Abi, functionName: 'approve', args })
    }
  }
  return { ...scene, router, provider }
}

/** Dollars for gold through one pool, or on and back to dollars through another. */
export function routed({ stage, router, base, quote }: RoutingScene, pools: readonly Address[], dollars: bigint): Sent {
  const path = pools.map((pool, hop) => ({ pool, sellsBase: hop % 2 === 0 }))
  const sale = {
    tokenIn: base,
    tokenOut: pools.length % 2 === 0 ? base : quote,
    amountIn: dollars * DOLLAR,
    minReceived: 1n,
    to: actors.trader.address,
    deadline: FAR_DEADLINE,
    path,
  }
  const call = { account: actors.trader, address: router, abi: routerAbi } as const
  return send(stage.client, { ...call, functionName: 'sell', args: [sale] })
}

/** Dollars for gold through whichever of the two pools pays more. */
export function provided({ stage, provider, base, quote }: RoutingScene, dollars: bigint): Sent {
  const swap = {
    tokenIn: base,
    tokenOut: quote,
    amountIn: dollars * DOLLAR,
    minReceived: 1n,
    to: actors.trader.address,
    deadline: FAR_DEADLINE,
  }
  const call = { account: actors.trader, address: provider, abi: providerAbi } as const
  return send(stage.client, { ...call, functionName: 'executeSwap', args: [swap] })
}

/** Genuine Uniswap V3 pools of 0.05 and 0.30 % and their router, used as often. */
export type PeerScene = { stage: Stage; venue: Venue; pools: readonly [Pool, Pool] }

const PEER_WETH = 2_000n
const WARM_UP_ROUNDS = 3

export async function openPeer(stage: Stage): Promise<PeerScene> {
  const venue = await createVenue(stage)
  const pools = [venue.pools[0], venue.pools[1]] as const
  for (const account of [actors.otherLp, actors.trader]) {
    await fund(stage, venue, account, [venue.positionManager, venue.swapRouter])
  }
  for (const pool of pools) {
    await mintPosition(stage, venue, actors.otherLp, background(pool, await tickOf(stage, pool)), PEER_WETH)
    for (let n = 0; n < WARM_UP_ROUNDS; n++) await tradeBothWays(stage, venue, actors.trader, pool, 1n)
  }
  return { stage, venue, pools }
}

/** One WETH through one pool. */
export function peerOneHop({ stage, venue, pools: [pool] }: PeerScene): Sent {
  const parameters = {
    tokenIn: venue.token0.address,
    tokenOut: venue.token1.address,
    fee: pool.fee,
    recipient: actors.trader.address,
    deadline: FAR_DEADLINE,
    amountIn: worth(venue, 1n).amount0,
    amountOutMinimum: 1n,
    sqrtPriceLimitX96: 0n,
  }
  const call = { account: actors.trader, address: venue.swapRouter, abi: v3SwapRouterAbi } as const
  return send(stage.client, { ...call, functionName: 'exactInputSingle', args: [parameters] })
}

/** One WETH through one pool and back through the other. */
export function peerTwoHops({ stage, venue, pools }: PeerScene): Sent {
  const { token0, token1 } = venue
  const fee = (pool: Pool) => numberToHex(pool.fee, { size: 3 })
  const path = concat([token0.address, fee(pools[0]), token1.address, fee(pools[1]), token0.address])
  const parameters = {
    path,
    recipient: actors.trader.address,
    deadline: FAR_DEADLINE,
    amountIn: worth(venue, 1n).amount0,
    amountOutMinimum: 1n,
  }
  const call = { account: actors.trader, address: venue.swapRouter, abi: v3MultiHopAbi } as const
  return send(stage.client, { ...call, functionName: 'exactInput', args: [parameters] })
}
