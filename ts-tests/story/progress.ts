/** Tells the person at the screen what happens; on stderr, so that the report alone is on stdout. */
export type Telling = {
  /** Something has happened. */
  say: (text: string) => void
  /** Something goes on; redrawn in place on a terminal, a line at each tenth elsewhere. */
  advance: (label: string, done: number, total: number) => void
}

const BAR = 24

export function startTelling(chapter: string, stream: NodeJS.WriteStream = process.stderr): Telling {
  const started = Date.now()
  let lastTenth = 0
  const stamp = () => `[${chapter} ${((Date.now() - started) / 1_000).toFixed(1).padStart(5)} s]`
  const say = (text: string) => stream.write(stream.isTTY ? `\r\x1b[K${stamp()} ${text}\n` : `${stamp()} ${text}\n`)
  return {
    say,
    advance(label, done, total) {
      const tenth = Math.floor((done * 10) / total)
      if (stream.isTTY) {
        const filled = Math.round((done * BAR) / total)
        stream.write(`\r\x1b[K${stamp()} ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${label} ${done}/${total}`)
        if (done === total) stream.write('\r\x1b[K')
      } else if (tenth !== lastTenth && tenth > 0 && tenth % 5 === 0) {
        say(`${label} ${done}/${total}`)
      }
      lastTenth = tenth
    },
  }
}
