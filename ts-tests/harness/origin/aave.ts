import {
  type Abi,
  type Address,
  type ContractConstructorArgs,
  encodeAbiParameters,
  getContractAddress,
  isAddressEqual,
  maxUint256,
  parseAbi,
  zeroAddress,
} from 'viem'
import {
  aaveAclManagerAbi,
  aaveConfiguratorAbi,
  aavePoolAbi,
  aavePriceOracleAbi,
  aaveProviderAbi,
  aTokenAbi,
} from '../abis/aave.ts'
import { erc20Abi } from '../abis/erc20.ts'
import { type Artifact, loadArtifact } from '../artifacts.ts'
import type { Client } from '../client.ts'
import { type AaveV3Config, type ChainConfig, tokenOf } from '../config.ts'
import { deploy } from '../deploy.ts'
import { deployAt } from '../deployAt.ts'
import { ReserveAddressMismatchError } from '../errors.ts'
import { send } from '../send.ts'
import { builder } from './builder.ts'
import { amountFor, endow, usdPriceOf } from './depth.ts'
import { aaveBorrowedUsd, aaveSuppliedUsd } from './market.ts'

const core = '@aave/core-v3/artifacts/contracts'
const logic = (name: string) => `${core}/protocol/libraries/logic/${name}.sol/${name}.json` as const

export const aaveArtifacts = {
  addressesProvider: `${core}/protocol/configuration/PoolAddressesProvider.sol/PoolAddressesProvider.json`,
  aclManager: `${core}/protocol/configuration/ACLManager.sol/ACLManager.json`,
  // Arbitrum's pool has the calldata shorthands of Aave's second-layer build.
  pool: `${core}/protocol/pool/L2Pool.sol/L2Pool.json`,
  poolConfigurator: `${core}/protocol/pool/PoolConfigurator.sol/PoolConfigurator.json`,
  interestRates: `${core}/protocol/pool/DefaultReserveInterestRateStrategy.sol/DefaultReserveInterestRateStrategy.json`,
  aToken: `${core}/protocol/tokenization/AToken.sol/AToken.json`,
  stableDebtToken: `${core}/protocol/tokenization/StableDebtToken.sol/StableDebtToken.json`,
  variableDebtToken: `${core}/protocol/tokenization/VariableDebtToken.sol/VariableDebtToken.json`,
  priceOracle: `${core}/mocks/oracle/PriceOracle.sol/PriceOracle.json`,
  borrowLogic: logic('BorrowLogic'),
  bridgeLogic: logic('BridgeLogic'),
  configuratorLogic: logic('ConfiguratorLogic'),
  eModeLogic: logic('EModeLogic'),
  flashLoanLogic: logic('FlashLoanLogic'),
  liquidationLogic: logic('LiquidationLogic'),
  poolLogic: logic('PoolLogic'),
  supplyLogic: logic('SupplyLogic'),
} as const

const ofOne = parseAbi(['constructor(address of_)'])
const interestRatesAbi = parseAbi([
  'constructor(address provider, uint256 optimalUsageRatio, uint256 baseVariableBorrowRate, uint256 variableRateSlope1, uint256 variableRateSlope2, uint256 stableRateSlope1, uint256 stableRateSlope2, uint256 baseStableRateOffset, uint256 stableRateExcessOffset, uint256 optimalStableToTotalDebtRatio)',
])

const RAY = 10n ** 27n
const percent = (of: bigint): bigint => (RAY * of) / 100n
/** 3.5 % a year at 90 % usage, as Aave's stable coins were listed; the stable rate is not offered. */
const RATES = [percent(90n), 0n, percent(4n), percent(60n), 0n, 0n, 0n, 0n, percent(20n)] as const

/** Collateral of the builder's loan, bp: Aave's own figures for WETH. */
const LTV_BP = 8_000n
const LIQUIDATION_THRESHOLD_BP = 8_250n
const LIQUIDATION_BONUS_BP = 10_500n
const VARIABLE_RATE = 2n

