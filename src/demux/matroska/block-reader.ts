/** Reads where the frames of a block are (RFC 9559 10). */
import { type BlockHeader, type Lace, laceSizes, lacingOf, readBlockHeader } from '../../matroska/index.js';
import type { FileWindow } from './file-window.js';
import type { HiddenFrames } from './frames/hidden-frames.js';
import { type FrameLengths, LENGTH_HEAD_BYTES } from './frames/lengths/frame-lengths.js';
import { MAX_LACE_HEADER_BYTES } from './limits.js';

/** A track whose frames are read. */
export interface WantedTrack {
  /** Index among those that are read. */
  readonly index: number;
  /** Every frame can be decoded without others, whatever its flags say. */
  readonly isIntraOnly: boolean;
  /** For a codec whose frames say whether they are presented. */
  readonly hiddenFrames: HiddenFrames | undefined;
  /** For a codec whose frames say how long they are. */
  readonly lengths: FrameLengths | undefined;
  /** Nanoseconds between the frames of a block, where known. */
  readonly defaultDuration: number | undefined;
}

/** A block of a track that is read. */
export interface Block {
  readonly track: WantedTrack;
  readonly header: BlockHeader;
  /** Offset of its first frame. */
  readonly offset: number;
  /** Bytes of its frames, which follow each other. */
  readonly sizes: readonly number[];
  /** Whether the only frame says of itself that it is not presented. */
  readonly isHidden: boolean;
}

/** Header of an element and of a block, and the sizes of a small lace. */
export const HEAD_BYTES = 64;

export class BlockReader {
  readonly #window: FileWindow;
  readonly #tracks: ReadonlyMap<number, WantedTrack>;

  /** @param tracks by track number. */
  constructor(window: FileWindow, tracks: ReadonlyMap<number, WantedTrack>) {
    this.#window = window;
    this.#tracks = tracks;
  }

  /**
   * The block with the contents [start, end), of which `HEAD_BYTES` are in memory. Undefined if it is malformed, or of a track
   * that is not read. `more` if its header is not enough, and `readMore` has to be called.
   */
  read(start: number, end: number): Block | undefined | 'more' {
    const header = this.#headerAt(start, end);
    const track = header && this.#tracks.get(header.trackNumber);
    if (!track) return undefined;
    const offset = start + header.headerSize;
    if (lacingOf(header) !== 0 || this.#mayBeHidden(track, offset)) return 'more';
    return { track, header, offset, sizes: [end - offset], isHidden: false };
  }

  /** As `read`, for what is not in memory. @throws what the source throws. */
  async readMore(start: number, end: number): Promise<Block | undefined> {
    const header = this.#headerAt(start, end);
    const track = header && this.#tracks.get(header.trackNumber);
    if (!track) return undefined;
    const offset = start + header.headerSize;
    if (lacingOf(header) === 0) {
      const isHidden = await this.#isHidden(track, offset, end);
      return { track, header, offset, sizes: [end - offset], isHidden };
    }
    const lace = await this.#laceAt(lacingOf(header), offset, end);
    return lace && { track, header, offset: offset + lace.headerSize, sizes: lace.sizes, isHidden: false };
  }

  /** Makes what says how long a frame is be in memory. @throws what the source throws. */
  async loadHead({ lengths }: WantedTrack, offset: number): Promise<void> {
    if (lengths && !this.#window.has(offset, LENGTH_HEAD_BYTES)) await this.#window.load(offset, HEAD_BYTES);
  }

  /** How long a frame says that it is, if it does; its head is in memory. */
  lengthOf({ lengths }: WantedTrack, offset: number, size: number): number | undefined {
    const head = Math.min(size, LENGTH_HEAD_BYTES);
    return lengths?.lengthOf(this.#window.bytesAt(offset, head), size);
  }

  #headerAt(start: number, end: number): BlockHeader | undefined {
    const { view, start: windowStart, end: windowEnd } = this.#window;
    return readBlockHeader(view, start - windowStart, Math.min(end, windowEnd) - windowStart);
  }

  /** Undefined for a lace that is malformed. */
  async #laceAt(lacing: number, at: number, blockEnd: number): Promise<Lace | undefined> {
    const lace = this.#laceInMemory(lacing, at, blockEnd);
    const length = Math.min(MAX_LACE_HEADER_BYTES, blockEnd - at);
    if (lace || this.#window.has(at, length)) return lace;
    await this.#window.load(at, length);
    return this.#laceInMemory(lacing, at, blockEnd);
  }

  #laceInMemory(lacing: number, at: number, blockEnd: number): Lace | undefined {
    const { view, start, end } = this.#window;
    const span = { at: at - start, end: Math.min(blockEnd, end) - start, blockEnd: blockEnd - start };
    return laceSizes(lacing, { view, ...span });
  }

  #mayBeHidden({ hiddenFrames }: WantedTrack, offset: number): boolean {
    if (!hiddenFrames || !this.#window.has(offset, 1)) return false;
    const [firstByte] = this.#window.bytesAt(offset, 1);
    return firstByte !== undefined && hiddenFrames.isHidden(firstByte);
  }

  /** Whether the frame [start, end) is not presented. Its last byte is next to the following header, which is read anyway. */
  async #isHidden(track: WantedTrack, start: number, end: number): Promise<boolean> {
    if (!this.#mayBeHidden(track, start)) return false;
    if (!this.#window.has(end - 1, 1)) await this.#window.load(end - 1, HEAD_BYTES);
    const [lastByte] = this.#window.bytesAt(end - 1, 1);
    return lastByte === undefined || !track.hiddenFrames!.isSuperframe(lastByte);
  }
}
