import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's top folder, without a trailing slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** A path inside the repository. */
export const inRoot = (...parts: readonly string[]): string => join(root, ...parts)
