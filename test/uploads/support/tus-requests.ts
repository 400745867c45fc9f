/** Requests of the tus protocol, made by hand, so that a test can make wrong ones. */
import type { TestOrigin } from '../../origin/media/support/test-origin.js';

export type Metadata = Readonly<Record<string, string>>;

/** As `Upload-Metadata` has it. */
export function metadataOf(metadata: Metadata): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** The requests of one client to an origin. */
export function tusClient(origin: Pick<TestOrigin, 'manage'>) {
  const request = (
    path: string,
    method: string,
    headers: Record<string, string>,
    body?: string | ReadableStream,
  ) =>
    origin.manage(path, {
      method,
      headers: { 'Tus-Resumable': '1.0.0', ...headers },
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit);
  return {
    request,
    create: (size: number | string, metadata: Metadata, headers: Record<string, string> = {}) =>
      request('/uploads', 'POST', {
        'Upload-Length': String(size),
        'Upload-Metadata': metadataOf(metadata),
        ...headers,
      }),
    /** Creates an upload that must be allowed, and returns its path below `/api`. */
    async created(size: number, metadata: Metadata): Promise<string> {
      const response = await this.create(size, metadata);
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
      return (response.headers.get('location') ?? '').replace(/^\/api/, '');
    },
    append: (
      path: string,
      offset: number,
      body: string | ReadableStream,
      headers: Record<string, string> = {},
    ) =>
      request(
        path,
        'PATCH',
        {
          'Upload-Offset': String(offset),
          'Content-Type': 'application/offset+octet-stream',
          ...headers,
        },
        body,
      ),
    async offset(path: string): Promise<number> {
      return Number((await request(path, 'HEAD', {})).headers.get('upload-offset'));
    },
  };
}
