/** Independent parsers of playlists and MPDs, which treat every warning as a failure. */
import { Parser } from 'm3u8-parser';
import { parse } from 'mpd-parser';

/** The manifest object of m3u8-parser; throws if it had anything to complain about. */
export function parsePlaylist(text: string): unknown {
  const complaints: string[] = [];
  const parser = new Parser();
  parser.on('warn', ({ message }) => complaints.push(message));
  parser.push(text);
  parser.end();
  if (complaints.length > 0) throw new Error(complaints.join('; '));
  return parser.manifest;
}

/** The manifest object of mpd-parser, as if from https://test/movie.mpd; throws if it had anything to complain about. */
export function parseMpd(text: string): unknown {
  const complaints: string[] = [];
  const eventHandler = ({ type, message }: { type: string; message: string }) => {
    complaints.push(`${type}: ${message}`);
  };
  const manifest = parse(text, { manifestUri: 'https://test/movie.mpd', eventHandler });
  if (complaints.length > 0) throw new Error(complaints.join('; '));
  return manifest;
}
