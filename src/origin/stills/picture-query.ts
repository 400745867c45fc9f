/** What the query of a picture asks for. */
import { type ParameterRule, readQueryParameter } from '../../sessions/index.js';

/** Which picture is asked for. */
export interface PictureQuery {
  /** In seconds of the presentation, or the number of a frame from 0; absent: the first frame. */
  readonly at?: { readonly seconds: number } | { readonly frame: number };
  /** In pixels. */
  readonly width?: number;
}

const FRAME = /^f(\d{1,8})$/;
const SECONDS = /^\d{1,6}(?:\.\d{1,9})?$/;
const WIDTH = /^[1-9]\d{0,4}$/;

const MOMENT: ParameterRule<NonNullable<PictureQuery['at']>> = {
  read: (text) => (FRAME.test(text) || SECONDS.test(text) ? momentOf(text) : undefined),
  expected: 'seconds, as 12.5, or f and the number of a frame from 0, as f300',
};
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

function momentOf(t: string): NonNullable<PictureQuery['at']> {
  const frame = FRAME.exec(t)?.[1];
  return frame === undefined ? { seconds: Number(t) } : { frame: Number(frame) };
}
