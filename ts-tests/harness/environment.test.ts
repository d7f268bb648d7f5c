import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { anvilBinary, forgeBinary } from './binary.ts'
import { isChainId, parseChainId } from './chains.ts'
import { createClient } from './client.ts'
import {
  AnvilBinaryMissingError,
  ForgeBinaryMissingError,
  NodeStartError,
  PortTakenError,
  RpcUnreachableError,
  UnsupportedChainError,
  WrongChainIdError,
} from './errors.ts'
import { startNode } from './node.ts'
import { freePort, requireFreePort } from './ports.ts'
import { forkBlockOf, liveRpcUrl, requireChainId } from './rpc.ts'
import { useChain } from './useChain.ts'

const { url } = useChain(138)

describe('binaries', () => {
  test('are found in the platform packages', () => {
    expect(anvilBinary(undefined)).toContain('@foundry-rs/anvil-')
    expect(forgeBinary(undefined)).toContain('@foundry-rs/forge-')
  })

  test('that are missing are named, with the remedy', () => {
    expect(() => anvilBinary('/nowhere/anvil')).toThrow(AnvilBinaryMissingError)
    expect(() => anvilBinary('/nowhere/anvil')).toThrow('Run "npm ci"')
    expect(() => forgeBinary('/nowhere/forge')).toThrow(ForgeBinaryMissingError)
  })
})

describe('ports', () => {
  test('a free port passes, a taken one is named', async () => {
    const port = await freePort()
    await requireFreePort(port)
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    await expect(requireFreePort(port)).rejects.toThrow(PortTakenError)
    await expect(requireFreePort(port)).rejects.toThrow(`Port ${port} is already in use`)
    server.close()
  })
})

describe('chain ids', () => {
  test('are those of this project', () => {
    expect(parseChainId('56')).toBe(56)
    expect(isChainId(1)).toBe(false)
    expect(() => parseChainId('1')).toThrow(UnsupportedChainError)
    expect(() => parseChainId('arbitrum')).toThrow('Use one of 138, 651940, 56, 42161')
  })
})

describe('live endpoints', () => {
  test('come from the environment', () => {
    expect(liveRpcUrl(56, { RPC_56: 'http://x' })).toBe('http://x')
    expect(liveRpcUrl(56, { RPC_56: '' })).toBeUndefined()
    expect(liveRpcUrl(56, { RPC_138: 'http://x' })).toBeUndefined()
  })

  test('must serve the chain asked for', async () => {
    await requireChainId(url, 138)
    await expect(requireChainId(url, 56)).rejects.toThrow(WrongChainIdError)
    await expect(requireChainId(url, 56)).rejects.toThrow('serves chain 138, but chain 56 is wanted')
  })

  test('must answer', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`
    await expect(requireChainId(dead, 138)).rejects.toThrow(RpcUnreachableError)
    await expect(forkBlockOf(dead, 138, undefined)).rejects.toThrow('unset RPC_138')
  })

  test('are forked at the pinned block, else 64 below the head, else at the start', async () => {
    expect(await forkBlockOf(url, 138, 7)).toBe(7n)
    const node = await startNode({ chainId: 138 })
    try {
      const fresh = createClient(138, node.url)
      await fresh.mine({ blocks: 20 })
      expect(await forkBlockOf(node.url, 138, undefined)).toBe(0n)
      await fresh.mine({ blocks: 80 })
      expect(await forkBlockOf(node.url, 138, undefined)).toBe(36n)
    } finally {
      await node.stop()
    }
  })
})

describe('nodes', () => {
  test('that cannot start say what anvil said', async () => {
    const failure = startNode({ chainId: 138, loadState: '/nowhere/state.json' })
    await expect(failure).rejects.toThrow(NodeStartError)
  })
})
