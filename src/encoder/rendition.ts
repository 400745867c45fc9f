/** Renditions: plain values that describe one way to encode a track, or to pass it through. */
import type { ClipFrames } from '../shared/clip.js';
import type { ImageFormat } from '../shared/image-formats.js';
import type { ImageMark, Mark } from '../shared/marks/mark.js';
import type { Colour } from '../tracks/index.js';

/** What renditions of an asset with a logo have. */
interface WithLogo {
  /** Images that are drawn into the frames of every session, below all other marks; with the hashes of their files. */
  readonly logo?: readonly ImageMark[];
}

/** What renditions of a clip have. */
interface Trimmed {
  /** The frames of the asset to which it is cut; see `trimmedRendition`. Of images, those among which posters and previews choose. */
  readonly trim?: ClipFrames;
}

export interface VideoRendition extends Trimmed, WithLogo {
  readonly kind: 'video';
  /** Unique in its ladder and safe in a URL: `v720`. */
  readonly id: string;
  /** ffmpeg's name, as in a master's track; a key of `videoCodecs`. */
  readonly codec: 'h264';
  /** RFC 6381, matching the init segment: `avc1.64001f`. */
  readonly codecs: string;
  /** H.264 level times ten: 31 for 3.1. */
  readonly level: number;
  /** In square pixels after rotation; both even. */
  readonly width: number;
  readonly height: number;
  /** Nominal frames per second after dropping, as a fraction. */
  readonly frameRate: { readonly numerator: number; readonly denominator: number };
  /** 1 encodes every frame; 2 the first, third, fifth… of each run, and so on. Segments begin with one that is encoded. */
  readonly keepEvery: number;
  /** Ticks per second of the media; the master track's timescale. */
  readonly timescale: number;
  /** x264's constant rate factor, and the VBV that caps it, in bit/s and bits. */
  readonly crf: number;
  readonly maxBitrate: number;
  readonly bufferSize: number;
  /** Maximum consecutive B-frames. All are non-reference, so a frame is decoded at most one frame early. */
  readonly bFrames: 0 | 3;
  /** Ticks by which composition times are later than presentation times (see the packager's `movie`). */
  readonly compositionDelay: number;
  /** The master's samples, unchanged. Then `crf` and `bufferSize` have no meaning. */
  readonly passthrough?: true;
  /** The master's captions (CEA-608 and CEA-708) are in the frames. */
  readonly captions?: true;
  /** What is drawn into the frames. */
  readonly burn?: Burn;
  /** Drawn into the frames of some sessions; see `markedRendition`. */
  readonly marks?: RenditionMarks;
  /** A pattern that is not seen is added to the frames of some sessions; see `tracedRendition`. */
  readonly trace?: RenditionTrace;
  /** Of the output; always 8 bit, limited range. */
  readonly colour: Colour;
}

export interface AudioRendition extends Trimmed {
  readonly kind: 'audio';
  /** Unique in its ladder and safe in a URL: `a1-128k`. */
  readonly id: string;
  /** ffmpeg's name, as in a master's track; a key of `audioCodecs`. */
  readonly codec: 'aac';
  /** RFC 6381: `mp4a.40.2`. */
  readonly codecs: string;
  /** Id of the track, of the master or of a file beside it. */
  readonly trackId: number;
  readonly channels: 2;
  /** In Hz; also the media's timescale. */
  readonly sampleRate: number;
  /** Bit/s. */
  readonly bitrate: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Shown in the player's menu; unique among the tracks of one bitrate. */
  readonly name: string;
  /** True for the track to play unless the viewer chooses another. */
  readonly default: boolean;
  /** Present for audio that also says what is seen. */
  readonly description?: true;
  /** Present for audio of a file beside the master: the version of that file. */
  readonly sidecar?: { readonly version: string };
  /**
   * The master's samples, unchanged; `passthrough.bitrate` is that of their largest segment, in bit/s. The outer `bitrate`
   * stays that of the encoded rendition they replace.
   */
  readonly passthrough?: { readonly bitrate: number };
  /** Present where it is louder or quieter than in the master, and so not passed through; see `gainedRendition`. */
  readonly gain?: AudioGain;
}

/** By how much audio is made louder or quieter. */
export interface AudioGain {
  /** See `isGain`. */
  readonly decibels: number;
  /** Of the key, which cannot be made up without it; see `GainSeal`. It says nothing of the audio. */
  readonly seal: string;
}

/**
 * What images show: `frame` each frame of the video, `poster` one that is worth showing, `preview` a few seconds from there on, in motion,
 * `sheet` many small ones beside and below each other.
 */
export type ImagePurpose = 'frame' | 'poster' | 'preview' | 'sheet';

/** What a poster is made of instead of a frame. */
export type PosterFile = FileBeside | Cover;

