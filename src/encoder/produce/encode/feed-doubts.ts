/** What ffmpeg says of a feed on standard error that makes decoded frames doubtful. */

const WARNING = /\[warning\]/;
/** A warning, of a frame in which the decoder concealed an error. */
const CORRUPT = /corrupt decoded frame/;

/** What says nothing of frames: the library of fonts, which finds no folder to write to, and the drawing of text. */
const OF_TEXT = /^Fontconfig |^\[Parsed_subtitles_/;

/**
 * What decoders say of a picture whose references are missing. Of leading pictures, and of those that begin a gradual refresh, it is
 * expected: they are not presented, and no other needs what is missing of them.
 */
const MISSING_REFERENCE = new RegExp(
  [
    'co located POCs unavailable',
    'mmco: unref short failure',
    '[Rr]eference picture missing during reorder',
    'Missing reference picture',
    'number of reference frames .* exceeds max',
    'Could not find ref with POC',
    'Error constructing the frame RPS',
    'corrupt decoded frame',
  ].join('|'),
);

/** The lines that report errors; with `-loglevel level+warning`, each has its level in brackets. */
export function decodeErrors(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !OF_TEXT.test(line))
    .filter((line) => !WARNING.test(line) || CORRUPT.test(line));
}

/**
 * The errors that make frames doubtful.
 * @param lacksReferences whether the feed begins with frames that are not wanted and have no references.
 */
export function feedDoubts(stderr: string, lacksReferences: boolean): readonly string[] {
  return decodeErrors(stderr).filter((line) => !(lacksReferences && MISSING_REFERENCE.test(line)));
}
