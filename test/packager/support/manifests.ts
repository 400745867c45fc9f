/** Independent parsers of playlists and MPDs, with every warning treated as a failure. */
import { Parser } from 'm3u8-parser';
import { parse } from 'mpd-parser';

/** Parses a playlist with m3u8-parser and returns its manifest object; throws on any warning. */
export function parsePlaylist(text: string): unknown {
  const warnings: string[] = [];
  const parser = new Parser();
  parser.on('warn', ({ message }) => warnings.push(message));
  parser.push(text);
  parser.end();
  if (warnings.length > 0) throw new Error(warnings.join('; '));
  return parser.manifest;
}

/** Parses an MPD with mpd-parser, as if from https://test/movie.mpd, and returns its manifest object; throws on any warning. */
export function parseMpd(text: string): unknown {
  const warnings: string[] = [];
  const eventHandler = ({ type, message }: { type: string; message: string }) => {
    warnings.push(`${type}: ${message}`);
  };
  const manifest = parse(text, { manifestUri: 'https://test/movie.mpd', eventHandler });
  if (warnings.length > 0) throw new Error(warnings.join('; '));
  return manifest;
}
