import type { AnalysedContract } from './analysis.ts'
import { SelectorCollisionError } from './errors.ts'

/** Contract to signature to selector, for everything in src/ that can be deployed. */
export function selectorsOf(contracts: readonly AnalysedContract[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    contracts
      .filter(({ kind, methodIdentifiers }) => kind === 'contract' && Object.keys(methodIdentifiers).length > 0)
      .map(({ name, methodIdentifiers }): [string, Record<string, string>] => [
        name,
        Object.fromEntries(
          Object.entries(methodIdentifiers)
            .map(([signature, selector]): [string, string] => [signature, `0x${selector}`])
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Refuses two functions of the facets with one selector: in a diamond one would silently replace the other. */
export function requireNoCollisions(selectors: Record<string, Record<string, string>>): void {
  const owners = new Map<string, Set<string>>()
  for (const [name, functions] of Object.entries(selectors)) {
    if (!name.endsWith('Facet')) continue
    for (const [signature, selector] of Object.entries(functions)) {
      owners.set(selector, (owners.get(selector) ?? new Set()).add(signature))
    }
  }
  const collisions = [...owners]
    .filter(([, signatures]) => signatures.size > 1)
    .map(([selector, signatures]) => `${selector}: ${[...signatures].join(', ')}`)
  if (collisions.length > 0) throw new SelectorCollisionError(collisions)
}
