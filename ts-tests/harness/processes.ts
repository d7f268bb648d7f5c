import { execFileSync } from 'node:child_process'

/**
 * The anvils below a process that still run. Other children are no chains (tsx keeps a compiler while its cache is cold),
 * and a zombie, which waits for its parent's parent to notice, has ended.
 */
export function anvilsOf(parent: number | undefined): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, stat, comm]) => Number(ppid) === parent && !stat?.startsWith('Z') && comm?.includes('anvil'))
    .map(([pid]) => Number(pid))
}

/** Whether a process still runs. */
export function isAlive(pid: number): boolean {
  try {
    const stat = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return stat !== '' && !stat.startsWith('Z')
  } catch {
    return false
  }
}
