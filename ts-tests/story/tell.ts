import { startBase } from '../harness/base.ts'
import { type VaultStory, vaultStories } from './chain/settings.ts'
import { InterruptedError, UnknownChapterError } from './errors.ts'
import { startTelling } from './progress.ts'
import type { Chapter, Run } from './run.ts'
import { openStage, tellVaultChapter } from './scenes/vaultChapter.ts'

/** Name of the folder that the local deployments' records go to. */
const RUN = 'story'

type Told = { chapter?: Chapter; error?: unknown }

/** The chapters asked for, or all. */
export function chaptersFor(wanted: string | undefined): readonly VaultStory[] {
  if (wanted === undefined) return vaultStories
  const found = vaultStories.filter(({ id }) => id === wanted)
  if (found.length === 0)
    throw new UnknownChapterError(
      wanted,
      vaultStories.map(({ id }) => id),
    )
  return found
}

/** Tells a chapter on a chain of its own; what was recorded is returned even if it breaks off. */
async function tellChapter(story: VaultStory, seed: string, signal: AbortSignal): Promise<Told> {
  const telling = startTelling(story.id)
  telling.say(story.title)
  const base = await startBase(story.chainId, RUN)
  try {
    if (signal.aborted) throw new InterruptedError()
    const stage = await openStage(story, base, seed, telling, signal)
    try {
      await tellVaultChapter(stage)
      return { chapter: stage.recorder.chapter(true) }
    } catch (error) {
      return { chapter: stage.recorder.chapter(false), error: await whyItEnded(error, signal) }
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
  stories: readonly VaultStory[],
  seed: string,
  signal: AbortSignal,
): Promise<{ run: Run; error?: unknown }> {
  const started = new Date()
  const chapters: Chapter[] = []
  const errors: unknown[] = []
  for (const story of stories) {
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
