/** Which filters and encoders a build of ffmpeg has, for `onplay doctor`. */

import { readOutput } from '../confinement/executable.js';
import type { FfmpegBinary } from './binary.js';

/** zscale and tonemap convert HDR to SDR, bwdif deinterlaces. */
const FILTERS = ['zscale', 'tonemap', 'bwdif'] as const;
const ENCODERS = ['libx264', 'aac'] as const;

type FilterName = (typeof FILTERS)[number];
type EncoderName = (typeof ENCODERS)[number];

interface FfmpegCapabilities {
  readonly filters: Readonly<Record<FilterName, boolean>>;
  readonly encoders: Readonly<Record<EncoderName, boolean>>;
}

/** Lists ffmpeg's filters and encoders; all false if ffmpeg does not run. */
export async function readCapabilities(
  binary: Pick<FfmpegBinary, 'ffmpegPath'>,
): Promise<FfmpegCapabilities> {
  const [filters, encoders] = await Promise.all(
    ['-filters', '-encoders'].map(async (list) => {
      const output = await readOutput(binary.ffmpegPath, ['-hide_banner', list]);
      return parseNames(output?.toString('utf8') ?? '');
    }),
  );
  return { filters: presence(FILTERS, filters), encoders: presence(ENCODERS, encoders) };
}

/** The names of its encoders; empty if ffmpeg does not run. */
export async function readEncoders({
  ffmpegPath,
}: Pick<FfmpegBinary, 'ffmpegPath'>): Promise<ReadonlySet<string>> {
  const output = await readOutput(ffmpegPath, ['-hide_banner', '-encoders']);
  return parseNames(output?.toString('utf8') ?? '');
}

/** The second word of every line that starts with flags: ` T.. zscale  V->V  …`, ` V....D libx264  …`. */
export function parseNames(output: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, name] of output.matchAll(/^ [A-Z.|]{2,6} ([\w-]+) /gm))
    if (name !== undefined) names.add(name);
  return names;
}

function presence<Name extends string>(
  wanted: readonly Name[],
  found: ReadonlySet<string> | undefined,
): Record<Name, boolean> {
  return Object.fromEntries(wanted.map((name) => [name, found?.has(name) ?? false])) as Record<Name, boolean>;
}
