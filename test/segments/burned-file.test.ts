/** Text of a file beside a master that is burned in. Segments last 2, 2, 4 and 2 seconds. */
import { describe, expect, it } from 'vitest';
import { burnedAsset } from '../../src/assets/burned-asset.js';
import { readInThisThread, type TextReading } from '../../src/assets/text/text-reading.js';
import { hasSegment, variantOf } from '../../src/assets/variant.js';
import type { TextSource } from '../../src/encoder/index.js';
import { Urgency } from '../../src/shared/scheduler/urgency.js';
import { sourceSamples, textProblem } from '../../src/text/index.js';
import { testSegments } from './support/segments.js';
import { textAsset } from './support/text-asset.js';

const SRT = '00:00:02,500 --> 00:00:03,000\none\n\n00:00:07,000 --> 00:00:08,500\ntwo\n';
const { signal } = new AbortController();

/** As of a file that takes too long. */
const stopped: TextReading = async () =>
  sourceSamples({ format: 'srt', head: '', texts: [], problems: [textProblem('reading_stopped')] });

/** The film, and how its text is burned into it. `tasks` are what of texts was read. */
function film(reading: TextReading) {
  const asset = textAsset({ name: 'en.srt', text: SRT });
  const tasks: string[] = [];
  const textReading: TextReading = (task, whileWaited) => {
    tasks.push(task.kind);
    return reading(task, whileWaited);
  };
  const { texts } = testSegments({ asset, textReading });
  const context = { signal, urgency: new Urgency('demand'), client: 'viewer' };
  const read = (text: TextSource) => texts.sourceTrack(asset, text, context);
  return { asset, texts, tasks, textReading, burn: () => burnedAsset(asset, 't-en', read) };
}

describe('a file of text that is burned in', () => {
  it('is read where other texts are, once for manifests and once for all segments with text', async () => {
    const { burn, tasks, textReading } = film(readInThisThread);
    const view = (await burn())!;
    expect(tasks).toEqual(['source']);
    const { ask, encoder } = testSegments({ asset: view, textReading });
    const variant = variantOf(view, view.ladder.video[0]!);
    const own = [0, 1, 2, 3].filter((segment) => hasSegment(variant, segment));
    await Promise.all(own.map((segment) => ask(segment).answer));
    const { id } = variant.rendition;
    expect(encoder.names.filter((name) => name.startsWith(id))).toEqual([`${id}/1`, `${id}/2`, `${id}/3`]);
    expect(tasks).toEqual(['source', 'source']);
  });

  it('is refused where reading it was stopped, which is said of it, and not tried again', async () => {
    const { asset, texts, tasks, burn } = film(stopped);
    for (let i = 0; i < 2; i++) await expect(burn()).rejects.toMatchObject({ code: 'burn_too_large' });
    expect(tasks).toEqual(['source']);
    const [report] = texts.reports(asset);
    expect(report).toMatchObject({ rendition: { id: 't-en' }, problems: [{ code: 'reading_stopped' }] });
  });

  it('is missing in no segment that is to have it, where reading it again was stopped', async () => {
    const view = (await film(readInThisThread).burn())!;
    const { ask, encoder } = testSegments({ asset: view, textReading: stopped });
    await expect(ask(1).answer).rejects.toMatchObject({ code: 'burn_too_large' });
    expect(encoder.names.filter((name) => name.endsWith('/1'))).toEqual([]);
  });
});