const create = <const abi extends Abi>(
  client: Client,
  { creationCode }: Artifact<Abi>,
  abi: abi,
  args: ContractConstructorArgs<abi>,
) => deploy(client, abi, creationCode, args, builder)

/** The implementation of the pool, with the libraries it is linked with. */
async function createPoolImplementation(client: Client, provider: Address): Promise<Address> {
  const library = async (path: string, libraries = {}) => create(client, loadArtifact(path, [], libraries), [], [])
  const BorrowLogic = await library(aaveArtifacts.borrowLogic)
  const libraries = {
    BorrowLogic,
    BridgeLogic: await library(aaveArtifacts.bridgeLogic),
    EModeLogic: await library(aaveArtifacts.eModeLogic),
    FlashLoanLogic: await library(aaveArtifacts.flashLoanLogic, { BorrowLogic }),
    LiquidationLogic: await library(aaveArtifacts.liquidationLogic),
    PoolLogic: await library(aaveArtifacts.poolLogic),
    SupplyLogic: await library(aaveArtifacts.supplyLogic),
  }
  return create(client, loadArtifact(aaveArtifacts.pool, aavePoolAbi, libraries), ofOne, [provider])
}

async function createConfiguratorImplementation(client: Client): Promise<Address> {
  const ConfiguratorLogic = await create(client, loadArtifact(aaveArtifacts.configuratorLogic, []), [], [])
  const artifact = loadArtifact(aaveArtifacts.poolConfigurator, aaveConfiguratorAbi, { ConfiguratorLogic })
  return create(client, artifact, [], [])
}

/**
 * Aave's own deployment: the provider creates the proxies of pool and configurator as its first and second contract,
 * which is what the live addresses follow from.
 */
async function installCore(client: Client, market: AaveV3Config): Promise<void> {
  const { addressesProvider: provider } = market
  const owned = encodeAbiParameters([{ type: 'string' }, { type: 'address' }], ['Aave Arbitrum Market', builder])
  await deployAt(client, loadArtifact(aaveArtifacts.addressesProvider, aaveProviderAbi), owned, provider, builder)
  const set = { account: builder, address: provider, abi: aaveProviderAbi } as const
  await send(client, { ...set, functionName: 'setACLAdmin', args: [builder] })
  const ofProvider = encodeAbiParameters([{ type: 'address' }], [provider])
  const acl = loadArtifact(aaveArtifacts.aclManager, aaveAclManagerAbi)
  await deployAt(client, acl, ofProvider, market.aclManager, builder)
  await send(client, { ...set, functionName: 'setACLManager', args: [market.aclManager] })
  await send(client, {
    account: builder,
    address: market.aclManager,
    abi: aaveAclManagerAbi,
    functionName: 'addPoolAdmin',
    args: [builder],
  })
  const pool = await createPoolImplementation(client, provider)
  await send(client, { ...set, functionName: 'setPoolImpl', args: [pool] })
  const configurator = await createConfiguratorImplementation(client)
  await send(client, { ...set, functionName: 'setPoolConfiguratorImpl', args: [configurator] })
}

/** The nonce at which an account creates a contract at an address. */
function nonceOf(creator: Address, created: Address, symbol: string): bigint {
  for (let nonce = 1n; nonce <= 1_000n; nonce++) {
    if (isAddressEqual(getContractAddress({ from: creator, nonce }), created)) return nonce
  }
  throw new ReserveAddressMismatchError(symbol, created)
}

