/**
 * Which files are masters, by the extension of their names, and which of two with one name is preferred. What a file holds is
 * decided by its bytes (indexing/sniff.ts); this table only keeps subtitles, proxies (`.lrv`), thumbnails, playlists, metadata
 * and half-written files (`.part`, `.crdownload`, `.tmp`) from being taken for masters.
 */
import { extname } from 'node:path';

type Row = readonly [container: string, ...extensions: string[]];

/**
 * In order of preference; containers are named as `sniffContainer` names them. Video comes before audio, since an extract of
 * its audio often lies beside a film, and what is read in place comes before what has to be remuxed.
 */
const VIDEO: readonly Row[] = [
  ['movie', 'mp4', 'm4v', 'mov', 'qt', 'mqv'],
  ['movie', '3gp', '3gpp', '3g2', '3gp2', 'f4v', 'insv', '360', 'cmfv', 'ismv'],
  ['matroska', 'mkv', 'webm', 'mk3d'],
  ['mpegts', 'ts', 'm2ts', 'mts', 'm2t'],
  ['mxf', 'mxf'],
  ['mpeg', 'mpg', 'mpeg', 'm2p', 'vob', 'mod'],
  ['avi', 'avi', 'divx'],
  ['asf', 'wmv', 'asf'],
  ['flv', 'flv'],
  ['ogg', 'ogv'],
  ['rm', 'rm', 'rmvb'],
  ['mpegvideo', 'm2v', 'm1v', 'mpv'],
];
const AUDIO: readonly Row[] = [
  ['movie', 'm4a', 'm4b', 'f4a', 'cmfa', 'isma'],
  ['flac', 'flac'],
  ['wav', 'wav', 'wave', 'bwf', 'rf64'],
  ['w64', 'w64'],
  ['aiff', 'aif', 'aiff', 'aifc'],
  ['caf', 'caf'],
  ['au', 'au', 'snd'],
  ['wv', 'wv'],
  ['tta', 'tta'],
  ['ape', 'ape'],
  ['matroska', 'mka', 'weba'],
  ['truehd', 'thd', 'truehd'],
  ['mlp', 'mlp'],
  ['dtshd', 'dtshd'],
  ['dts', 'dts'],
  ['eac3', 'eac3', 'ec3'],
  ['ac3', 'ac3'],
  ['ogg', 'ogg', 'oga', 'opus', 'spx'],
  ['asf', 'wma'],
  ['mp3', 'mp3', 'mp2', 'mpga'],
  ['aac', 'aac', 'adts'],
  ['amr', 'amr'],
  ['rm', 'ra'],
];

/** Containers with their extensions, from the most preferred to the least. */
export const MEDIA_EXTENSIONS: readonly Row[] = [...VIDEO, ...AUDIO];

const VIDEO_EXTENSIONS = VIDEO.flatMap(([, ...extensions]) => extensions).length;

const RANKS: ReadonlyMap<string, number> = new Map(
  MEDIA_EXTENSIONS.flatMap(([, ...extensions]) => extensions).map((extension, rank) => [
    `.${extension}`,
    rank,
  ]),
);

/** The place of a file name's extension in the order of preference, from 0; undefined where it is none of a master. */
export function mediaRank(fileName: string): number | undefined {
  return RANKS.get(extname(fileName).toLowerCase());
}

/** Whether a file name has an extension of containers of video, which may turn out to hold audio alone. */
export function isVideoFile(fileName: string): boolean {
  return (mediaRank(fileName) ?? VIDEO_EXTENSIONS) < VIDEO_EXTENSIONS;
}

/** Whether a file name has an extension of containers of audio alone. */
export function isAudioFile(fileName: string): boolean {
  return (mediaRank(fileName) ?? -1) >= VIDEO_EXTENSIONS;
}
