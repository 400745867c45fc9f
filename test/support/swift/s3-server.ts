/** Where an S3 server is, and who may use it. */
export interface S3Server {
  /** `http://127.0.0.1:PORT`; buckets are in its path. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The environment by which the AWS SDK finds the server. */
export function s3Environment(server: S3Server): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  };
}
