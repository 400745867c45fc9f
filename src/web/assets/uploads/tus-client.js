// @ts-check
/** A client of the tus protocol (1.0.0: core, creation, termination), as far as the page needs it. */
import { authorization } from '../shared/api.js';
import { ProblemError, problemOf } from '../shared/problem.js';
import { API } from '../shared/site.js';

/**
 * @typedef {object} UploadOptions
 * @property {File} file
 * @property {(bytes: number) => void} onProgress called with the bytes that the origin has
 * @property {AbortSignal} signal aborts the upload
 */

/** In one request: small enough that a proxy which limits or buffers bodies lets it pass. */
const PART_BYTES = 16 * 1024 * 1024;
/** How often in a row a part may fail before the upload does. */
const MAX_FAILURES = 8;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 15_000;

const VERSION = { 'Tus-Resumable': '1.0.0' };

/**
 * Uploads a file, going on after an interruption from where the origin is.
 * @param {UploadOptions} options
 * @returns {Promise<string>} the asset that it is played as. Throws {@link ProblemError} if the origin refuses it.
 */
export async function upload({ file, onProgress, signal }) {
  const url = await create(file, signal);
  let offset = 0;
  let failures = 0;
  for (;;) {
    try {
      const part = file.slice(offset, offset + PART_BYTES);
      const from = offset;
      const answer = await send(url, part, from, (sent) => onProgress(from + sent), signal);
      offset = answer.offset;
      failures = 0;
      onProgress(offset);
      if (answer.asset !== undefined) return answer.asset;
    } catch (error) {
      failures += 1;
      if (signal.aborted) void remove(url);
      if (signal.aborted || failures >= MAX_FAILURES || !isPassing(error)) throw error;
      await pause(Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** failures), signal);
      offset = await offsetOf(url, signal).catch(() => offset);
    }
  }
}

/**
 * @param {File} file
 * @param {AbortSignal} signal
 * @returns {Promise<URL>}
 */
async function create(file, signal) {
  const metadata = { filename: file.name, filetype: file.type };
  const response = await fetch(new URL('uploads', API), {
    method: 'POST',
    headers: {
      ...VERSION,
      ...authorization(),
      'Upload-Length': String(file.size),
      'Upload-Metadata': Object.entries(metadata)
        .filter(([, value]) => value !== '')
        .map(([key, value]) => `${key} ${base64(value)}`)
        .join(','),
    },
    signal,
  });
  if (!response.ok) throw new ProblemError(problemOf(response.status, await response.text()));
  const id = (response.headers.get('Location') ?? '').split('/').at(-1) ?? '';
  // Relative to the page, wherever the origin is mounted.
  return new URL(`uploads/${id}`, API);
}

/**
 * Leaves nothing behind of an upload that was cancelled, if the origin can be reached; else it does so itself, later.
 * @param {URL} url
 */
async function remove(url) {
  await fetch(url, { method: 'DELETE', headers: { ...VERSION, ...authorization() } }).catch(() => undefined);
}

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 */
async function offsetOf(url, signal) {
  const response = await fetch(url, { method: 'HEAD', headers: { ...VERSION, ...authorization() }, signal });
  if (!response.ok) throw new ProblemError(problemOf(response.status, ''));
  return Number(response.headers.get('Upload-Offset'));
}

/**
 * Sends one part. With XMLHttpRequest, since `fetch` does not say how much is sent.
 * @param {URL} url
 * @param {Blob} part
 * @param {number} offset
 * @param {(bytes: number) => void} onSent
 * @param {AbortSignal} signal
 * @returns {Promise<{ offset: number, asset?: string }>} where to go on, or the asset if that was all
 */
function send(url, part, offset, onSent, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PATCH', url);
    const headers = { ...VERSION, ...authorization(), 'Upload-Offset': String(offset) };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/offset+octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('error', () => reject(new TypeError('The connection broke.')));
    request.addEventListener('abort', () => reject(signal.reason));
    request.addEventListener('load', () => {
      const { status, responseText } = request;
      if (status < 200 || status > 299) reject(new ProblemError(problemOf(status, responseText)));
      const asset = request.getResponseHeader('Onplay-Asset');
      resolve({
        offset: Number(request.getResponseHeader('Upload-Offset')),
        ...(asset !== null && { asset: decodeURIComponent(asset) }),
      });
    });
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(part);
  });
}

/**
 * Whether it may go better next time: the connection broke, the origin is busy, or another request is still writing.
 * @param {unknown} error
 */
function isPassing(error) {
  if (!(error instanceof ProblemError)) return true;
  const { status = 0, code } = error.problem;
  return status >= 500 || code === 'upload_offset_wrong' || code === 'upload_busy';
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

/**
 * Of the text in UTF-8.
 * @param {string} text
 */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
