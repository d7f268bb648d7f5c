// cli-progress ships no types; this is what the simulation uses of it.
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: {
      format: string
      stream: NodeJS.WritableStream
      hideCursor?: boolean
      clearOnComplete?: boolean
    })
    start(total: number, value: number): void
    update(value: number): void
    stop(): void
  }
}
