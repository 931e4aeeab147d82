import type { ConfigType, DiscoveryRequest, DiscoveryResponse, Resources } from '../messages.ts';

/**
 * Envoy, "xDS REST and gRPC protocol", state of the world: ACK, NACK and resource type instance version.
 * The version belongs to the configuration and outlives the stream; the nonce belongs to the stream.
 */
export interface XdsClient {
  readonly names: ConfigType;
  /** Last accepted; empty: none yet. */
  version: string;
  /** Of the last response on this stream; empty: nothing came yet. */
  nonce: string;
  /** What is in use: only ever what was accepted. */
  resources: Resources;
  /** Why the last response was refused; empty: it was not. */
  error: string;
}

export const newClient = (names: ConfigType): XdsClient => ({
  names,
  version: '',
  nonce: '',
  resources: [],
  error: '',
});

const request = ({ names, version, nonce }: XdsClient, error: string): DiscoveryRequest => ({
  type: 'DiscoveryRequest',
  names,
  version,
  nonce,
  error,
});

/** The stream is new: what was accepted before is told, a nonce there is not. */
export function subscribe(client: XdsClient): DiscoveryRequest {
  client.nonce = '';
  return request(client, '');
}

/** Accepts, or keeps what it has: "a NACK keeps the last accepted version in use". */
export function receive(client: XdsClient, response: DiscoveryResponse, invalid: string): DiscoveryRequest {
  client.nonce = response.nonce;
  client.error = invalid;
  if (invalid === '') {
    client.version = response.version;
    client.resources = response.resources;
  }
  return request(client, invalid);
}

/** The server's side of one stream, for one type. */
export interface XdsStream {
  /** Of the last response; empty: none was sent on this stream. */
  nonce: string;
  /** Version that the last response carried. */
  sent: string;
  acked: string;
  nacked: string;
}

export const newStream = (): XdsStream => ({ nonce: '', sent: '', acked: '', nacked: '' });

/** What a request is: it decides nothing about what is sent next. */
export type Heard = 'opened' | 'ack' | 'nack' | 'stale';

export function hear(stream: XdsStream, { nonce, version, error }: DiscoveryRequest): Heard {
  if (nonce === '') {
    // A new stream: whatever was sent on the old one may not have arrived, so it is sent again.
    Object.assign(stream, { nonce: '', sent: '', acked: version, nacked: '' });
    return 'opened';
  }
  // "A request with a stale nonce is ignored."
  if (nonce !== stream.nonce) return 'stale';
  if (error !== '') {
    stream.nacked = stream.sent;
    return 'nack';
  }
  stream.acked = version;
  return 'ack';
}

/** Whether this version is still to be sent: a refused one is not sent again on the same stream. */
export const isDue = (stream: XdsStream, version: string): boolean => version !== '' && stream.sent !== version;

export function respond(
  stream: XdsStream,
  names: ConfigType,
  version: string,
  nonce: string,
  resources: Resources,
): DiscoveryResponse {
  stream.nonce = nonce;
  stream.sent = version;
  return { type: 'DiscoveryResponse', names, version, nonce, resources };
}
