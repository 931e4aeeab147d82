import type { ConfigType, DiscoveryResponse, Resources } from '../messages.ts';
import type { Box, Node } from './container.ts';
import { newClient, receive, subscribe, type XdsClient } from './xds.ts';

/** A container that lives by configuration from the control plane. */
export interface Subscribed {
  box: Box;
  xds: XdsClient;
}

export function openStream(node: Node, state: Subscribed): void {
  node.send('control-plane', subscribe(state.xds));
}

/** Configuration is memory: the next process asks for it again. */
export function noConfig(node: Node, names: ConfigType): XdsClient {
  node.become('NO_CONFIG', 'no configuration yet', 'config');
  return newClient(names);
}

/** ACK, or NACK with the objection. Answers whether it was accepted. */
export function take(node: Node, { xds }: Subscribed, response: DiscoveryResponse, objection: string): boolean {
  node.send('control-plane', receive(xds, response, objection));
  const accepted = objection === '';
  node.become(accepted ? 'ACKED' : 'NACKED', objection || 'accepted', 'config');
  node.note(accepted ? 'ACK' : 'NACK', `${response.version} is ${accepted ? 'in use' : `refused: ${objection}`}`);
  return accepted;
}

/** What is not among the known would make it useless: better to keep what works. */
export function unknownAmong(resources: Resources, known: readonly string[]): string {
  const unknown = resources.filter((name) => !known.includes(name));
  return unknown.length > 0 ? `there is no ${unknown.join(', ')}` : '';
}

/** Nothing came on this stream so far: it may be broken. */
export function checkStream(node: Node, state: Subscribed): void {
  if (state.xds.nonce === '') openStream(node, state);
}

export function afterReset(node: Node, state: Subscribed, peer: string): void {
  if (peer !== 'control-plane' || state.box.phase === 'WAITING') return;
  node.note('stream reset', 'the nonce is gone with the stream, the version is not');
  openStream(node, state);
}
