import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { inRoot, root } from '../harness/paths.ts'

/** A chapter takes ten seconds, a first deployment a minute; a loaded machine takes many times that. Milliseconds. */
export const PATIENCE = 600_000

/** What the command said so far; it grows. */
export type Heard = { out: string; err: string }

/** The command as it runs: what it says, the exit code it ends with, and its process. */
export type Running = { told: Heard; ended: Promise<number | null>; pid: number }

/**
 * `npm start` for the tests of a file: each test has a folder of its own for record and page, and what it leaves running
 * is ended after it.
 */
export function useStory() {
  let folder = ''
  let child: ChildProcess | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'story-'))
  })
  afterEach(async () => {
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGKILL')
      await once(child, 'exit')
    }
    child = undefined
    rmSync(folder, { recursive: true })
  })

  /** A file of the test's folder. */
  const written = (file: 'run.json' | 'index.html'): string => join(folder, file)

  /** Runs the story as its npm script does, in a process group of its own as a terminal would. */
  function start(...args: string[]): Running {
    const file = inRoot('ts-tests', 'story', 'index.ts')
    const started = spawn(process.execPath, ['--import', 'tsx', file, '--out', folder, ...args], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const told = { out: '', err: '' }
    started.stdout.on('data', (chunk: Buffer) => {
      told.out += chunk.toString()
    })
    started.stderr.on('data', (chunk: Buffer) => {
      told.err += chunk.toString()
    })
    const ended = once(started, 'close').then(() => started.exitCode)
    return { told, ended, pid: started.pid ?? 0 }
  }
  return { start, written }
}

/** Waits until the command has said something; fails if it ends before. */
export async function until({ told, ended }: Running, text: string): Promise<void> {
  let over = false
  void ended.then(() => {
    over = true
  })
  while (!told.err.includes(text)) {
    if (over) expect.fail(`ended before "${text}":\n${told.err}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
