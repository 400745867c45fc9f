/** The programmes of a file, and which of them is played. */

import type { ByteSource } from '../../stores/index.js';
import { recordingBegun, withoutTracks } from '../../tracks/index.js';
import {
  isScrambled,
  isUnitStart,
  PAT_PID,
  PesPayload,
  PIDS,
  type ProgramMap,
  pidOf,
  readPat,
  readPmt,
  SectionAssembler,
  type StreamEntry,
} from '../../transport-stream/index.js';
import { HEADER_BYTES } from './audio/frame-header.js';
import { MAX_HEAD_BYTES, MAX_PROGRAMMES, MAX_STREAMS } from './limits.js';
import { scanPackets } from './packet-scan.js';
import { type MediaCodec, type StreamKind, streamKind, type TransportText } from './streams/stream-kind.js';

/** After so many bytes, it is enough that one programme with video has sent some of it. */
const ENOUGH_BYTES = 8 * 1024 * 1024;

/** Of a file that grows, so much at a time: what is found follows from whole steps alone, however far the file has grown. */
const GROWN_STEP_BYTES = 16 * 1024;

/** Of a file that was seen to grow. */
interface FileGrowth {
  /** Whether nothing will be appended any more. */
  readonly isOver: boolean;
}

/** A stream as a programme map describes it. */
export interface ProgrammeStream {
  readonly entry: StreamEntry;
  readonly kind: StreamKind;
  /** Whether any of it was found near the beginning of the file. */
  readonly isSent: boolean;
  readonly isScrambled: boolean;
}

/** One whose codec is read. */
export interface ReadableStream extends ProgrammeStream {
  readonly kind: { readonly kind: 'video' | 'audio'; readonly codec: MediaCodec };
}

/** One of text that is read. */
export interface TextStream extends ProgrammeStream {
  readonly kind: { readonly kind: 'text'; readonly codec: TransportText };
}

export interface Programme {
  readonly programNumber: number;
  readonly streams: readonly ProgrammeStream[];
}

export interface Programmes {
  /** The first that sends video that is not scrambled, else any video, else anything. */
  readonly played: Programme;
  readonly others: readonly Programme[];
}

/**
 * Reads as much of a file as is needed. What it finds in one that grows is the same at each look.
 * @throws OnplayError `master_without_tracks`; `master_preparing` for a file that grows and has too little; as `scanPackets`.
 */
export async function readProgrammes(source: ByteSource, growth?: FileGrowth): Promise<Programmes> {
  const head = new FileHead();
  const isOpen = growth?.isOver === false;
  let isFound = false;
  const afterStep = (bytesRead: number) => {
    const isEnough =
      head.isComplete || bytesRead >= MAX_HEAD_BYTES || (bytesRead > ENOUGH_BYTES && head.hasVideo);
    isFound = isEnough && !(isOpen && bytesRead === source.size);
    return !isFound;
  };
  const stepBytes = growth && { stepBytes: GROWN_STEP_BYTES };
  await scanPackets(source, (bytes, at) => head.packet(bytes, at), { afterStep, ...stepBytes });
  if (isOpen && !isFound) throw recordingBegun();
  const programmes = head.programmes();
  const played =
    programmes.find(sendsClearVideo) ?? programmes.find(sendsVideo) ?? programmes.find(sendsMedia);
  if (!played) throw withoutTracks();
  return { played, others: programmes.filter((programme) => programme !== played) };
}

const sendsClearVideo = ({ streams }: Programme): boolean =>
  streams.some(({ kind, isSent, isScrambled: isHidden }) => kind.kind === 'video' && isSent && !isHidden);
const sendsVideo = ({ streams }: Programme): boolean =>
  streams.some(({ kind, isSent }) => kind.kind === 'video' && isSent);
const sendsMedia = ({ streams }: Programme): boolean =>
  streams.some(({ kind, isSent }) => (kind.kind === 'video' || kind.kind === 'audio') && isSent);

/** The tables at the beginning of a file, and the first bytes of each stream. */
class FileHead {
  readonly #pat = new SectionAssembler();
  /** By PID. */
  readonly #pmts = new Map<number, SectionAssembler>();
  /** Of the programmes in the order of their table; undefined until their map is read. */
  readonly #maps = new Map<number, ProgramMap | undefined>();
  readonly #heads = new Map<number, Uint8Array>();
  readonly #scrambled = new Set<number>();
  readonly #isWanted = new Uint8Array(PIDS).fill(1);

  /** Whether all programmes are known, and all their media has been sent. */
  get isComplete(): boolean {
    const maps = [...this.#maps.values()];
    return maps.length > 0 && !maps.includes(undefined) && this.programmes().every(hasSentAll);
  }

  get hasVideo(): boolean {
    return this.programmes().some(sendsVideo);
  }

  programmes(): Programme[] {
    return [...this.#maps.values()].flatMap((map) => (map ? [this.#programme(map)] : []));
  }

  packet(bytes: Uint8Array, at: number): void {
    const pid = pidOf(bytes, at);
    if (this.#isWanted[pid] === 0) return;
    if (pid === PAT_PID) this.#readPat(bytes, at);
    else if (this.#pmts.has(pid)) this.#readPmt(this.#pmts.get(pid)!, bytes, at);
    else if (isScrambled(bytes, at)) this.#scrambled.add(pid);
    else if (isUnitStart(bytes, at)) this.#readHead(pid, bytes, at);
  }

  #readPat(bytes: Uint8Array, at: number): void {
    for (const section of this.#pat.push(bytes, at))
      for (const { programNumber, pmtPid } of readPat(section) ?? []) {
        if (this.#maps.size === MAX_PROGRAMMES || this.#maps.has(programNumber)) continue;
        this.#maps.set(programNumber, undefined);
        this.#pmts.set(pmtPid, this.#pmts.get(pmtPid) ?? new SectionAssembler());
      }
  }

  #readPmt(assembler: SectionAssembler, bytes: Uint8Array, at: number): void {
    for (const section of assembler.push(bytes, at)) {
      const map = readPmt(section);
      if (map && this.#maps.has(map.programNumber)) this.#maps.set(map.programNumber, map);
    }
  }

  #readHead(pid: number, bytes: Uint8Array, at: number): void {
    const payload = new PesPayload();
    payload.push(bytes, at);
    if (!payload.header || payload.end - payload.start < HEADER_BYTES) return;
    this.#heads.set(pid, bytes.slice(payload.start, payload.start + HEADER_BYTES));
    this.#isWanted[pid] = 0;
  }

  #programme({ programNumber, streams, descriptors }: ProgramMap): Programme {
    return {
      programNumber,
      streams: streams.slice(0, MAX_STREAMS).map((entry) => {
        const head = this.#heads.get(entry.pid);
        return {
          entry,
          kind: streamKind(entry, descriptors, head ?? new Uint8Array()),
          isSent: head !== undefined || this.#scrambled.has(entry.pid),
          isScrambled: head === undefined && this.#scrambled.has(entry.pid),
        };
      }),
    };
  }
}

const hasSentAll = ({ streams }: Programme): boolean =>
  streams.every(({ kind, isSent }) => isSent || kind.kind === 'data' || kind.kind === 'text');
