/** Indexes a prepared master: reads the movie or its remuxed copies, and aligns all tracks on one timeline. */
import { basename } from 'node:path';
import { taggedCover } from '../../demux/index.js';
import type { ByteSource, Master } from '../../stores/index.js';
import { type Attachment, holdFrames, IndexBudget, type ReserveMemory } from '../../tracks/index.js';
import { FIRST_FRAMES } from '../captions/find-captions.js';
import { INDEX_FORMAT, type IndexGrowth, type MasterIndex, type MediaFile } from '../master-index.js';
import { alignTracks } from './align-tracks.js';
import { indexCopies, openCopy } from './index-copies.js';
import { indexMatroska } from './index-matroska.js';
import { indexMovie } from './index-movie.js';
import { indexTransportStream } from './index-transport-stream.js';
import type { MediaTools, RemuxedFile } from './media-tools.js';
import { type OutlinedIndex, outlinedIndex } from './outline/outlined-index.js';
import { isReadInPlace, type PreparedMaster } from './prepare-master.js';
import type { IndexedTracks, IndexingContext } from './tracks/indexed-tracks.js';
import { RememberedFacts } from './tracks/remembered-facts.js';

/** What an indexing reports, and waits for. */
interface IndexingProcess {
  /** Called before memory is allocated; see `IndexBudget`. */
  readonly reserve?: ReserveMemory;
  /** See `IndexingContext`. */
  readonly onProgress?: (share: number) => void;
  /** Called with what is known of a film as soon as it can be cut, long before its index is complete. Must not throw. */
  readonly onOutline?: (index: OutlinedIndex) => void;
}

/**
 * Builds the index of a prepared master. Only reads; writes no files.
 * @throws OnplayError with a `master_…` code when the master cannot be played.
 */
export async function indexPrepared(
  master: Master,
  { container, copies, ignored, before }: PreparedMaster,
  tools: MediaTools,
  signal: AbortSignal,
  { reserve, onProgress, onOutline }: IndexingProcess = {},
): Promise<MasterIndex> {
  const { growth } = master;
  // The first samples of a film that has an outline are decoded for that, and not again for the whole.
  const facts = new RememberedFacts(tools, before?.facts);
  const context: IndexingContext = {
    ...{ tools: facts, budget: new IndexBudget(reserve), signal },
    ...(growth && { growth: { ...before, isOver: growth.isOver } }),
    ...(onProgress && { onProgress }),
  };
  const { asset, version, size } = master;
  const identity = { format: INDEX_FORMAT, asset, version, size } as const;
  if (!isReadInPlace(container)) {
    const tracks = holdFrames(alignTracks(await indexCopies(copies, ignored, context)));
    const attachments = await coversOf(master);
    return {
      ...identity,
      container,
      ...NO_TEXT,
      ...tracks,
      attachments,
      files: copies.map(remuxedMediaFile),
    };
  }
  const source = await master.open();
  try {
    let outline: OutlinedIndex | undefined;
    const keepOutline = (outlined: IndexedTracks, headFrames: number): boolean => {
      outline = outlinedIndex(outlined, headFrames, identity);
      if (outline) onOutline?.(outline);
      return outline !== undefined;
    };
    const inPlace = { ...context, ...(!growth && { onOutline: keepOutline }) };
    const { name, resume, ...tracks } = alignTracks(await indexInPlace(source, container, inPlace));
    const index: MasterIndex = {
      ...identity,
      container: name,
      files: [{ kind: 'master' }],
      ...NO_TEXT,
      ...tracks,
    };
    // What grows may have more video later, and what was served stays as it is.
    if (!growth) return { ...holdFrames(index), ...(outline && { outline: outline.outline }) };
    const { isOver } = growth;
    const known = { isOver, facts: facts.known, ...knownCaptions(index) };
    return grown(index, { ...known, ...(resume && !isOver && { resume }) });
  } finally {
    await source.close();
  }
}

/** Of containers whose text is not read. */
const NO_TEXT = { text: [], chapters: [], attachments: [] } as const;

/** @throws what reading it throws. */
async function coversOf(master: Master): Promise<readonly Attachment[]> {
  const source = await master.open();
  try {
    const cover = await taggedCover(source);
    return cover ? [cover] : [];
  } finally {
    await source.close();
  }
}

/** While a master grows, it is not known that anything is missing. */
function grown({ missing, ...index }: MasterIndex, growth: IndexGrowth): MasterIndex {
  return { ...index, ...(growth.isOver && missing && { missing }), growth };
}

/** The first frames do not change, so that later looks need not read them; half of them tell what all do. */
function knownCaptions({ video }: MasterIndex): Pick<IndexGrowth, 'captions'> {
  return video && video.frames.length >= FIRST_FRAMES / 2 ? { captions: video.captions ?? 'none' } : {};
}

/** The tracks of a master that needs no copy. @returns with `name`, that of the container in the index. */
async function indexInPlace(
  source: ByteSource,
  container: string,
  context: IndexingContext,
): Promise<IndexedTracks & { readonly name: string }> {
  if (container === 'mpegts') return { name: container, ...(await indexTransportStream(source, 0, context)) };
  if (container === 'matroska') return { name: container, ...(await indexMatroska(source, 0, context)) };
  const { quickTime, ...tracks } = await indexMovie(source, 0, context);
  return { name: quickTime ? 'mov' : 'mp4', ...tracks };
}

function remuxedMediaFile(copy: RemuxedFile): MediaFile {
  return { kind: 'remuxed', name: basename(copy.path) };
}

/**
 * Opens one of the index's files. The caller closes it.
 * @param file index into `MasterIndex.files`.
 * @throws OnplayError `master_changed`, `master_unreadable`, or `master_without_tracks` when a remuxed copy is gone.
 */
export function openIndexed(master: Master, { copies }: PreparedMaster, file: number): Promise<ByteSource> {
  const copy = copies[file];
  return copy ? openCopy(copy) : master.open();
}
