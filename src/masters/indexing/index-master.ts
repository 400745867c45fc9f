/** Indexes a prepared master: reads the movie or its remuxed copies, and aligns all tracks on one timeline. */
import { basename } from 'node:path';
import { readIvf, vp8SampleDescription } from '../demux/ivf.js';
import { IndexBudget, type ReserveMemory } from '../index-budget.js';
import { INDEX_FORMAT, type IndexGrowth, type MasterIndex, type MediaFile } from '../master-index.js';
import { withoutTracks } from '../refusals.js';
import { fileMaster } from '../stores/file-master.js';
import type { ByteSource, Master } from '../stores/store.js';
import type { AudioTrack, IgnoredTrack } from '../track.js';
import { alignTracks } from './align-tracks.js';
import type { IndexedTracks, IndexingContext } from './decode-tracks.js';
import { firstSamples } from './first-samples.js';
import { indexMatroska } from './index-matroska.js';
import { indexMovie } from './index-movie.js';
import type { MediaTools, RemuxedFile } from './media-tools.js';
import { isReadInPlace, type PreparedMaster } from './prepare-master.js';
import { RememberedFacts } from './remembered-facts.js';
import { requireSaneDuration, requireSaneSize } from './track-checks.js';
import { videoTrackOf } from './video-track.js';

/**
 * Builds the index of a prepared master. Only reads; writes no files.
 * @param reserve called before memory is allocated; see `IndexBudget`.
 * @throws OnplayError with a `master_…` code when the master cannot be played.
 */
export async function indexPrepared(
  master: Master,
  { container, copies, before }: PreparedMaster,
  tools: MediaTools,
  signal: AbortSignal,
  reserve?: ReserveMemory,
): Promise<MasterIndex> {
  const { growth } = master;
  const facts = growth && new RememberedFacts(tools, before?.facts);
  const context: IndexingContext = {
    ...{ tools: facts ?? tools, budget: new IndexBudget(reserve), signal },
    ...(growth && { growth: before ?? {} }),
  };
  const { asset, version, size } = master;
  const identity = { format: INDEX_FORMAT, asset, version, size } as const;
  if (!isReadInPlace(container)) {
    const tracks = mergeTracks(await Promise.all(copies.map((copy, file) => indexCopy(copy, file, context))));
    return { ...identity, container, ...alignTracks(tracks), files: copies.map(remuxedMediaFile) };
  }
  const source = await master.open();
  try {
    const { name, resume, ...tracks } = alignTracks(await indexInPlace(source, container, context));
    const index: MasterIndex = { ...identity, container: name, files: [{ kind: 'master' }], ...tracks };
    if (!growth || !facts) return index;
    const { isOver } = growth;
    return grown(index, { isOver, facts: facts.known, ...(resume && !isOver && { resume }) });
  } finally {
    await source.close();
  }
}

/** While a master grows, it is not known that anything is missing. */
function grown({ missing, ...index }: MasterIndex, growth: IndexGrowth): MasterIndex {
  return { ...index, ...(growth.isOver && missing && { missing }), growth };
}

/** The tracks of a master that needs no copy. @returns with `name`, that of the container in the index. */
async function indexInPlace(
  source: ByteSource,
  container: string,
  context: IndexingContext,
): Promise<IndexedTracks & { readonly name: string }> {
  if (container === 'matroska') return { name: container, ...(await indexMatroska(source, 0, context)) };
  const { quickTime, ...tracks } = await indexMovie(source, 0, context);
  return { name: quickTime ? 'mov' : 'mp4', ...tracks };
}

function remuxedMediaFile(copy: RemuxedFile): MediaFile {
  return { kind: 'conformed', name: basename(copy.path) };
}

async function indexCopy(copy: RemuxedFile, file: number, context: IndexingContext): Promise<IndexedTracks> {
  const source = await openLocal(copy.path);
  try {
    if (copy.kind === 'ivf') return await indexIvf(copy, source, file, context);
    const { quickTime: _, ...tracks } = await indexMovie(source, file, context);
    return tracks;
  } finally {
    await source.close();
  }
}

/**
 * Opens one of the index's files. The caller closes it.
 * @param file index into `MasterIndex.files`.
 * @throws OnplayError `master_changed`, `master_unreadable`, or `master_without_tracks` when a remuxed copy is gone.
 */
export function openIndexed(master: Master, { copies }: PreparedMaster, file: number): Promise<ByteSource> {
  const copy = copies[file];
  return copy ? openLocal(copy.path) : master.open();
}

async function openLocal(path: string): Promise<ByteSource> {
  const copy = await fileMaster(basename(path), path);
  if (!copy) throw withoutTracks();
  return copy.open();
}

async function indexIvf(
  copy: RemuxedFile,
  source: ByteSource,
  file: number,
  { tools, budget, signal }: IndexingContext,
): Promise<IndexedTracks> {
  const { samples, timeline, frames, width, height } = await readIvf(source, budget);
  requireSaneSize({ width, height });
  requireSaneDuration(timeline);
  const { timescale, times, start, end } = timeline;
  const { count, offsets, sizes, sync } = samples;
  const base = {
    kind: 'video',
    file,
    timescale,
    quickTime: false,
    sampleDescription: vp8SampleDescription(width, height),
    samples: { count, offsets, sizes, sync, times },
  } as const;
  const facts = await tools.decodeVideo(firstSamples(base), source, signal);
  const described = copy.pixelAspectRatio ? { pixelAspectRatio: copy.pixelAspectRatio } : {};
  const upright = { mirrored: false, rotation: 0 } as const;
  const video = videoTrackOf({ ...base, id: 0, start, end, frames }, described, facts, upright);
  return { video, audio: [], ignored: [] };
}

/** Combines the tracks of all copies and numbers them consecutively. */
function mergeTracks(copies: readonly IndexedTracks[]): IndexedTracks {
  const video = copies.find((copy) => copy.video)?.video;
  const audio: AudioTrack[] = [];
  const ignored: IgnoredTrack[] = [];
  let next = video ? 1 : 0;
  for (const copy of copies) {
    for (const track of copy.audio) audio.push({ ...track, id: next++ });
    for (const track of copy.ignored) ignored.push({ ...track, id: next++ });
  }
  if (!video && audio.length === 0) throw withoutTracks();
  return { ...(video ? { video: { ...video, id: 0 } } : {}), audio, ignored };
}
