import { type Base, startBase } from '../harness/base.ts'
import { type Story, stories } from './chain/settings.ts'
import { InterruptedError, UnknownChapterError } from './errors.ts'
import { startTelling, type Telling } from './progress.ts'
import type { Chapter, Run } from './run.ts'
import { openPegStage } from './scenes/peg/stage.ts'
import { tellPegChapter } from './scenes/pegChapter.ts'
import { openStage, tellVaultChapter } from './scenes/vaultChapter.ts'

/** Name of the folder that the local deployments' records go to. */
const RUN = 'story'

type Told = { chapter?: Chapter; error?: unknown }

/** The chapters asked for, or all. */
export function chaptersFor(wanted: string | undefined): readonly Story[] {
  if (wanted === undefined) return stories
  const found = stories.filter(({ id }) => id === wanted)
  if (found.length === 0)
    throw new UnknownChapterError(
      wanted,
      stories.map(({ id }) => id),
    )
  return found
}

/** A chapter about to be told, and as much of it as has been recorded. */
type Teller = { tell: () => Promise<void>; chapter: (complete: boolean) => Chapter }

/** Sets the stage of a chapter's kind. */
async function openChapter(
  story: Story,
  base: Base,
  seed: string,
  telling: Telling,
  signal: AbortSignal,
): Promise<Teller> {
  if (story.kind === 'vault') {
    const stage = await openStage(story, base, seed, telling, signal)
    return { tell: () => tellVaultChapter(stage), chapter: (complete) => stage.recorder.chapter(complete) }
  }
  const stage = await openPegStage(story, base, seed, telling, signal)
  return { tell: () => tellPegChapter(stage), chapter: (complete) => stage.recorder.chapter(complete) }
}

/** Tells a chapter on a chain of its own; what was recorded is returned even if it breaks off. */
async function tellChapter(story: Story, seed: string, signal: AbortSignal): Promise<Told> {
  const telling = startTelling(story.id)
  telling.say(story.title)
  const base = await startBase(story.chainId, RUN)
  try {
    if (signal.aborted) throw new InterruptedError()
    const { tell, chapter } = await openChapter(story, base, seed, telling, signal)
    try {
      await tell()
      return { chapter: chapter(true) }
    } catch (error) {
      return { chapter: chapter(false), error: await whyItEnded(error, signal) }
    }
  } finally {
    await base.stop()
  }
}

/** How long Ctrl-C may take to reach us after it has reached our chain, milliseconds. */
const SIGNAL_GRACE = 300

/** Ctrl-C in a terminal ends the chain as well, and whatever was asked of it then fails in its own way. */
async function whyItEnded(error: unknown, signal: AbortSignal): Promise<unknown> {
  if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, SIGNAL_GRACE))
  return signal.aborted ? new InterruptedError() : error
}

function statusOf(errors: readonly unknown[]): Run['status'] {
  if (errors.some((error) => error instanceof InterruptedError)) return 'interrupted'
  return errors.length === 0 ? 'complete' : 'failed'
}

/** Tells the chapters one after the other, until one breaks off. */
export async function tellStory(
  told: readonly Story[],
  seed: string,
  signal: AbortSignal,
): Promise<{ run: Run; error?: unknown }> {
  const started = new Date()
  const chapters: Chapter[] = []
  const errors: unknown[] = []
  for (const story of told) {
    const { chapter, error } = await tellChapter(story, seed, signal).catch(
      async (error: unknown): Promise<Told> => ({ error: await whyItEnded(error, signal) }),
    )
    if (chapter !== undefined) chapters.push(chapter)
    if (error !== undefined) {
      errors.push(error)
      break
    }
  }
  const [error] = errors
  const failure = error instanceof Error ? { failure: error.message } : {}
  return {
    run: {
      version: 1,
      startedAt: started.toISOString(),
      milliseconds: String(Date.now() - started.getTime()),
      seed,
      status: statusOf(errors),
      ...failure,
      chapters,
    },
    ...(error === undefined ? {} : { error }),
  }
}

/** Whether everything was told and every claim of it holds. */
export const holds = ({ status, chapters }: Run): boolean =>
  status === 'complete' && chapters.every(({ complete, claims }) => complete && claims.every(({ ok }) => ok))
