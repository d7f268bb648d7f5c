import { parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { weth9Abi } from './abis/erc20.ts'
import { v3FactoryAbi } from './abis/v3.ts'
import { hexInPackage, loadArtifact } from './artifacts.ts'
import { ArtifactInvalidError, ArtifactMissingError } from './errors.ts'
import { infrastructureSources } from './origin/infrastructure.ts'
import { tokenArtifacts } from './origin/tokens.ts'
import { venueArtifacts } from './origin/venues.ts'

describe('artifacts', () => {
  test('come from npm packages', () => {
    const { name, creationCode } = loadArtifact(tokenArtifacts.weth9, weth9Abi)
    expect(name).toBe('WETH9')
    expect(creationCode).toMatch(/^0x60806040/)
  })

  test('refuse an ABI that the contract does not have', () => {
    expect(() => loadArtifact(tokenArtifacts.weth9, parseAbi(['function mint(address to, uint256 amount)']))).toThrow(
      ArtifactInvalidError,
    )
    expect(() => loadArtifact(venueArtifacts.uniswapV3Factory, parseAbi(['function owner(uint256 x)']))).toThrow(
      'has no function owner(uint256)',
    )
  })

  test('refuse an interface, which has no code', () => {
    const path = '@uniswap/v3-core/artifacts/contracts/interfaces/IUniswapV3Factory.sol/IUniswapV3Factory.json'
    expect(() => loadArtifact(path, v3FactoryAbi)).toThrow('it has no bytecode')
  })

  test('refuse code with libraries left to link', () => {
    const path =
      '@uniswap/v3-periphery/artifacts/contracts/NonfungibleTokenPositionDescriptor.sol/NonfungibleTokenPositionDescriptor.json'
    expect(() => loadArtifact(path, [])).toThrow('libraries left to link')
  })

  test('say how to get what is missing', () => {
    expect(() => loadArtifact('out/Nothing.sol/Nothing.json', [])).toThrow('Run "npm run build"')
    expect(() => loadArtifact('@uniswap/v3-core/nothing.json', [])).toThrow('Run "npm ci"')
    expect(() => loadArtifact('@uniswap/v3-core/nothing.json', [])).toThrow(ArtifactMissingError)
  })

  test('are found inside package sources', () => {
    const permit2 = hexInPackage(infrastructureSources.permit2, /hex"([0-9a-f]+)"/)
    expect((permit2.length - 2) / 2).toBe(9_152)
    expect(() => hexInPackage(infrastructureSources.permit2, /no such text (x)/)).toThrow(ArtifactInvalidError)
    expect(() => hexInPackage('nothing/nothing.sol', /(x)/)).toThrow(ArtifactMissingError)
  })
})