/** An image beside the master, in one of its versions. */
interface FileBeside {
  readonly format: 'jpeg' | 'jpg' | 'png' | 'webp';
  readonly version: string;
}

/** An image within the master: bytes of it. */
interface Cover extends Pick<FileBeside, 'format'> {
  readonly offset: number;
  readonly size: number;
}

/** Images of the video. Not in the ladder, since it is not played; its segments are images. */
export interface ImageRendition extends Trimmed, WithLogo {
  readonly kind: 'image';
  /** Determines all else, given the track; safe in a URL: `i640-frame-jpg`. */
  readonly id: string;
  readonly purpose: ImagePurpose;
  readonly format: ImageFormat;
  /** Of one picture in square pixels after rotation; both even. */
  readonly width: number;
  readonly height: number;
  /** Of the poster: the image that it is made of, instead of a frame. Then it has its shape, and fits into the size. */
  readonly file?: PosterFile;
  /** Drawn into the frames of some sessions; see `markedImage`. */
  readonly marks?: RenditionMarks;
  /** Of a sheet: its columns and rows, and how many seconds of the video each picture stands for. */
  readonly grid?: { readonly columns: number; readonly rows: number; readonly seconds: number };
}

/**
 * Keyframes of the video, each encoded by itself, for trick play: scrubbing, and playing faster than a decoder could follow. Not in the
 * ladder, since it is not played from frame to frame; its segments are single frames, produced under the rules for images.
 */
export interface TrickRendition {
  readonly kind: 'image';
  readonly purpose: 'trick';
  /** `v360-trick`: that of the rendition of the ladder whose size it has. */
  readonly id: string;
  /** How a frame is encoded. */
  readonly encoding: VideoRendition;
  /** When the last frame ends, in ticks: with the video of the ladder. */
  readonly end: number;
}

/** What is made of single frames. */
export type StillRendition = ImageRendition | TrickRendition;

/** Whatever has segments: what can be played, and what is made of single frames of it. */
export type SegmentedRendition = Rendition | StillRendition;

/** Where the cues of a text rendition are read: a track of the master, or a file beside it in one of its versions. */
export type TextSource =
  | { readonly kind: 'track'; readonly trackId: number }
  | { readonly kind: 'sidecar'; readonly name: string; readonly version: string };

/** Text that is drawn into video: determines, with the master's version, what is in the frames. */
export interface Burn {
  readonly source: TextSource;
  /** Of text: identifies the fonts that stand in for those the master does not bring; see `StandInFonts`. */
  readonly fonts?: string;
}

/** Marks that are drawn into video or images of it, images with the hashes of their files: determines, with the times of its frames, what is in them. */
export interface RenditionMarks {
  readonly list: readonly Mark[];
  /** Identifies the fonts that their text is drawn with; see `StandInFonts`. */
  readonly fonts: string;
}

/** The second variant of the hidden mark: determines, with the numbers of segments, what is added to them. */
export interface RenditionTrace {
  /** Key of the patterns; see `AssetTraceKeys`. */
  readonly patterns: string;
  /** Of a rendition that is cut out of a segment: which one of the whole has the pattern. Default: each has its own. */
  readonly segment?: number;
}

/** Subtitles or captions, as WebVTT. Its bytes follow from `source` alone: all else is said of it in manifests. */
export interface TextRendition extends Trimmed {
  readonly kind: 'text';
  /** Unique in its ladder and safe in a URL: `t1`, `t-en-sdh`. */
  readonly id: string;
  readonly source: TextSource;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Shown in the player's menu; unique among the text of a ladder. */
  readonly name: string;
  /** Only what every viewer needs, as signs and foreign dialogue. */
  readonly forced: boolean;
  /** For the deaf and hard of hearing: also says who speaks, and what is heard. */
  readonly sdh: boolean;
}

/** What is encoded from a track of the master, or copied. `kind` chooses how it is produced: see `producerOf`. */
export type MediaRendition = VideoRendition | AudioRendition;

export type Rendition = MediaRendition | TextRendition;

/** Every rendition an asset can be played in, lowest first. Of video and audio one may be empty, not both. */
export interface Ladder {
  readonly video: readonly VideoRendition[];
  readonly audio: readonly AudioRendition[];
  readonly text: readonly TextRendition[];
}

/** How many frames apart segments may begin so that each rendition keeps its rhythm: a multiple of every `keepEvery`. */
export function cadenceOf({ video }: Pick<Ladder, 'video'>): number {
  return Math.max(1, ...video.map(({ keepEvery }) => keepEvery));
}

/** Every rendition of a ladder, or of a part of one: the video, then the audio, then the text. */
export function renditionsOf({ video, audio, text }: Ladder): readonly Rendition[] {
  return [...video, ...audio, ...text];
}
