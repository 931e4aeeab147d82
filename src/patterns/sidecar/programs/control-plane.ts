import { program, type DiskImage } from '../../../kernel/program.ts';
import { refuseStale } from '../../../pattern-kit/epoch.ts';
import type { ConfigType, Msg, Resources } from '../messages.ts';
import type { Node } from './container.ts';
import { hear, isDue, newStream, respond, type XdsStream } from './xds.ts';

interface Published {
  readonly version: number;
  readonly resources: Resources;
  /** Set by hand: the registry does not change it any more. */
  readonly byHand: boolean;
}

interface ControlPlaneState {
  published: Record<ConfigType, Published>;
  /** One stream a client; each client asks for one type. */
  streams: Record<string, XdsStream & { names: ConfigType }>;
  /** Responses sent by this process. */
  sent: number;
}

const LABELS: Readonly<Record<ConfigType, string>> = { endpoints: 'e', logging: 'l' };
const versionOf = (names: ConfigType, { version }: Published): string => `${LABELS[names]}${version}`;
const same = (a: Resources, b: Resources): boolean => a.length === b.length && a.every((item, i) => item === b[i]);

/** Durable before anybody hears of it: a version must never mean two things. */
function publish(node: Node, state: ControlPlaneState, names: ConfigType, resources: Resources, byHand: boolean): void {
  const { version } = state.published[names];
  const next: Published = { version: version + 1, resources, byHand };
  node.disk.set(names, next as never);
  node.disk.sync('saved', { names, next } as never);
}

function push(node: Node, state: ControlPlaneState, client: string): void {
  const stream = state.streams[client]!;
  const published = state.published[stream.names];
  const version = versionOf(stream.names, published);
  if (!isDue(stream, version) || published.resources.length === 0) return;
  state.sent += 1;
  node.send(client, respond(stream, stream.names, version, `${state.sent}`, published.resources));
}

function fresh(disk: DiskImage): ControlPlaneState {
  const none: Published = { version: 0, resources: [], byHand: false };
  return {
    published: {
      endpoints: (disk['endpoints'] as unknown as Published) ?? none,
      logging: (disk['logging'] as unknown as Published) ?? { version: 1, resources: ['info'], byHand: false },
    },
    streams: {},
    sent: 0,
  };
}

/** The answer to a response that is no longer the last one on its stream decides nothing. */
function ignoreStale(node: Node, have: string, got: string, from: string): void {
  const nonce = { name: 'nonce', got: Number(got), have: Number(have) };
  if (nonce.got < nonce.have) refuseStale(node, nonce, `the answer of ${from} is ignored`, 'stale nonce');
  else node.note('unknown nonce', `${from} answers a response of an earlier control plane: ignored`);
}

const byHand = (names: ConfigType, resources: Resources) => (node: Node, state: ControlPlaneState) =>
  publish(node, state, names, resources, true);

/** Hands configuration to whoever subscribes, and hears whether it was accepted. */
export const controlPlane = program<ControlPlaneState, Msg>({
  start: () => fresh({}),
  restart: (_node, disk) => fresh(disk),
  on: {
    DiscoveryRequest(node, state, request, { from }) {
      const stream = (state.streams[from] ??= { ...newStream(), names: request.names });
      const heard = hear(stream, request);
      if (heard === 'stale') return ignoreStale(node, stream.nonce, request.nonce, from);
      if (heard === 'nack') node.note('NACK', `${from} refuses ${stream.nacked}: ${request.error}`, { client: from });
      const refusals = Object.values(state.streams).filter((each) => each.nacked !== '' && each.nacked === each.sent);
      node.metric('nacks', refusals.length);
      push(node, state, from);
    },
    Endpoints(node, state, { hosts }) {
      const now = state.published.endpoints;
      // A registry that knows nobody has more likely forgotten than seen everybody leave.
      if (hosts.length > 0 && !now.byHand && !same(hosts, now.resources))
        publish(node, state, 'endpoints', hosts, false);
    },
    GetConfig(node, state, _message, call) {
      const { endpoints, logging } = state.published;
      node.reply(call, { type: 'Config', endpoints: endpoints.resources, logging: logging.resources });
    },
  },
  disk: {
    saved(node, state, { ok }, { names, next }: { readonly names: ConfigType; readonly next: Published }) {
      if (!ok || next.version <= state.published[names].version) return;
      state.published[names] = next;
      node.note('config published', `${names} ${versionOf(names, next)}: ${next.resources.join(', ')}`, {
        names,
        version: versionOf(names, next),
      });
      node.metric('version', next.version);
      for (const client of Object.keys(state.streams)) push(node, state, client);
    },
  },
  reset(_node, state, client) {
    delete state.streams[client];
  },
  commands: {
    pushBadHosts: byHand('endpoints', ['payments-x']),
    pushGoodHosts: byHand('endpoints', ['payments-a', 'payments-b']),
    pushDebug: byHand('logging', ['debug']),
    pushInfo: byHand('logging', ['info']),
    pushBadLevel: byHand('logging', ['loud']),
  },
});
