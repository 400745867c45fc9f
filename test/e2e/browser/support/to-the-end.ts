/** Playing what `text-page.js` has loaded, to its end. */
import type { Page } from 'playwright-core';
import { PLAYING_MS } from '../../../support/budgets.js';

export async function playToTheEnd(page: Page): Promise<void> {
  await page.evaluate('video.play()');
  const isOver = 'video.ended || video.currentTime > video.duration - 0.6';
  await page.waitForFunction(isOver, undefined, { timeout: PLAYING_MS });
}

/** What the players reported, without what hls.js tells of a moment by which audio begins later, and of a busy machine. */
export function faultsOf(errors: readonly string[]): string[] {
  return errors.filter((error) => !/^(?:bufferSeekOverHole|fragLoadTimeOut|aborted)$/.test(error));
}
