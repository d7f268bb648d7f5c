import { type Hex, parseAbi, zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { weth9Abi } from './abis/erc20.ts'
import { v3FactoryAbi } from './abis/v3.ts'
import { hexInPackage, loadArtifact, withConstant } from './artifacts.ts'
import { ArtifactInvalidError, ArtifactMissingError } from './errors.ts'
import { aaveArtifacts } from './origin/aave.ts'
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

  test('are linked with the libraries they are given, wherever they are called', () => {
    const [BorrowLogic, other] = ['0x1111111111111111111111111111111111111111', zeroAddress] as const
    const path = aaveArtifacts.flashLoanLogic
    expect(() => loadArtifact(path, [])).toThrow('libraries left to link')
    expect(() => loadArtifact(path, [], { SupplyLogic: BorrowLogic })).toThrow('libraries left to link')
    const { creationCode } = loadArtifact(path, [], { BorrowLogic })
    const places = creationCode.split(BorrowLogic.slice(2)).length - 1
    expect(places).toBeGreaterThan(0)
    // Nothing but the address differs.
    const elsewhere = loadArtifact(path, [], { BorrowLogic: other })
    expect(creationCode.replaceAll(BorrowLogic.slice(2), other.slice(2))).toBe(elsewhere.creationCode)
  })

  test('have a constant replaced only where it stands once', () => {
    const code = (creationCode: Hex) => ({ name: 'Code', abi: [], creationCode })
    expect(withConstant(code('0x60aabb61'), '0xaabb', '0xccdd').creationCode).toBe('0x60ccdd61')
    expect(() => withConstant(code('0x6060'), '0xaabb', '0xccdd')).toThrow('occurs in it 0 times')
    expect(() => withConstant(code('0xaabb60aabb'), '0xaabb', '0xccdd')).toThrow('occurs in it 2 times')
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
