/** From a stored master to its index: sniffs the container, conforms what is not a movie, indexes, aligns. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { readIvf, vp8SampleDescription } from '../movie/ivf.js';
import { codecUnsupported, withoutTracks } from '../refusals.js';
import { fileMaster } from '../stores/file-master.js';
import type { ByteSource, Master } from '../stores/store.js';
import type { AudioTrack, IgnoredTrack } from '../track.js';
import { alignTracks } from './align-tracks.js';
import { type IndexedTracks, indexMovie } from './build-index.js';
import { INDEX_FORMAT, type MasterIndex, type MediaFile } from './master-index.js';
import type { ConformedFile, MediaTools } from './media-tools.js';
import { sniffContainer } from './sniff.js';
import { requireSaneDuration, requireSaneSize } from './track-checks.js';
import { videoTrackOf } from './video-track.js';

/**
 * @param conformedFolder where copies are kept when the master is not an MP4 or MOV.
 * @throws OnplayError with a `master_…` code when the master cannot be played.
 */
export async function indexMaster(
  master: Master,
  conformedFolder: string,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<MasterIndex> {
  const source = await master.open();
  try {
    const container = await sniffContainer(source);
    const { asset, version, size } = master;
    const identity = { format: INDEX_FORMAT, asset, version, size } as const;
    if (container !== 'movie') {
      return {
        ...identity,
        container,
        ...(await indexConformed(master, container, conformedFolder, tools, signal)),
      };
    }
    const { quickTime, ...tracks } = alignTracks(await indexMovie(source, 0, tools, signal));
    return { ...identity, container: quickTime ? 'mov' : 'mp4', files: [{ kind: 'master' }], ...tracks };
  } finally {
    await source.close();
  }
}

type ConformedTracks = Pick<MasterIndex, 'files' | 'video' | 'audio' | 'ignored'>;

/** Copies into a temporary folder, indexes the copies, and only then puts the folder in its place. */
async function indexConformed(
  master: Master,
  container: string,
  folder: string,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<ConformedTracks> {
  if (master.localPath === undefined) throw codecUnsupported(container);
  const temporary = `${folder}.${randomBytes(6).toString('hex')}.tmp`;
  await mkdir(temporary, { recursive: true });
  try {
    const copies = await tools.conform(master.localPath, container, temporary, signal);
    const tracks = mergeTracks(
      await Promise.all(copies.map((copy, file) => indexCopy(copy, file, tools, signal))),
    );
    await replaceFolder(temporary, folder);
    return { ...alignTracks(tracks), files: copies.map(conformedFile) };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Where another process has put its copies in the meantime, those are as good. */
async function replaceFolder(made: string, place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await rename(made, place).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

function conformedFile(copy: ConformedFile): MediaFile {
  return { kind: 'conformed', name: basename(copy.path) };
}

type Tracks = Omit<IndexedTracks, 'quickTime'>;

async function indexCopy(
  copy: ConformedFile,
  file: number,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<Tracks> {
  const source = await openLocal(copy.path);
  try {
    if (copy.kind === 'ivf') return await indexIvf(copy, source, file, tools, signal);
    const { quickTime: _, ...tracks } = await indexMovie(source, file, tools, signal);
    return tracks;
  } finally {
    await source.close();
  }
}

async function openLocal(path: string): Promise<ByteSource> {
  const copy = await fileMaster(basename(path), path);
  if (!copy) throw withoutTracks();
  return copy.open();
}

async function indexIvf(
  copy: ConformedFile,
  source: ByteSource,
  file: number,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<Tracks> {
  const { samples, timeline, frames, width, height } = await readIvf(source);
  requireSaneSize({ width, height });
  requireSaneDuration(timeline);
  const { timescale, times, start, end } = timeline;
  const { count, offsets, sizes, sync } = samples;
  const base = {
    kind: 'video',
    timescale,
    quickTime: false,
    sampleDescription: vp8SampleDescription(width, height),
    samples: { count, offsets, sizes, sync, times },
  } as const;
  const facts = await tools.decodeVideo(base, source, signal);
  const described = copy.pixelAspectRatio ? { pixelAspectRatio: copy.pixelAspectRatio } : {};
  const upright = { mirrored: false, rotation: 0 } as const;
  const video = videoTrackOf({ ...base, id: 0, file, start, end, frames }, described, facts, upright);
  return { video, audio: [], ignored: [] };
}

/** The tracks of all copies, numbered through. */
function mergeTracks(copies: readonly Tracks[]): Tracks {
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
