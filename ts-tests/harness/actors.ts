/** Contracts of test/utils that trade and provide liquidity without a router, where a venue offers no other way. */
export const actorArtifacts = {
  v3: 'out/V3Actor.sol/V3Actor.json',
  v4: 'out/V4Actor.sol/V4Actor.json',
  algebra: 'out/AlgebraActor.sol/AlgebraActor.json',
} as const

/** Their sources, for forge. */
export const actorSources = ['test/utils/V3Actor.sol', 'test/utils/V4Actor.sol', 'test/utils/AlgebraActor.sol'] as const
