/** What the query of a picture asks for. */
import { OnplayError } from '../../shared/errors.js';

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

/** @throws OnplayError `query_invalid`, naming the parameter that is malformed or given twice. */
export function readPictureQuery(query: URLSearchParams): PictureQuery {
  const t = single(query, 't', (text) => FRAME.test(text) || SECONDS.test(text), T);
  const width = single(query, 'width', (text) => WIDTH.test(text), 'a number of pixels');
  return {
    ...(t !== undefined && { at: momentOf(t) }),
    ...(width !== undefined && { width: Number(width) }),
  };
}

const T = 'seconds, as 12.5, or f and the number of a frame from 0, as f300';

function momentOf(t: string): NonNullable<PictureQuery['at']> {
  const frame = FRAME.exec(t)?.[1];
  return frame === undefined ? { seconds: Number(t) } : { frame: Number(frame) };
}

function single(
  query: URLSearchParams,
  name: string,
  isValid: (text: string) => boolean,
  form: string,
): string | undefined {
  const [text, ...more] = query.getAll(name);
  if (text === undefined || (more.length === 0 && isValid(text))) return text;
  throw new OnplayError('query_invalid', {
    publicDetail: `The query parameter ${name} must be ${form}, and may be given only once.`,
  });
}
