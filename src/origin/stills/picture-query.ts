/** What the query of a picture asks for. */
import { type ParameterRule, readQueryParameter } from '../../sessions/index.js';
import { type ClipMoment, MOMENT_FORM, parseClipMoment } from '../../shared/clip.js';

/** Which picture is asked for. */
export interface PictureQuery {
  /** Absent: the first frame. */
  readonly at?: ClipMoment;
  /** In pixels. */
  readonly width?: number;
}

const WIDTH = /^[1-9]\d{0,4}$/;

const MOMENT: ParameterRule<ClipMoment> = { read: parseClipMoment, expected: MOMENT_FORM };
const PIXELS: ParameterRule<number> = {
  read: (text) => (WIDTH.test(text) ? Number(text) : undefined),
  expected: 'a number of pixels',
};

/** @throws OnplayError `query_invalid`, naming the parameter that is malformed or given twice. */
export function readPictureQuery(query: URLSearchParams): PictureQuery {
  const at = readQueryParameter(query, 't', MOMENT);
  const width = readQueryParameter(query, 'width', PIXELS);
  return { ...(at && { at }), ...(width !== undefined && { width }) };
}
