import { type ChainId, parseChainId } from '../harness/chains.ts'
import { loadConfig } from '../harness/config.ts'
import { type Asked, whole } from './asked.ts'
import { fixed } from './data/table.ts'
import { WAD } from './domain/fixedPoint.ts'
import { OptionInvalidError } from './errors.ts'
import { loadMarket, type Market, poolNames } from './market.ts'

/** The pool whose base is what USDC's depeg is a replay of. */
export const USDC_POOL = 'cUSDC_XAU'
const DEFAULT_POOL = 'cUSDT_XAU'

/** The market of the address book with what the command line changes. Errors: `OptionInvalidError`, those of `loadMarket`. */
export function marketFor(asked: Asked): Market {
  const chainId: ChainId = parseChainId(asked.chain)
  const names = poolNames(loadConfig(chainId))
  const isUsdc = asked.replay === 'usdc-depeg' && names.includes(USDC_POOL)
  const market = loadMarket(chainId, asked.pool ?? (isUsdc ? USDC_POOL : DEFAULT_POOL))
  const { settings, terms } = market
  const of = (option: string, text: string | undefined, standing: bigint) =>
    text === undefined ? standing : whole(option, text)
  const k = asked.k === undefined ? terms.kWad : fixed(asked.k, 18)
  if (k === undefined || k > WAD) throw new OptionInvalidError('k', asked.k ?? '', 'a number from 0 to 1')
  return {
    ...market,
    terms: { ...terms, kWad: k },
    settings: {
      ...settings,
      thetaBp: of('theta', asked.theta, settings.thetaBp),
      closes: Number(of('closes', asked.closes, BigInt(settings.closes))),
      gainBp: of('gain', asked.gain, settings.gainBp),
      perBlockCapBp: of('cap', asked.cap, settings.perBlockCapBp),
      minBlocks: of('min-blocks', asked.minBlocks, settings.minBlocks),
      blockTimeMs:
        asked.blockSeconds === undefined ? settings.blockTimeMs : whole('block-seconds', asked.blockSeconds) * 1_000n,
    },
  }
}
