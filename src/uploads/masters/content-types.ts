/** The extension that a file of a media type gets (RFC 6838), where its name says none. What it holds is decided by its bytes. */

const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['video/mp4', '.mp4'],
  ['video/x-m4v', '.m4v'],
  ['video/quicktime', '.mov'],
  ['video/3gpp', '.3gp'],
  ['video/x-matroska', '.mkv'],
  ['video/matroska', '.mkv'],
  ['video/webm', '.webm'],
  ['video/mp2t', '.ts'],
  ['application/mxf', '.mxf'],
  ['video/mpeg', '.mpg'],
  ['video/x-msvideo', '.avi'],
  ['video/vnd.avi', '.avi'],
  ['video/x-ms-wmv', '.wmv'],
  ['video/x-flv', '.flv'],
  ['video/ogg', '.ogv'],
  ['audio/mp4', '.m4a'],
  ['audio/x-m4a', '.m4a'],
  ['audio/flac', '.flac'],
  ['audio/x-flac', '.flac'],
  ['audio/wav', '.wav'],
  ['audio/x-wav', '.wav'],
  ['audio/vnd.wave', '.wav'],
  ['audio/aiff', '.aiff'],
  ['audio/x-aiff', '.aiff'],
  ['audio/matroska', '.mka'],
  ['audio/webm', '.weba'],
  ['audio/ogg', '.ogg'],
  ['audio/mpeg', '.mp3'],
  ['audio/aac', '.aac'],
]);

/** With its full stop; undefined for a type that no master has. @param type lower case, without parameters. */
export function extensionOfType(type: string): string | undefined {
  return EXTENSIONS.get(type);
}
