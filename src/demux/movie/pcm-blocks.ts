/**
 * Audio of which the tables count PCM frames (a value of each channel): uncompressed audio, and in QuickTime also compressed
 * audio with as many bytes in each second. PCM frames are grouped into blocks, compressed ones by packets.
 */
import type { AudioDescription, AudioPacket } from '../../isobmff/index.js';
import type { MediaSamples } from '../media-samples.js';
import type { Chunks } from './chunks.js';

/** About 85 ms at 48 kHz. */
const MAX_BLOCK_PCM_FRAMES = 4096;

/** The `stsz` size of compressed samples that are PCM frames: less than any packet has, and so no size of one. */
const COUNTED_SIZE = 1;

/**
 * What a sample of the tables is part of, if they count PCM frames: a PCM frame is a packet of uncompressed audio.
 * @param sampleSize of every sample by `stsz`; 0 where they differ.
 */
export function packetOf(
  { bytesPerPcmFrame, packet }: AudioDescription,
  sampleSize: number,
): AudioPacket | undefined {
  if (bytesPerPcmFrame !== undefined) return { bytes: bytesPerPcmFrame, pcmFrames: 1 };
  return sampleSize === COUNTED_SIZE ? packet : undefined;
}

/** The most blocks that a track can have. */
export function mostBlocks(sampleCount: number, chunkCount: number, packet: AudioPacket): number {
  return chunkCount + Math.ceil(sampleCount / blockLength(packet));
}

/** Of the longest block, in PCM frames: one packet of compressed audio, since not all decoders take several. */
function blockLength({ pcmFrames }: AudioPacket): number {
  return pcmFrames === 1 ? MAX_BLOCK_PCM_FRAMES : pcmFrames;
}

/** Number of blocks that the PCM frames of all chunks are grouped into. */
export function countBlocks(chunks: Chunks, packet: AudioPacket): number {
  let blocks = 0;
  chunks((_, pcmFrames) => {
    blocks += Math.ceil(inWholePackets(pcmFrames, packet) / blockLength(packet));
    return true;
  });
  return blocks;
}

function inWholePackets(pcmFrames: number, packet: AudioPacket): number {
  return pcmFrames - (pcmFrames % packet.pcmFrames);
}

/**
 * Fills in the blocks of all chunks; a block never spans two chunks. A chunk that ends within a packet ends before it.
 * @param samples allocated for `countBlocks` samples.
 * @param packet see `packetOf`.
 * @param duration of a PCM frame, in ticks.
 */
export function fillBlocks(
  samples: MediaSamples,
  chunks: Chunks,
  packet: AudioPacket,
  duration: number,
): void {
  let block = 0;
  let first = 0;
  chunks((chunkOffset, pcmFrames, description) => {
    let offset = chunkOffset;
    for (let left = inWholePackets(pcmFrames, packet); left > 0; block++) {
      const taken = Math.min(left, blockLength(packet));
      const bytes = (taken / packet.pcmFrames) * packet.bytes;
      samples.offsets[block] = offset;
      samples.sizes[block] = bytes;
      samples.compositionTimes[block] = first * duration;
      samples.durations[block] = taken * duration;
      samples.descriptions[block] = description;
      offset += bytes;
      first += taken;
      left -= taken;
    }
    return true;
  });
  samples.sync.fill(1);
}