/** Lists the address book's reserves; each aToken lies where the live chain's does, which depends on what came before. */
async function listReserves(client: Client, config: ChainConfig, market: AaveV3Config): Promise<void> {
  const { addressesProvider: provider, pool, poolConfigurator } = market
  const implementation = (path: string) => create(client, loadArtifact(path, []), ofOne, [pool])
  const implementations = {
    aTokenImpl: await implementation(aaveArtifacts.aToken),
    stableDebtTokenImpl: await implementation(aaveArtifacts.stableDebtToken),
    variableDebtTokenImpl: await implementation(aaveArtifacts.variableDebtToken),
  }
  const rates = await create(client, loadArtifact(aaveArtifacts.interestRates, []), interestRatesAbi, [
    provider,
    ...RATES,
  ])
  const configure = { account: builder, address: poolConfigurator, abi: aaveConfiguratorAbi } as const
  for (const [symbol, { aToken }] of Object.entries(market.reserves)) {
    const { address, decimals } = tokenOf(config, symbol)
    await client.setNonce({ address: poolConfigurator, nonce: Number(nonceOf(poolConfigurator, aToken, symbol)) })
    const input = {
      ...implementations,
      underlyingAssetDecimals: decimals,
      interestRateStrategyAddress: rates,
      underlyingAsset: address,
      treasury: builder,
      incentivesController: zeroAddress,
      aTokenName: `Aave Arbitrum ${symbol}`,
      aTokenSymbol: `aArb${symbol}`,
      variableDebtTokenName: `Aave Arbitrum Variable Debt ${symbol}`,
      variableDebtTokenSymbol: `variableDebtArb${symbol}`,
      stableDebtTokenName: `Aave Arbitrum Stable Debt ${symbol}`,
      stableDebtTokenSymbol: `stableDebtArb${symbol}`,
      params: '0x',
    } as const
    await send(client, { ...configure, functionName: 'initReserves', args: [[input]] })
    await send(client, { ...configure, functionName: 'setReserveBorrowing', args: [address, true] })
    await send(client, {
      ...configure,
      functionName: 'configureReserveAsCollateral',
      args: [address, LTV_BP, LIQUIDATION_THRESHOLD_BP, LIQUIDATION_BONUS_BP],
    })
  }
}

/** Every reserve is lent to and borrowed from, so that what is supplied earns. */
async function bringToLife(client: Client, config: ChainConfig, market: AaveV3Config): Promise<void> {
  const { addressesProvider, pool } = market
  const oracle = await create(client, loadArtifact(aaveArtifacts.priceOracle, aavePriceOracleAbi), [], [])
  await send(client, {
    account: builder,
    address: addressesProvider,
    abi: aaveProviderAbi,
    functionName: 'setPriceOracle',
    args: [oracle],
  })
  const lend = { account: builder, address: pool, abi: aavePoolAbi } as const
  const symbols = Object.keys(market.reserves)
  for (const symbol of symbols) {
    const token = tokenOf(config, symbol)
    const price = usdPriceOf(config, symbol)
    await send(client, {
      account: builder,
      address: oracle,
      abi: aavePriceOracleAbi,
      functionName: 'setAssetPrice',
      args: [token.address, price],
    })
    await endow(client, config, symbol, builder)
    const approve = { account: builder, address: token.address, abi: erc20Abi, functionName: 'approve' } as const
    await send(client, { ...approve, args: [pool, maxUint256] })
    const supplied = amountFor(aaveSuppliedUsd, price, token)
    await send(client, { ...lend, functionName: 'supply', args: [token.address, supplied, builder, 0] })
  }
  for (const symbol of symbols) {
    const token = tokenOf(config, symbol)
    const borrowed = amountFor(aaveBorrowedUsd, usdPriceOf(config, symbol), token)
    await send(client, { ...lend, functionName: 'borrow', args: [token.address, borrowed, VARIABLE_RATE, 0, builder] })
  }
}

/** The address book's money markets: genuine bytecode, deployed as Aave deploys it, at the addresses of the live chain. */
export async function installMoneyMarkets(client: Client, config: ChainConfig): Promise<void> {
  for (const market of Object.values(config.moneyMarkets)) {
    await installCore(client, market)
    await listReserves(client, config, market)
    await bringToLife(client, config, market)
    for (const [symbol, { aToken }] of Object.entries(market.reserves)) {
      const underlying = await client.readContract({
        address: aToken,
        abi: aTokenAbi,
        functionName: 'UNDERLYING_ASSET_ADDRESS',
      })
      if (!isAddressEqual(underlying, tokenOf(config, symbol).address)) {
        throw new ReserveAddressMismatchError(symbol, aToken)
      }
    }
  }
}
