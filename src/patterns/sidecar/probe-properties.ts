import type { Property } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { Checkout, Probe, ProbeResult, Sigkill, Sigterm } from './messages.ts';
import { beside, partOf } from './pods.ts';
import { LIVENESS } from './programs/kubelet-state.ts';

/** What probes may do: liveness kills, readiness keeps traffic away, and neither does the other's work. */

interface Count {
  /** Liveness probes under way: whom they ask, by id. */
  asked: Record<string, string>;
  /** Failed liveness probes in a row, by container. */
  failed: Record<string, number>;
}

/** Why else somebody may be killed. */
const REASONS: readonly string[] = ['OOMKilled', 'grace period is over'];

/** The probe that this event ends: who was asked, and whether it passed; null: none, or one for readiness. */
function endedProbe({ asked }: Count, { kind, tag, transit }: TraceEvent): readonly [name: string, ok: boolean] | null {
  const id = kind === 'reply' ? transit!.answers : kind === 'timeout' ? tag : undefined;
  const name = id === undefined ? undefined : asked[id];
  if (id === undefined || name === undefined) return null;
  delete asked[id];
  return [name, kind === 'reply' && (transit!.message as unknown as ProbeResult).ok];
}

export const killedForCause: Property<Count> = {
  id: 'killed-for-cause',
  kind: 'always',
  title: 'Nobody is killed for not being ready',
  explain:
    'A container is killed when it has failed as many liveness probes in a row as the threshold says. A failing readiness probe takes the pod out of traffic, and restarts nobody. Counted again from the answers.',
  watches: { nodes: ['kubelet', 'kubelet-2'], events: ['reply', 'timeout'], effects: ['send'] },
  init: () => ({ asked: {}, failed: {} }),
  step(state, event, world) {
    if (partOf(event.node) !== 'kubelet') return undefined;
    const ended = endedProbe(state, event);
    if (ended !== null) state.failed[ended[0]] = ended[1] ? 0 : (state.failed[ended[0]] ?? 0) + 1;
    for (const effect of event.effects) {
      if (effect.kind !== 'send') continue;
      const { id, to, message } = effect.transit;
      if (message.type === 'Probe' && (message as unknown as Probe).probe === 'liveness') state.asked[id] = to;
      if (message.type !== 'Sigterm' && message.type !== 'Sigkill') continue;
      const { reason } = message as unknown as Sigterm | Sigkill;
      const failed = state.failed[to] ?? 0;
      state.failed[to] = 0;
      if (reason === LIVENESS && failed < Number(world.settings['kubelet.probeFailures']))
        return `${to} is killed for its liveness probe, of which ${failed} in a row have failed`;
      if (message.type === 'Sigkill' && !REASONS.includes(reason)) return `${to} is killed, because: ${reason}`;
    }
    return undefined;
  },
};

export const unreadyNotAsked: Property<{ ready: Record<string, boolean> }> = {
  id: 'unready-not-asked',
  kind: 'always',
  title: 'No order goes to a pod that is not ready',
  explain: 'From the moment on in which customers hear that it is not ready, where traffic goes by readiness.',
  applies: ({ settings }) => settings['kubelet.routeReady'] === true || 'Traffic does not go by readiness here.',
  watches: { nodes: ['customers'], events: ['deliver', 'start', 'restart'], effects: ['send'] },
  init: () => ({ ready: {} }),
  step(state, { kind, node, transit, effects }, world) {
    if (node !== 'customers') return undefined;
    if (kind === 'start' || kind === 'restart') state.ready = {};
    else if (kind === 'deliver' && transit!.message.type === 'PodReady')
      state.ready[beside(transit!.from, 'app')] = transit!.message['ready'] === true;
    if (world.settings['kubelet.routeReady'] !== true) return undefined;
    for (const effect of effects)
      if (
        effect.kind === 'send' &&
        effect.transit.message.type === 'Checkout' &&
        state.ready[effect.transit.to] !== true
      )
        return `order ${(effect.transit.message as unknown as Checkout).order} is sent to a pod that is not ready`;
    return undefined;
  },
};
