import { cac } from 'cac'
import { chainIds, parseChainId } from '../harness/chains.ts'
import { DevnetDiedError, HarnessError } from '../harness/errors.ts'
import { devnetPorts, startDevnet } from './startDevnet.ts'

/** How long a signal from the terminal may take to reach us after it has reached an anvil, milliseconds. */
const SIGNAL_GRACE = 300

async function devnet(chain: string | undefined, portOffset: number): Promise<number> {
  const wanted = chain === undefined ? chainIds : [parseChainId(chain)]
  const interrupted = new Promise<void>((resolve) => {
    // `on`, not `once`: the library that kills our anvils with us re-raises a signal that nobody else listens to.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
  const starting = startDevnet({ chainIds: wanted, portOffset })
  if ((await Promise.race([starting, interrupted])) === undefined) {
    await starting.then(({ stop }) => stop()).catch(() => {})
    return 0
  }
  const { chains, died, stop } = await starting
  process.stdout.write(`${JSON.stringify({ ready: true, chains })}\n`)
  const dead = await Promise.race([
    interrupted,
    died.then(async (chainId) => {
      const asked = await Promise.race([interrupted.then(() => true), wait(SIGNAL_GRACE)])
      return asked === true ? undefined : chainId
    }),
  ])
  await stop()
  if (dead !== undefined) throw new DevnetDiedError(dead)
  return 0
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

const ports = chainIds.map((chainId) => `${chainId} on ${devnetPorts[chainId]}`).join(', ')
const cli = cac('npm run devnet --')
cli
  .command('', `Keeps deployed chains up until Ctrl-C: ${ports}. Prints one JSON line when they are ready.`)
  .option('--chain <id>', `Start one chain only (${chainIds.join(', ')})`)
  .option('--port-offset <n>', 'Add this to every port, to run beside another devnet', { default: 0 })
  .example('npm run devnet -- --chain 138')
  .action(async ({ chain, portOffset }: { chain?: number | string; portOffset: number }) => {
    let code = 1
    try {
      code = await devnet(chain === undefined ? undefined : String(chain), portOffset)
    } catch (error) {
      process.stderr.write(`${error instanceof HarnessError ? `${error.name}: ${error.message}` : error}\n`)
      if (error instanceof HarnessError && error.cause instanceof Error)
        process.stderr.write(`${error.cause.message}\n`)
    }
    process.exit(code)
  })
cli.help()
try {
  cli.parse()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}. See npm run devnet -- --help\n`)
  process.exit(2)
}
