/** The part of cli-progress that is used here; the package brings no types. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: {
      format: string
      noTTYOutput?: boolean
      notTTYSchedule?: number
      clearOnComplete?: boolean
      hideCursor?: boolean
      stream?: NodeJS.WritableStream
    })
    start(total: number, value: number, payload?: Readonly<Record<string, string | number>>): void
    increment(step: number, payload?: Readonly<Record<string, string | number>>): void
    stop(): void
  }
}
