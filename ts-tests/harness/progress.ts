/** Tells a person at the screen that something long is going on; on stderr, so that stdout stays machine-readable. */
export type Progress = { done: (summary: string) => void }

/** Milliseconds between signs of life: in place on a terminal, rarer where each is a line of a log. */
const TTY_INTERVAL = 200
const LOG_INTERVAL = 5_000

/** Says what goes on and for how long, until `done`. */
export function startProgress(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  const started = Date.now()
  const elapsed = () => `${((Date.now() - started) / 1_000).toFixed(stream.isTTY ? 1 : 0)} s`
  const say = (text: string) => stream.write(stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`)
  const timer = setInterval(() => say(`${label} … ${elapsed()}`), stream.isTTY ? TTY_INTERVAL : LOG_INTERVAL)
  timer.unref()
  return {
    done(summary) {
      clearInterval(timer)
      say(`${label}: ${summary} (${elapsed()})`)
      if (stream.isTTY) stream.write('\n')
    },
  }
}
