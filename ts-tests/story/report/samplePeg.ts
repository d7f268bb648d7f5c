import { atLeast, atMost, refusedBy } from '../domain/claims.ts'
import { createRandom } from '../domain/random.ts'
import type { PegChapter } from '../run.ts'

const START = 1_751_400_000
const FIRST = 86
const BLOCKS = 240
const FLASH = 200
const DRAIN = 210

/** A peg's chapter with figures drawn from a seed, as sampleRun has for vaults. */
export function samplePeg(seed: string): PegChapter {
  const random = createRandom(seed)
  const amount = () => String(BigInt(random.between(1, 2 ** 31)) * BigInt(random.between(1, 2 ** 31)))
  const ppm = () => String(random.between(-900, 900))
  const address = (digit: string) => `0x${digit.repeat(40)}`
  const block = (index: number) => String(FIRST + index)
  const time = (index: number) => String(START + 2 * index)
  const answer = (should: '0' | '1') => ({ deviationBps: String(random.between(-9, 9)), should, size: amount() })
  const part = (id: string, title: string, from: number, to: number) => ({
    id,
    title,
    firstBlock: block(from),
    lastBlock: block(to),
    closes: String(to - from + 1),
    trades: String(random.below(500)),
    flow: amount(),
    outside: String(random.below(9)),
    withinPpm: String(random.between(990_000, 1_000_000)),
    worstPpm: String(random.between(600, 900)),
    actions: String(random.below(90)),
    spent: amount(),
    valueBefore: amount(),
    valueAfter: amount(),
    heldBefore: amount(),
    heldAfter: amount(),
  })
  const attack = (id: string, refusal: string) => ({
    id,
    title: `Attack ${id}`,
    block: block(FLASH),
    lent: amount(),
    peakPpm: String(-random.between(100_000, 200_000)),
    before: answer('1'),
    after: answer('0'),
    refusal,
    cost: amount(),
    closePpm: ppm(),
  })
  return {
    kind: 'peg',
    id: `sample-${seed}`,
    title: 'A dollar against gold',
    chain: { id: 138, name: 'Defi Oracle Meta Mainnet' },
    mode: 'origin',
    seed,
    complete: true,
    config: {
      diamond: address('d'),
      ledger: address('e'),
      pool: address('1'),
      stabilizer: address('2'),
      base: { symbol: 'cUSDT', decimals: 6, address: address('3') },
      quote: { symbol: 'XAU', decimals: 18, address: address('4') },
      kWad: '100000000000000000',
      lpFeeWad: '1500000000000000',
      thetaBp: '5',
      bandBp: '10',
      closes: '2',
      minBlocks: '3',
      perBlockCapBp: '250',
      designFlowPerHour: '50000000000',
      blockMilliseconds: '2000',
    },
    loan: {
      collateral: { symbol: 'WETH', decimals: 18, address: address('5') },
      pledged: amount(),
      borrowed: amount(),
      healthWad: amount(),
      gas: '194367',
    },
    closes: Array.from({ length: BLOCKS }, (_, index) => ({
      block: block(index),
      time: time(index),
      price: String(4_000n * 10n ** 18n + BigInt(random.below(10 ** 9)) * 10n ** 9n),
      oracle: String(4_000n * 10n ** 18n),
      deviationPpm: index === DRAIN ? '-4106' : ppm(),
      scarce: 'quote' as const,
      gap: amount(),
      poolQuote: amount(),
      heldQuote: amount(),
      value: amount(),
      sold: amount(),
      stabilized: amount(),
    })),
    parts: [
      part('hour-1', 'An hour', 0, FLASH - 1),
      part('flash', 'A flash attack', FLASH, DRAIN - 1),
      part('drain', 'A drain', DRAIN, BLOCKS - 1),
    ],
    actions: Array.from({ length: 20 }, (_, index) => ({
      block: block(9 * index),
      time: time(9 * index),
      deviationBps: String(-random.between(5, 9)),
      sold: amount(),
      received: amount(),
      valueBefore: amount(),
      valueAfter: amount(),
      latency: '0',
      gas: String(random.between(150_000, 250_000)),
    })),
    attacks: [attack('flow', ''), attack('balance', 'Stabilizer_NotSustained')],
    drain: {
      block: block(DRAIN),
      sold: amount(),
      received: amount(),
      closes: ['its own block', 'the next'].map((title) => ({ title, deviationPpm: ppm() })),
      actionBlock: block(DRAIN + 2),
      quietBlocks: '41',
    },
    claims: [
      atLeast({ id: 'within', text: 'Closes within the band' }, BigInt(random.between(990_000, 10 ** 6)), 1n, 'ppm'),
      atMost({ id: 'value', text: 'An action lowers the value by' }, 0n, 250_000_000n, 'raw'),
      refusedBy(
        { id: 'flash', text: 'An action meanwhile is refused' },
        'Stabilizer_NotSustained',
        'Stabilizer_NotSustained',
      ),
    ],
  }
}
